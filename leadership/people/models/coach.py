"""Who can be chosen to listen, and how much room they have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadership.people.models.person import Person


class Pool(models.Model):
    """A named circle of coaches; the owner is asked when someone of it must be found."""

    name = models.SlugField(max_length=60, unique=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_pools")

    def __str__(self) -> str:
        return self.name


class CoachProfile(models.Model):
    """What a coach says of themselves and how many talks fit. Anyone may be a coach without a profile being public."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="coach_profile")
    bio = models.TextField(_("about me"), blank=True, default="", max_length=1000)
    topics = models.CharField(_("topics"), max_length=300, blank=True, default="")
    languages = models.CharField(_("languages"), max_length=120, blank=True, default="")
    capacity = models.PositiveSmallIntegerField(_("people at a time"), default=12)
    per_day = models.PositiveSmallIntegerField(_("talks a day at most"), default=2)
    per_week = models.PositiveSmallIntegerField(_("talks a week at most"), default=6)
    place = models.CharField(_("place or video link"), max_length=300, blank=True, default="")
    certified = models.BooleanField(_("certified coach"), default=False)
    accepting = models.BooleanField(_("open for new people"), default=True)
    pools = models.ManyToManyField(Pool, blank=True, related_name="members")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_day__gte=1, per_week__gte=1), name="a_coach_has_room_for_one_talk")
        ]

    def __str__(self) -> str:
        return f"coach profile of person {self.person_id}"
