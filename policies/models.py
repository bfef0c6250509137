"""Rhythms as they are kept: a policy, its versions, the types of conversation, the themes they serve."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from policies.facts import PolicyFacts, Version
from policies.terms import Terms

if TYPE_CHECKING:
    from leadership.people.models import Person


NOTES = ("none", "pair", "record")
"""How much is kept of a talk (docs/reference/cadence.md B.3)."""


class Theme(models.Model):
    """A value or goal of the organisation: the start of the red thread theme → policy → this talk."""

    key = models.SlugField(max_length=60, unique=True)
    title_en = models.CharField(max_length=200)
    title_sv = models.CharField(max_length=200, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")

    def __str__(self) -> str:
        return self.title_en

    def title(self, language: str) -> str:
        """The name in `language`, else in English."""
        return str(getattr(self, f"title_{language}", "") or self.title_en)


class ConversationType(models.Model):
    """One kind of talk in the catalogue (docs/reference/cadence.md B.3)."""

    key = models.SlugField(max_length=60, unique=True)
    title_en = models.CharField(max_length=120)
    title_sv = models.CharField(max_length=120, blank=True, default="")
    title_fi = models.CharField(max_length=120, blank=True, default="")
    min_minutes = models.PositiveSmallIntegerField(default=20)
    eligible = models.JSONField(default=list)
    notes = models.CharField(max_length=10, default="pair", choices=[(level, level) for level in NOTES])
    exclusive_group = models.SlugField(max_length=60, blank=True, default="")
    purpose_en = models.CharField(max_length=280, blank=True, default="")
    purpose_sv = models.CharField(max_length=280, blank=True, default="")
    what_en = models.CharField(max_length=600, blank=True, default="")
    what_sv = models.CharField(max_length=600, blank=True, default="")
    who_en = models.CharField(max_length=280, blank=True, default="")
    who_sv = models.CharField(max_length=280, blank=True, default="")
    how_en = models.CharField(max_length=600, blank=True, default="")
    how_sv = models.CharField(max_length=600, blank=True, default="")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(min_minutes__gte=5), name="a_talk_lasts_five_minutes_at_least")
        ]

    def __str__(self) -> str:
        return self.title_en

    def title(self, language: str) -> str:
        """The name in `language`, else in English."""
        return self.words("title", language)

    def words(self, name: str, language: str) -> str:
        """Its `name` (title, purpose, what, who or how) in `language`, else in English."""
        return str(getattr(self, f"{name}_{language}", "") or getattr(self, f"{name}_en"))


class PolicyQuerySet(models.QuerySet["Policy"]):
    def adopted(self) -> PolicyQuerySet:
        return self.filter(state=Policy.State.ADOPTED)

    def visible_to(self, reader: Person) -> PolicyQuerySet:
        """What is or was in force is open to everyone; drafts to HR, their creator and representatives."""
        if not reader.is_active:
            return self.none()
        if reader.is_hr or reader.is_rep:
            return self
        return self.filter(~Q(state=Policy.State.DRAFT) | Q(created_by=reader))


class Policy(models.Model):
    """A promise to members; what it says is in its versions."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Proposed")
        ADOPTED = "adopted", _("Adopted")
        SUSPENDED = "suspended", _("Suspended")
        RETIRED = "retired", _("Retired")

    key = models.SlugField(max_length=60, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    """Counts changes of this row; a change names the count it saw, so two never overwrite each other."""
    created_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    retired_on = models.DateField(null=True, blank=True)
    stop_open = models.BooleanField(default=False)
    retired_because = models.CharField(max_length=500, blank=True, default="")
    suspended_on = models.DateField(null=True, blank=True)
    suspended_because = models.CharField(max_length=500, blank=True, default="")

    objects = PolicyQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(retired_on__isnull=False), name="a_retired_policy_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="suspended") | Q(suspended_on__isnull=False), name="a_suspended_policy_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def latest(self) -> PolicyVersion:
        """The newest version, draft or adopted."""
        return self.versions.order_by("-number")[0]

    def in_force(self, on: date) -> PolicyVersion | None:
        """The version whose cycles begin on `on` or earlier; None before the first takes effect."""
        adopted = self.versions.filter(adopted_at__isnull=False, effective_from__lte=on)
        return adopted.order_by("-number").first()

    def facts(self) -> PolicyFacts:
        """What the engine needs of this policy: its adopted versions in order, and its end."""
        return self.facts_with(self.versions.all())

    def facts_with(self, versions: Iterable[PolicyVersion]) -> PolicyFacts:
        """The same with versions that have been read already."""
        adopted = sorted((v for v in versions if v.adopted_at), key=lambda version: version.number)
        known = tuple(Version(v.number, v.read(), v.effective_from, v.apply_now) for v in adopted if v.effective_from)
        return PolicyFacts(self.key, known, self._stops_on(adopted), self.stop_open, resting=self.retired_on is None)

    def stops_on(self) -> date | None:
        """The first day on which no cycle begins any more: because it is retired or suspended, or because its review
        was not held in time and no law or agreement makes it go on (docs/reference/cadence.md B.6). None: it goes on.
        """
        return self._stops_on([version for version in self.versions.all() if version.adopted_at])

    def _stops_on(self, adopted: Iterable[PolicyVersion]) -> date | None:
        if self.retired_on:
            return self.retired_on
        latest = max(adopted, key=lambda version: version.number, default=None)
        missed = latest.read().unreviewed_from if latest else None
        return min((day for day in (self.suspended_on, missed) if day), default=None)


class PolicyVersion(models.Model):
    """One wording of a policy. `terms` is one validated value (`policies.terms`); adopted versions never change."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    effective_from = models.DateField(null=True, blank=True)
    apply_now = models.BooleanField(default=False)
    """Adopted for running cycles too: what is open of older wordings is replaced (B.6)."""
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey("people.Person", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["policy_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="versions_of_a_policy_are_numbered"),
            models.CheckConstraint(
                condition=Q(adopted_at__isnull=True) | Q(effective_from__isnull=False),
                name="an_adopted_version_says_from_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy_id} v{self.number}"

    def read(self) -> Terms:
        """The terms as a value."""
        known: tuple[object, Terms] | None = self.__dict__.get("_read")
        if known is None or known[0] is not self.terms:
            known = self.terms, _parsed(json.dumps(self.terms, sort_keys=True))
            self.__dict__["_read"] = known
        return known[1]

    @property
    def title_here(self) -> str:
        """The title in the language that is active where it is asked."""
        return self.title(get_language() or "en")

    @property
    def purpose_here(self) -> str:
        """Why the rhythm exists, in the active language."""
        return self._text("purpose")

    @property
    def context_here(self) -> str:
        """When and where it belongs, in the active language."""
        return self._text("context")

    def _text(self, name: str) -> str:
        texts = self.terms.get(name) or {}
        return texts if isinstance(texts, str) else texts.get(get_language() or "en") or texts.get("en", "")

    def title(self, language: str) -> str:
        """The title in `language`, else in English, else the policy's key."""
        titles = self.terms.get("title") or {}
        if isinstance(titles, str):
            return titles
        return titles.get(language) or titles.get("en") or next(iter(titles.values()), "") or self.policy.key


@lru_cache(maxsize=512)
def _parsed(text: str) -> Terms:
    """Equal terms are read once and are one value."""
    return Terms.parse(json.loads(text))
