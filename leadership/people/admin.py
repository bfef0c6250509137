"""People, units and the organisation for the technical administrator (read-only; HR works on the pages)."""

from django.contrib import admin

from leadership.outbox.admin import ReadOnlyAdmin
from leadership.people.models import CalendarDay, Organisation, Pause, Person, Unit


@admin.register(Person)
class PersonAdmin(ReadOnlyAdmin):
    """Who can sign in and with which role; passwords and absences are not shown."""

    list_display = ("name", "email", "employee_id", "unit", "is_active", "is_hr", "is_admin")
    list_filter = ("is_active", "is_hr", "is_rep", "is_admin", "country")
    list_select_related = ("unit",)
    search_fields = ("given_name", "family_name", "email", "employee_id")
    fields = (
        "given_name", "family_name", "email", "employee_id", "unit", "manager", "title", "location", "country",
        "subdiv", "zone", "language", "hire_date", "last_day", "is_active", "is_hr", "is_rep", "is_admin", "last_login",
    )  # fmt: skip


@admin.register(Unit)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ("name", "parent")
    list_select_related = ("parent",)
    search_fields = ("name",)
    fields = ("name", "parent")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("name", "country", "zone", "mail_held")


@admin.register(Pause)
class PauseAdmin(ReadOnlyAdmin):
    list_display = ("label", "start", "end")


@admin.register(CalendarDay)
class CalendarDayAdmin(ReadOnlyAdmin):
    list_display = ("country", "day", "is_working", "label")
    list_filter = ("country",)
