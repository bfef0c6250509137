"""The sentence is the form: chips open menus, every field of the language is reached, nothing that is posted breaks."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.people.models import Person, Unit
from leadership.web.rhythm_form import RhythmForm
from leadership.web.rhythm_menus import FIELDS, MENUS, MORE, RARE, SAME, WHY, field_of, worded
from leadership.web.rhythm_terms import answers_of, terms_of
from policies import rhythms, schema
from policies.models import Policy
from policies.starters import STARTERS, T1
from policies.terms import Terms
from tests.web.memberpages import text, window

NEW = "/rhythms/new/"


def answers(terms, **changed):
    filled = {name: value for name, value in answers_of(terms).items() if value not in (None, False)}
    return {**filled, "deed": "preview", **changed}


def english(person):
    Person.objects.filter(pk=person.pk).update(language="en")
    return window(person)


class TestChips:
    def test_each_chip_of_the_sentence_opens_its_own_menu(self, today):
        page = text(english(today.david).get(NEW, {"from": "T1"}))
        said = dict(re.findall(r'id="say-([a-z]+)">([^<]*)<', page))
        assert said == {
            "audience": "Everyone", "binding": "has", "what": "at least one one-on-one", "when": "each quarter",
            "coach": "with a coach they choose", "initiative": "The coach",
            "late": "If nothing is held in time, the leader can see it after 5 working days more.",
        }  # fmt: skip
        for chip, (_title, _icon, fields) in MENUS.items():
            menu = re.search(rf'<details class="say" name="say" id="menu-{chip}">(.*?)</details>', page, re.DOTALL)[1]
            assert all(f'name="{field}"' in menu for field in fields if field not in RARE and field not in ("tags",))

    def test_what_stands_between_two_chips_is_one_piece_with_its_spaces(self, today):
        page = text(english(today.david).get(NEW, {"from": "T4"}))
        said = page.split('<div class="rhythm-saying">')[1]
        assert ">. Around day 60 it is with a coach who is found for them" in said

    def test_while_something_is_changed_the_words_of_the_chips_follow_and_no_field_is_swapped(self, today):
        posted = answers(T1, period="year", deed="")
        page = text(english(today.david).post(NEW, posted, headers={"HX-Request": "true"}))
        assert '<span id="say-when" class="say__words" hx-swap-oob="true">each year</span>' in page
        assert "<input" not in page and '<details class="say"' not in page

    def test_without_javascript_every_menu_is_also_a_plain_list(self, today):
        page = text(window(today.david).get(NEW, {"from": "T1", "form": "list"}))
        assert '<details class="say"' not in page
        assert all(f'name="{field}"' in page for field in ("units", "binding", "rhythm", "eligible", "grace"))

    def test_between_the_menus_and_the_list_nothing_that_was_changed_is_lost(self, today):
        listed = text(window(today.david).post(NEW, answers(T1, period="year", form="list", deed="")))
        assert '<details class="say"' not in listed and "per år med en coach" in listed
        assert '<input type="hidden" name="form" value="list">' in listed
        assert '<details class="say"' in text(window(today.david).post(NEW, answers(T1, form="menus", deed="")))

    def test_from_an_empty_page_the_sentence_is_there_before_it_has_a_name(self, today):
        unnamed = answers(T1, title_en="", period="year")
        page = text(window(today.david).post(NEW, unnamed))
        assert "per år med en coach" in page and 'role="alert"' not in page
        assert 'class="rhythm" novalidate' in page
        refused = window(today.david).post(NEW, unnamed | {"deed": "keep"})
        assert refused.status_code == 422 and 'href="#id_title_en"' in text(refused)

    def test_what_has_to_be_mended_stands_once_and_on_the_page_of_its_field(self, today):
        page = text(window(today.david).post(NEW, answers(T1, count="40", deed="rare")))
        assert page.count('href="#id_count"') == 1 and 'id="id_count"' in page

    def test_what_is_rare_stands_on_a_second_page_and_nothing_is_lost_on_the_way(self, today):
        rare = text(window(today.david).post(NEW, answers(T1, title_en="Otherwise", deed="rare")))
        assert 'name="title_en" value="Otherwise"' in rare and '<textarea name="questions"' in rare
        posted = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', rare))
        assert posted["page"] == "rare" and posted["period"] == "quarter"


class TestEveryField:
    def test_every_field_of_the_language_has_its_place_in_the_form(self):
        known = set(schema.of_policy()["properties"]) - {
            "key",
            "title",
            "purpose",
            "context",
            "cadence",
            "coach",
            "audience",
            "credit",
            "quiet",
            "agenda",
        }
        for name in known:
            assert field_of(name) in {*RARE, *WHY, *(one for _t, _i, fields in MENUS.values() for one in fields)}, name
        for part in ("cadence", "coach"):
            for path in _leaves(schema.of_policy()["properties"][part], part):
                assert field_of(path), path

    def test_every_field_of_the_form_is_in_exactly_one_menu(self, db):
        placed = [*WHY, *MORE, *(one for _t, _i, fields in MENUS.values() for one in fields)]
        assert sorted(placed) == sorted(RhythmForm(T1).fields)
        assert set(FIELDS.values()) <= set(placed) and set(SAME) <= set(placed)

    @pytest.mark.parametrize("name", STARTERS)
    def test_a_template_kept_as_it_stands_changes_nothing_of_it(self, today, name):
        stored = Terms.parse(STARTERS[name]).as_dict()
        form = RhythmForm(stored, answers(stored))
        assert form.is_valid(), form.errors
        assert Terms.parse(terms_of(form.cleaned_data, stored, key=stored["key"])) == Terms.parse(stored)

    def test_everything_that_can_be_said_can_be_said_in_the_form(self, today):
        unit = str(Unit.objects.create(name="Harbour").key)
        stored = Terms.parse(
            {
                **T1, "audience": {
                    "include": [{"units": [unit], "tenure_days": {"min": 30}, "is_leader": False}, {"tags": ["a"]}],
                    "exclude": [{"employment_types": ["intern"]}, {"persons": [str(today.erik.key)]}],
                },
                "cadence": {"anchored": {"anchor": "leave_end", "min_days": 60, "before": 3, "after": 9, "offsets": [
                    {"day": -20, "binding": "voluntary"}, {"day": 7, "coach": {"eligible": ["hr"]}},
                    {"day": 45, "agenda": {"questions": [{"en": "How is it?"}], "prep_days": 3}},
                ]}},
                "mode": "remote", "min_gap": 4, "handover_after": "off", "answer_within": 3, "personal": False,
                "coach": {"eligible": ["certified"], "exclude": ["peer"], "choice": "coach_claims", "choose_by": 9,
                          "default": ["hr"], "max_open": 7, "mix": {"outside_own_line": 1, "differ_from_last": True}},
                "leave_mode": "offer", "allow_skip": 1, "grace": 4, "close_after": 40, "notes": "none",
                "coach_visible_to_leader": True, "held_rule": "both", "credit": {"exclusive_group": "annual"},
                "family": "regular", "supersedes": ["biweekly-with-manager"], "mandated_by": "The agreement",
                "on_missed_review": "continue", "review_on": "2027-01-15", "effective_from": "2026-09-01",
                "reminders": [{"anchor": "due", "offset": -3, "to": ["member"], "template": "not_booked"}],
                "escalation": [{"offset": 5, "to": ["leader"], "action": "leader_told"}],
                "quiet": {"hours": "19:00-07:00", "workdays_only": False},
                "agenda": {"questions": [{"sv": "Hur är det?"}]}, "metrics": [
                    {"metric": "coverage", "target": 0.9}, {"metric": "support", "kind": "figure"},
                    {"metric": "support", "kind": "dialogue", "question": {"en": "Did it help?", "fi": "Auttoiko?"}},
                ],
            }
        ).as_dict()  # fmt: skip
        form = RhythmForm(stored, answers(stored))
        assert form.is_valid(), form.errors
        assert Terms.parse(terms_of(form.cleaned_data, stored, key=stored["key"])).as_dict() == stored

    def test_how_it_is_followed_up_is_chosen_with_an_aim_and_a_question(self, today):
        """From an empty page: nothing of it needs a file."""
        posted = answers(T1, metrics=["uptake", "support:figure", "support"], aim="80", ask_sv="Hjälpte det?")
        assert window(today.david).post(NEW, posted | {"deed": "keep"}).status_code == 302
        kept = Policy.objects.get().latest().read().metrics
        assert [(one.metric, one.kind, one.target, one.question) for one in kept] == [
            ("uptake", "figure", 80, ()), ("support", "figure", None, ()),
            ("support", "dialogue", None, (("sv", "Hjälpte det?"),)),
        ]  # fmt: skip

    @pytest.mark.parametrize(("field", "value"), [("aim", "80"), ("ask_sv", "Hjälpte det?")])
    def test_an_aim_or_a_question_that_would_stand_nowhere_is_said(self, today, field, value):
        posted = answers(T1, metrics=["support:figure"], deed="keep", **{field: value})
        answer = window(today.david).post(NEW, posted)
        assert answer.status_code == 422 and f'href="#id_{field}"' in text(answer)

    def test_an_aim_that_is_taken_away_is_gone(self, today):
        stored = Terms.parse({**T1, "metrics": [{"metric": "coverage", "target": 90}]}).as_dict()
        form = RhythmForm(stored, answers(stored, aim=""))
        assert form.is_valid() and form.terms(stored, key=stored["key"])["metrics"][0].get("target") is None

    @pytest.mark.parametrize("other", ["T1", "T3"])
    def test_other_rhythms_are_called_by_their_names_also_one_from_the_same_template(self, today, other):
        policy = rhythms.create(STARTERS[other], by=None, now=datetime(2026, 4, 1, 8, 0, tzinfo=UTC))
        page = text(window(today.david).post(f"{NEW}?from=T1", answers(T1, deed="rare")))
        [resting] = re.findall(r'<input[^>]*name="supersedes"[^>]*>\s*([^<]*)<', page)
        assert resting.strip() == policy.latest().title("sv")
        assert '</span> <span class="say__hold"><span id="say-binding">har</span>' in page


class TestBadInput:
    def test_a_contradiction_stands_at_both_fields_in_the_words_of_the_form(self, today):
        posted = answers(T1, close_after="3", grace="9", page="rare", deed="keep")
        answer = english(today.david).post(NEW, posted)
        page = text(answer)
        assert answer.status_code == 422 and not Policy.objects.exists()
        assert "“Closes after”, 3 days, ends before the 9 working days of grace do." in page
        assert 'href="#id_close_after"' in page and "close_after," not in page

    @pytest.mark.parametrize("language", ["en", "sv"])
    @pytest.mark.parametrize("field", ["also", "others", "reminders", "escalation"])
    def test_a_line_that_is_given_as_an_example_can_be_written(self, today, language, field):
        with translation.override(language):
            [example] = re.findall("[“”]([^“”]+)”", str(RhythmForm(T1).fields[field].help_text))
            form = RhythmForm(T1, answers(T1, **{field: example}))
            assert form.is_valid() and form.cleaned_data[field], form.errors

    def test_it_is_said_in_the_readers_language(self, today):
        page = text(window(today.david).post(NEW, answers(T1, min_gap="99", deed="keep")))
        assert "”Dagar mellan två samtal, minst”" in page or "“Dagar mellan två samtal, minst”" in page

    def test_names_of_fields_inside_a_sentence_become_labels(self):
        labels = {"min_gap": "Days between", "eligible": "with"}
        assert worded("Use a min_gap of at most 22; coach.eligible[0] too.", labels) == (
            "Use a “Days between” of at most 22; “with” too."
        )

    def test_so_do_names_that_are_words_where_they_are_meant_as_names(self):
        labels = {"binding": "has", "subject": "Whose", "reminders": "Reminders", "floor": "A floor"}
        said = {
            "subject is leader, but binding is opt_in.": "“Whose” is leader, but “has” is opt_in.",
            "Write binding: compulsory, or leave floor out.": "Write “has”: compulsory, or leave “A floor” out.",
            "reminders[0].offset, 46 working days": "“Reminders”, 46 working days",
            "eller utelämna floor.": "eller utelämna “A floor”.",
            "Keep the invitation; four reminders are enough.": "Keep the invitation; four reminders are enough.",
            "what nobody has to do is no floor.": "what nobody has to do is no floor.",
        }
        assert {one: worded(one, labels) for one in said} == said

    @pytest.mark.parametrize(
        ("posted", "field"),
        [({"rhythm": "campaign"}, "first"), ({"rhythm": "campaign"}, "last"),
         ({"rhythm": "anchored", "anchor": "custom"}, "anchor_date")],
    )  # fmt: skip
    def test_a_day_that_is_needed_is_asked_for_as_a_day(self, today, posted, field):
        page = text(english(today.david).post(NEW, answers(T1, days="30", **posted)))
        assert re.search(rf'href="#id_{field}">[^<]*</a>: Choose a day\.', page)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("days", "30, soon"), ("single_days", "On Tuesdays."), ("also", "the tall ones"), ("others", "somebody"),
            ("reminders", "tomorrow"), ("escalation", "overdue x leader leader_told"), ("handover", "²"),
            ("persons", "nobody@example.org"), ("quiet_hours", "late"), ("questions", "\n".join("abcdefg")),
            ("aim", "101"),
        ],
    )  # fmt: skip
    def test_a_line_that_cannot_be_read_is_said_with_what_would_be(self, today, field, value):
        anchored = Terms.parse(STARTERS["T4"] | {"supersedes": []}).as_dict()
        answer = english(today.david).post(NEW, answers(anchored, deed="keep", page="rare", **{field: value}))
        assert answer.status_code == 422 and not Policy.objects.exists()
        assert f'href="#id_{field}"' in text(answer)


ANYTHING = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["0", "-1", "99999999999999999999", "²", "1e9", "\x00", "NaN", "2026-02-30", "T1", "off", "hr"]),
    st.sampled_from(["rolling", "anchored", "campaign", "per_period", "custom", "leave_end", "week", "pool:"]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.dictionaries(
        st.sampled_from(
            sorted({*RARE, *WHY, *(one for _t, _i, fields in MENUS.values() for one in fields), "deed", "page"})
        ),
        ANYTHING | st.lists(ANYTHING, max_size=3),
        max_size=8,
    ),
    st.sampled_from(["T1", "T4", "T6"]),
)
def test_whatever_is_posted_is_answered_and_never_breaks(today, posted, name):
    client = window(today.david)
    client.raise_request_exception = False
    answer = client.post(NEW, answers(Terms.parse(STARTERS[name]).as_dict()) | posted)
    assert answer.status_code in (200, 302, 422), posted


def _leaves(node, path):
    found = [part for part in (node, *node.get("anyOf", [])) if "properties" in part]
    if not found:
        return [path]
    return [
        leaf
        for part in found
        for name, child in part["properties"].items()
        for leaf in _leaves(child, f"{path}.{name}")
    ]


def test_what_is_worth_a_second_thought_is_said_and_nothing_is_refused(today):
    shown = text(window(today.david).get("/rhythms/new/?from=T1"))

    assert 'data-cautions="1"' in shown
    assert "Rytmen anger inget tema" in shown
