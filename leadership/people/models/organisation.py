"""The organisation's own settings: one row."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from leadership.people.models.person import LANGUAGES, Person


class Organisation(models.Model):
    """The single row of settings (id 1); `Organisation.current()` makes it with the defaults when it is missing."""

    name = models.CharField(_("name"), max_length=200, default="Our organisation")
    country = models.CharField(_("calendar: country"), max_length=2, default="SE")
    subdiv = models.CharField(_("calendar: region"), max_length=10, blank=True, default="")
    zone = TimeZoneField(_("time zone"), default="Europe/Stockholm", use_pytz=False)
    language = models.CharField(_("language"), max_length=5, default="sv", choices=LANGUAGES)
    """Of those who join and have not chosen one."""
    fiscal_start_month = models.PositiveSmallIntegerField(
        _("fiscal year starts in month"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    fiscal_start_day = models.PositiveSmallIntegerField(
        _("fiscal year starts on day"), default=1, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    fiscal_was = models.JSONField(default=list, blank=True, editable=False)
    """Where it started before, oldest first: [month, day, the date it was changed]."""
    quiet_from = models.TimeField(_("no letters from"), default=time(18))
    quiet_until = models.TimeField(_("no letters until"), default=time(8))
    n_min = models.PositiveSmallIntegerField(_("smallest group shown"), default=5, validators=[MinValueValidator(3)])
    rhythm_steward = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="stewarded", verbose_name=_("steward")
    )
    role_label = models.CharField(_("what a coach is called"), max_length=40, blank=True, default="")
    mail_held = models.BooleanField(_("letters are held back"), default=False)
    consultation_days = models.PositiveSmallIntegerField(
        _("working days a proposal is open"), default=10, validators=[MinValueValidator(5), MaxValueValidator(90)]
    )
    voices_without_name = models.BooleanField(_("voices may be given without a name"), default=False)
    calendar_version = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_organisation")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Organisation:
        return cls.objects.get_or_create(id=1)[0]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.id = 1
        super().save(*args, **kwargs)


class CalendarDay(models.Model):
    """A day the organisation adds to the public holidays of a country, or takes away from them."""

    country = models.CharField(max_length=2)
    day = models.DateField()
    is_working = models.BooleanField(default=False)
    label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "day"], name="a_calendar_day_is_set_once")]

    def __str__(self) -> str:
        return f"{self.country} {self.day}"
