"""What the pages of figures share: the day they are asked of, what the reader may see, its tables and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadership.insights import sight as seeing
from leadership.insights.catalogue import AWAITED, NOT_YET, Text
from leadership.insights.sight import Figure, Line, Seen
from leadership.lib.instants import local_date
from leadership.lib.spoken import day
from leadership.people.models import Organisation, Person
from leadership.web import figurepictures, figuretables
from leadership.web import figurewords as words
from leadership.web.figurepictures import Picture
from leadership.web.figuretables import Table
from leadership.web.reader import now_of, reader_of

SECTIONS: tuple[tuple[Text, Text, tuple[str, ...], tuple[str, ...]], ...] = (
    (gettext_lazy("How long ago"), gettext_lazy("Read this first: it is hard to make look better than it is."),
     ("last_heard", "last_heard_p90"), ("last_heard", "map")),
    (gettext_lazy("Is everyone heard?"), gettext_lazy("Of quarters in which everything is decided; they stay as they "
     "were rolled up."), ("coverage", "on_time", "exempt", "hours"), ("coverage",)),
    (gettext_lazy("What people say of it"), gettext_lazy("Asked after a talk, and once a quarter, of whoever likes to "
     "answer. Nobody knows whose answer is whose."), ("support", "less_support", "worth"), ("support", "less_support")),
    (gettext_lazy("Leaders are heard too"), gettext_lazy("The same rhythms for those who lead, open to everyone."),
     ("leaders_coverage", "leaders_on_time", "leaders_last_heard", "leaders_answered"), ()),
    (gettext_lazy("Who begins"), gettext_lazy("There is no target; both sides should be alive."),
     ("started_by_members", "silence_coach", "silence_member"), ("mix",)),
    (gettext_lazy("The same for all?"), gettext_lazy("Gaps between groups large enough to be shown."),
     ("parity_unit", "parity_site", "parity_employment", "parity_mode", "across"), ()),
    (gettext_lazy("Room to listen"), gettext_lazy("Of all coaches together, never of one."),
     ("load", "gini", "cancelled", "moved"), ()),
    (gettext_lazy("Decided together"), "", ("took_part", "concerns_answered"), ()),
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One figure as it is said."""

    figure: Figure

    @property
    def value(self) -> str:
        return words.said(self.figure.latest.cell, self.figure.entry.unit)

    @property
    def behind(self) -> str:
        return words.behind(self.figure.latest.cell)

    @property
    def interval(self) -> str:
        return words.interval(self.figure.latest.key, self.figure.entry.kind)

    @property
    def as_of(self) -> str:
        return day(self.figure.latest.as_of)


@dataclass(frozen=True)
class Section:
    """A question, the figures that answer it, and their pictures."""

    title: Text
    note: Text
    cards: tuple[Card, ...]
    pictures: tuple[Picture, ...]


class Sheet:
    """Everything the reader of a request may see of the figures on the day asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.reader: Person = reader_of(request)
        self.now = now_of(request)
        self.organisation = Organisation.current()
        self.today = local_date(self.now, self.organisation.zone)
        self.on, self.hint = _asked(request.GET.get("on", ""), self.today)

    @property
    def of_day(self) -> str:
        """What links to the other pages and the files carry, so that they are of the same day; "" today."""
        return f"?on={self.on.isoformat()}" if self.on != self.today else ""

    @cached_property
    def seen(self) -> Seen:
        return seeing.figures(self.reader, on=self.on, n_min=self.organisation.n_min)

    @cached_property
    def tables(self) -> list[Table]:
        return figuretables.of_everyone(self.seen)

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        return figurepictures.of_everyone(self.seen, self.tables) | self._map()

    @cached_property
    def sections(self) -> list[Section]:
        made = [
            Section(title, note, self._cards(names), tuple(self.pictures[one] for one in drawn if one in self.pictures))
            for title, note, names, drawn in SECTIONS
        ]
        return [section for section in made if section.cards]

    @property
    def not_yet(self) -> list[tuple[Text, Text]]:
        """What is not measured yet: title, and when it comes."""
        return [(title, AWAITED[code]) for code, title in NOT_YET.items()]

    @cached_property
    def leads(self) -> bool:
        return bool(Person.objects.in_line_of(self.reader, on=self.on).filter(is_active=True).exists())

    @cached_property
    def line(self) -> Line:
        """The reader's own line; today the people in it are looked at one by one where they are few enough."""
        if self.on != self.today:
            return seeing.line(self.reader, on=self.on, people=None)
        people = Person.objects.in_line_of(self.reader, on=self.on).filter(is_active=True)
        keys = list(people.order_by().values_list("pk", flat=True)[: seeing.LIVE + 1])
        return seeing.line(self.reader, on=self.on, people=keys if len(keys) <= seeing.LIVE else None)

    @property
    def by(self) -> list[str]:
        """The groupings by which the reader may see coverage."""
        coverage = self.seen.named("coverage")
        return list(coverage.groups) if coverage else []

    def _cards(self, names: tuple[str, ...]) -> tuple[Card, ...]:
        figures = (self.seen.named(name) for name in names)
        return tuple(Card(figure) for figure in figures if figure is not None)

    def _map(self) -> dict[str, Picture]:
        figure, table = self.seen.named("last_heard"), figuretables.found(self.tables, "last-heard-by-unit")
        picture = figurepictures.organisation_map(figure, table) if figure and table else None
        return {"map": picture} if picture else {}


def _asked(text: str, today: date) -> tuple[date, str]:
    """The day of `?on=`, today without it; what cannot be understood, or lies ahead, is today, with a hint."""
    if not text:
        return today, ""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return today, _("This is not a day. Write it like 2026-06-30. You see today’s figures.")
    if asked > today:
        return today, _("That day lies ahead. You see today’s figures.")
    return asked, ""
