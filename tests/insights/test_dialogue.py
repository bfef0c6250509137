"""What teams said is shown once enough people stand behind it, and never by whom."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.consultations.proposing import propose
from leadership.insights import dialogue
from leadership.insights.models import Dialogue, Said
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from leadership.people.models import Person
from leadership.web.figures_rhythm import Following
from leadership.web.rhythm_terms import answers_of
from policies.models import Policy
from policies.terms import Metric
from tests.web import memberpages
from tests.web.memberpages import text, window

N_MIN = 5


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(2, 9), max_size=8))
def test_what_becomes_visible_at_once_has_enough_people_behind_it(sizes):
    held = [Dialogue(people=size) for size in sizes]
    before = []
    for upto in range(len(held) + 1):
        now = dialogue.ready(held[:upto], N_MIN)
        new = [one for one in now if one not in before]
        assert all(one in now for one in before)
        assert not new or sum(one.people for one in new) >= N_MIN
        before = now


@pytest.fixture
def rhythm(today, now):
    return memberpages.quarterly(now)


def test_a_cycle_in_which_more_can_be_held_is_said_to_be_under_way():
    """Else a quarter that has just begun reads as one that went badly."""
    cycles = {"2026-Q1": {"about": 90, "people": 9}, "2026-Q2": {"about": 40, "people": 9, "ahead": 1}}
    follow = Following(Policy(key="some"), cycles, N_MIN, date(2026, 5, 1), None, Person())
    assert follow.by(Metric("coverage", "figure")).under_way == "Q2 2026"
    assert (
        Following(Policy(), {}, N_MIN, date(2026, 5, 1), None, Person()).by(Metric("coverage", "figure")).picture
        is None
    )


def note(rhythm, now, **said):
    wanted = {"metric": "support", "held_on": now.date(), "people": 6, "themes": ["More time", " ", "More  time"]}
    return dialogue.note(rhythm, **wanted | said, now=now, on=now.date())


@pytest.mark.django_db
def test_a_conversation_is_kept_without_its_writer_and_shown_with_others(rhythm, now):
    note(rhythm, now, people=3, themes=["Too many meetings"])
    assert dialogue.shown(rhythm, "support", n_min=N_MIN) == dialogue.Themes((), 0, 0, 1)
    note(rhythm, now, people=2, themes=["A quiet room"])
    note(rhythm, now)
    texts = ("A quiet room", "More time", "Too many meetings")
    assert dialogue.shown(rhythm, "support", n_min=N_MIN) == dialogue.Themes(texts, 3, 11, 0)
    facts = Fact.objects.filter(kind="dialogue.noted")
    assert {fact.actor_key for fact in facts} == {None}
    assert not any("meeting" in str(fact.data) for fact in facts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"metric": "coverage"}, "metric"),
        ({"held_on": date(2026, 4, 2)}, "held_on"),
        ({"held_on": date(2025, 3, 1)}, "held_on"),
        ({"people": 1}, "people"),
        ({"people": 501}, "people"),
        ({"themes": ["", "  "]}, "themes"),
        ({"themes": [str(n) for n in range(9)]}, "themes"),
        ({"themes": ["x" * 281]}, "themes"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_kept(rhythm, now, said, path):
    with pytest.raises(Refused) as refused:
        note(rhythm, now, **said)
    assert [one.path for one in refused.value.refusals] == [path]
    assert not Dialogue.objects.exists()


@pytest.mark.django_db
def test_the_page_has_a_guide_instead_of_a_number_and_the_themes_lead_to_a_proposal(rhythm, cast, now):
    page = f"/rhythms/{rhythm.key}/figures/"
    shown = text(window(cast.erik).get(page))
    [support] = [part for part in shown.split("<section") if 'data-metric="support"' in part]
    assert (
        'data-kind="dialogue"' in support
        and "A guide for the conversation" in support
        and '<svg class="plot' not in support
    )

    said = {
        "deed": "note",
        "metric": "support",
        "held_on": "2026-03-30",
        "people": "7",
        "themes": "More time\nNot <b>Mondays</b>",
    }
    assert window(cast.bjorn).post(page, said).status_code == 302
    shown = window(cast.camilla).get(page).content.decode()
    assert "More time" in shown and "Not &lt;b&gt;Mondays&lt;/b&gt;" in shown and "/proposals/new/" in shown
    to_a_proposal = re.search(r'href="(/proposals/new/[^"]+)"', shown)[1].replace("&amp;", "&")
    begun = text(window(cast.camilla).get(to_a_proposal))
    assert (
        "– More time\n– Not <b>Mondays</b>"
        in re.search(r"<textarea[^>]*name=\"context\".*?</textarea>", begun, re.S)[0]
    )
    for nonsense in ("about=nothing", f"about={rhythm.key}", f"about={rhythm.key}&metric=coverage"):
        assert "tomt formulär" in text(window(cast.camilla).get(f"/proposals/new/?{nonsense}")), nonsense
    assert f"/rhythms/{rhythm.key}/edit/?about={rhythm.key}&metric=support" in text(window(cast.david).get(page))

    refused = window(cast.bjorn).post(page, {**said, "people": "1", "held_on": "never"})
    assert refused.status_code == 422 and "Not &lt;b&gt;Mondays" in refused.content.decode()
    assert Said.objects.count() == 2


@pytest.mark.django_db
def test_what_teams_said_goes_with_the_wording_it_gave_rise_to(rhythm, cast, now):
    """Into HR's editor and everybody's form, then with the draft to its page, its proposal and those who are asked."""
    note(rhythm, now, themes=["More time", "Not <b>Mondays</b>"])
    hr, because = window(cast.david), f"?about={rhythm.key}&metric=support"
    edit = f"/rhythms/{rhythm.key}/edit/"
    assert f'data-began="{rhythm.key}"' in text(hr.get(edit + because)) and "data-began" not in text(hr.get(edit))
    answers = answers_of(rhythm.latest().terms) | {"count": 2, "deed": "keep"}
    kept = {name: value for name, value in answers.items() if value not in (None, False)}
    assert hr.post(edit + because, kept).status_code == 302
    for page in (f"/rhythms/{rhythm.key}/", edit, f"/rhythms/{rhythm.key}/propose/"):
        assert "<li>Not &lt;b&gt;Mondays&lt;/b&gt;</li>" in hr.get(page).content.decode(), page
    assert "data-began" not in text(window(cast.camilla).get(f"/rhythms/{rhythm.key}/"))  # the draft is HR's so far
    proposal = propose(rhythm, by=cast.david, now=now)
    assert "data-began" in text(window(cast.camilla).get(f"/proposals/{proposal.key}/"))

    asked = {"title": "Quiet talks", "who": "all", "period": "month", "whom": "certified"}
    asked |= {"purpose": "Time to think.", "context": "Where it is too loud."}
    made = window(cast.camilla).post(f"/proposals/new/{because}", asked)
    assert made.status_code == 302 and "data-began" in text(window(cast.camilla).get(made["Location"]))
    plain = window(cast.camilla).post("/proposals/new/", asked | {"title": "Loud talks"})
    assert "data-began" not in text(window(cast.camilla).get(plain["Location"]))


@pytest.mark.django_db
def test_the_page_for_a_meeting_has_the_rhythm_what_came_of_it_and_lines_to_write_on(rhythm, cast, now):
    note(rhythm, now, held_on=now.date() - timedelta(days=2))
    shown = text(window(cast.erik).get(f"/rhythms/{rhythm.key}/meeting/"))
    for said in (
        "Everyone has at least one one-on-one",
        "Alla har minst ett",
        "More time",
        "Outcome",
        "Looked at again on",
    ):
        assert said in shown
    assert "<form" not in shown.split('<div class="report')[1]
