"""A person: the user of the product, the colleague in the tree, the one to be heard."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from leadership.lib.fields import BytewiseField
from leadership.people.models.unit import STEP, Unit
from leadership.people.persons import PersonManager
from leadership.people.windows import WEEKDAYS

LANGUAGES = [("en", "English"), ("sv", "Svenska"), ("fi", "Suomi")]
"""Languages of letters, each by its own name. Pages speak those of `settings.LANGUAGES`."""


def office_hours() -> dict[str, list[list[str]]]:
    """Monday to Friday, nine to five, by the person's own clock."""
    return {day: [["09:00", "17:00"]] for day in WEEKDAYS[:5]}


class RoleTag(models.Model):
    """A word that audiences can name: a role or a tag, such as `engineer` or `apprentice`."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """One person. `manager` is the truth of the tree; `path`, `lft` and `rgt` follow it, kept by `numberline`."""

    class Employment(models.TextChoices):
        PERMANENT = "permanent", _("Permanent")
        FIXED_TERM = "fixed_term", _("Fixed term")
        HOURLY = "hourly", _("By the hour")
        INTERN = "intern", _("Intern")
        CONTRACTOR = "contractor", _("Contractor")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(_("given name"), max_length=200)
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    employee_id = models.CharField(_("employee id"), max_length=60, blank=True, default="")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="people", verbose_name=_("unit")
    )
    manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    path = BytewiseField(max_length=STEP * 40, db_index=True, blank=True, default="")
    lft = models.BigIntegerField(default=0, editable=False)
    rgt = models.BigIntegerField(default=0, editable=False)
    """The place on the number line: everyone below has an `lft` between these two. Kept by `numberline`."""
    has_large_line = models.BooleanField(null=True, editable=False)
    """Whether so many stand below that they are counted from time to time, and not while somebody waits."""
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    role_tags = models.ManyToManyField(RoleTag, blank=True, related_name="people", verbose_name=_("roles and tags"))
    location = models.CharField(_("location"), max_length=120, blank=True, default="")
    country = models.CharField(_("working calendar: country"), max_length=2, default="SE")
    subdiv = models.CharField(_("working calendar: region"), max_length=10, blank=True, default="")
    zone = TimeZoneField(_("time zone"), default="Europe/Stockholm", use_pytz=False)
    language = models.CharField(_("language"), max_length=5, default="sv", choices=LANGUAGES)
    """That of letters; see `page_language`."""
    work_hours = models.JSONField(_("working hours"), default=office_hours)
    hire_date = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    employment_type = models.CharField(_("employment"), max_length=20, choices=Employment, default=Employment.PERMANENT)
    employment_percentage = models.PositiveSmallIntegerField(
        _("percentage"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    shows_coach = models.BooleanField(_("my leader may see whom I talk with"), default=False)
    """The member's own wish; where it is false a leader sees that and when somebody was heard, never by whom."""
    is_active = models.BooleanField(default=True)  # type: ignore[misc]
    is_hr = models.BooleanField(_("HR administrator"), default=False)
    is_rep = models.BooleanField(_("union representative"), default=False)
    is_admin = models.BooleanField(_("system administrator"), default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        ordering = ["family_name", "given_name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="email_belongs_to_one_person",
                violation_error_code="email",
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
            models.UniqueConstraint(
                fields=["employee_id"],
                condition=~Q(employee_id=""),
                name="employee_id_belongs_to_one_person",
                violation_error_code="employee_id",
                violation_error_message=_("Somebody else has this employee id."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("hire_date")),
                name="last_day_is_not_before_first_day",
                violation_error_code="last_day",
                violation_error_message=_("The last day is before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(employment_percentage__gte=1, employment_percentage__lte=100),
                name="employment_is_between_1_and_100_percent",
            ),
            models.CheckConstraint(
                condition=~Q(manager=models.F("id")),
                name="nobody_is_their_own_manager",
                violation_error_code="manager",
                violation_error_message=_("Nobody is their own manager."),
            ),
        ]
        indexes = [
            models.Index(fields=["hire_date"], name="person_by_first_day"),
            models.Index(fields=["lft"], name="person_by_line"),
            models.Index(fields=["last_day"], condition=Q(last_day__isnull=False), name="person_by_last_day"),
            models.Index(
                fields=["family_name", "given_name", "id"], condition=Q(is_active=True), name="person_here_by_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Given and family name, as written on pages and in letters to colleagues."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(str(self.zone))

    @property
    def page_language(self) -> str:
        """The language of pages: the person's own where pages speak it, else English."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def work_days(self) -> frozenset[int]:
        """Weekdays with at least one window; Monday is 0."""
        return frozenset(index for index, day in enumerate(WEEKDAYS) if self.work_hours.get(day))

    @property
    def is_staff(self) -> bool:
        """The Django admin is for the technical administrator alone."""
        return self.is_admin

    def is_employed(self, on: date) -> bool:
        """Whether `on` (the person's own date) lies between first and last day."""
        return self.is_active and self.hire_date <= on and (self.last_day is None or on <= self.last_day)

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_active and self.is_admin

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_admin
