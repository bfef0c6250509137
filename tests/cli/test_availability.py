"""`availability PERSON`: what it shows can be set again, and what cannot be is refused with nothing kept."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from leadership.people import clock
from leadership.people.models import DayHours

SAID = {
    "week": {"mon": [["09:00", "12:00", "Kista"], ["13:00", "17:00"]], "wed": [["09:00", "17:00"]]},
    "days": {"2026-04-08": [], "2026-04-09": [["10:00", "11:00"]]},
    "rules": {"before": 0, "after": 20, "notice": 120, "horizon": 30, "step": 30, "lengths": [30],
              "opens_on": "2026-04-07", "per_day": 3, "per_week": 9},
    "open_hours": [{"weekday": 2, "opens": "10:00", "closes": "11:00", "minutes": 15, "place": "Room 4",
                    "first_day": "2026-04-01", "last_day": None}],
}  # fmt: skip


@pytest.fixture
def run(cast, now, tmp_path):
    clock.set_to(now)

    def call(said=None):
        out, file = StringIO(), tmp_path / "said.json"
        file.write_text(json.dumps(said))
        call_command("availability", "erik@example.org", *(["--set", str(file)] if said else []), "--json", stdout=out)
        return json.loads(out.getvalue())

    return call


def test_what_is_set_is_shown_and_the_same_again_changes_nothing(run):
    shown = run(SAID)
    assert {part: shown[part] for part in SAID} == SAID
    assert (shown["person"], shown["zone"]) == ("erik@example.org", "Europe/Stockholm")
    assert run(SAID) == run() == shown
    run({"days": {"2026-04-08": None}, "open_hours": []})
    assert (list(run()["days"]), run()["open_hours"]) == (["2026-04-09"], [])


@pytest.mark.parametrize(
    "said",
    [
        {"rules": {"step": 7}},
        {"rules": {"opens_on": "soon"}},
        {"week": {"monday": [["09:00", "17:00"]]}},
        {"week": {"mon": "09:00"}},
        {"open_hours": [{"weekday": 2}]},
        {"hours": {}},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_the_file_is_kept(run, said):
    with pytest.raises(SystemExit) as ended:
        run({"days": {"2026-04-08": []}, **said})
    assert ended.value.code == 1
    assert not DayHours.objects.exists()
