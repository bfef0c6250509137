"""Every component in every state on one page, for those who build pages; served in demo mode only."""

from datetime import date, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadership.web.month import MonthGrid, month_grid
from leadership.web.statuses import STATUSES


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery; `?theme=dark` or `?theme=light` insists on one look."""
    theme = request.GET.get("theme", "")
    return render(
        request,
        "gallery/index.html",
        {
            "theme": theme if theme in ("light", "dark") else "",
            "grid": _grid(),
            "times": _times(),
            "offered": _times(checked=True),
            "people": _people(),
            "statuses": list(STATUSES),
            "names": ["Freja Holm", "Astrid Berg", "Erik Sand", "David Nyman", "Björn Lindqvist", "Camilla Ek"],
            "form": SampleForm({"length": "30"}),
        },
    )


class SampleForm(forms.Form):
    """One field of each kind, some of them not filled in as they should be."""

    topic = forms.CharField(
        label="What I want to talk about",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A few words are enough. Do not write health, union or family matters here.",
    )
    email = forms.EmailField(label="E-mail", help_text="Where letters reach you.")
    length = forms.ChoiceField(label="Length", choices=[("20", "20 minutes"), ("30", "30 minutes")])
    place = forms.ChoiceField(
        label="Where", choices=[("video", "Video"), ("room", "In a room")], widget=forms.RadioSelect, required=False
    )
    day = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    accepting = forms.BooleanField(label="I take new talks", required=False, help_text="Others still see your profile.")


def _grid() -> MonthGrid:
    first = date(2026, 11, 1)
    free = {first + timedelta(days=day): 1 + day % 4 for day in (22, 23, 24, 26)}
    return month_grid(
        first, free=free, url_for=lambda day: f"#{day}", on=date(2026, 11, 20), chosen=first + timedelta(days=24)
    )


def _times(*, checked: bool = False) -> list[dict[str, object]]:
    days = [
        ("24", "Tue 24 Nov", "09:00", "08"),
        ("25", "Wed 25 Nov", "13:30", "12"),
        ("27", "Fri 27 Nov", "10:15", "09"),
    ]
    return [
        {"value": f"2026-11-{day}T{hour}:00:00Z", "label": clock, "note": label, "checked": checked and clock < "12"}
        for day, label, clock, hour in days
    ]


def _people() -> list[SimpleNamespace]:
    rows = [
        ("Astrid Berg", "Product · Stockholm", ["Free this week", "4 of 10 places taken"]),
        ("Erik Sand", "Operations · Stockholm", ["Outside your line", "Speaks English and Finnish", "Free tomorrow"]),
        ("Maija Virtanen", "Research · Helsinki", ["Outside your line", "Shares your topic: changing roles"]),
    ]
    return [
        SimpleNamespace(name=name, note=note, reasons=reasons, choose=f"Choose {name.split()[0]}")
        for name, note, reasons in rows
    ]
