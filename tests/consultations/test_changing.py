"""Mended words hold at once; another promise is a draft to be talked over; anyone may suggest one."""

import pytest

from leadership.consultations import adoption, changing, suggesting
from leadership.consultations.models import EarlierWording
from leadership.lib.refusal import Refused
from leadership.outbox.models import Fact
from policies.changes import material
from policies.models import Policy
from policies.terms import Terms
from tests.consultations.conftest import TERMS
from tests.consultations.test_deciding import OUTSIDE

pytestmark = pytest.mark.django_db
EDITORIAL = (
    {"purpose": {"en": "To be heard.", "sv": "Att bli hörd."}},
    {"title": {"en": "Talk of the quarter"}},
    {"context": {"en": "When it suits."}},
    {"theme": "trust"},
    {
        "metrics": [
            {"metric": "coverage"},
            {"metric": "support", "kind": "dialogue", "question": {"en": "Did it help?"}},
        ]
    },
    {"review_on": "2026-12-01"},
    {"agenda": {"prep_days": 5}},
)
MATERIAL = (
    ({"audience": {"include": [{"units": ["Engineering"]}]}}, "audience"),
    ({"cadence": {"per_period": {"period": "month"}}}, "cadence"),
    ({"binding": "voluntary"}, "binding"),
    ({"coach": {"eligible": ["hr"]}}, "coach"),
    ({"grace": 9}, "grace"),
    ({"metrics": [{"metric": "coverage", "target": 90}, {"metric": "support", "kind": "dialogue"}]}, "metrics"),
    ({"review_on": "2027-02-01"}, "review_on"),
    ({"reminders": []}, "reminders"),
    ({"coach_visible_to_leader": True}, "coach_visible_to_leader"),
)


@pytest.fixture
def adopted(draft, now):
    adoption.adopt(draft, effective_from=None, by=None, now=now, consultation=OUTSIDE)
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize("edit", EDITORIAL, ids=lambda edit: next(iter(edit)))
def test_words_are_not_the_promise(edit):
    assert material(Terms.parse(TERMS), Terms.parse({**TERMS, **edit})) == ()


@pytest.mark.parametrize(("edit", "name"), MATERIAL, ids=lambda one: one if isinstance(one, str) else "")
def test_what_people_are_promised_is(edit, name):
    assert name in material(Terms.parse(TERMS), Terms.parse({**TERMS, **edit}))


class TestAdopted:
    def test_mended_words_hold_at_once_and_the_old_ones_are_kept(self, cast, adopted, now):
        done = changing.change(adopted, {**TERMS, "purpose": {"en": "To be heard."}}, by=cast.david, now=now)
        assert (done.at_once, changing.label_of(done.version)) == (True, "1.1")
        assert Policy.objects.get().latest().terms["purpose"] == {"en": "To be heard."}
        assert EarlierWording.objects.get().terms["purpose"] == TERMS["purpose"]
        assert Fact.objects.get(kind="policy.reworded").data == {"version": 1, "minor": 1}

    def test_the_same_words_again_change_nothing(self, cast, adopted, now):
        done = changing.change(adopted, adopted.latest().terms, by=cast.david, now=now)
        assert (done.at_once, changing.label_of(done.version)) == (True, "1")

    def test_another_promise_is_a_draft_beside_it(self, cast, adopted, now):
        done = changing.change(adopted, {**TERMS, "grace": 9}, by=cast.david, now=now)
        assert (done.at_once, done.version.number, done.material) == (False, 2, ("grace",))
        assert done.version.adopted_at is None

    def test_what_everybody_reads_is_not_mended_away(self, cast, adopted, now):
        with pytest.raises(Refused):
            changing.change(adopted, {**TERMS, "purpose": {}}, by=cast.david, now=now)
        assert Policy.objects.get().latest().terms["purpose"] == TERMS["purpose"]


class TestSuggestions:
    def test_anyone_suggests_a_rhythm_and_hr_reviews_the_draft(self, cast, now):
        suggestion = suggesting.suggest({**TERMS, "key": suggesting.key_for("Fika!")}, by=cast.camilla, now=now)
        assert (suggestion.policy.key, suggestion.policy.state, suggestion.policy.created_by) == (
            "fika", "draft", cast.camilla,
        )  # fmt: skip
        visible = {
            person: Policy.objects.visible_to(person).count() for person in (cast.camilla, cast.david, cast.bjorn)
        }
        assert visible == {cast.camilla: 1, cast.david: 1, cast.bjorn: 0}

    def test_not_now_has_a_reason_and_is_said_once(self, cast, now):
        suggestion = suggesting.suggest(TERMS, by=cast.camilla, now=now)
        for because, path in (("", "because"), ("We have one like it.", None), ("Again.", "suggestion")):
            if path is None:
                suggesting.decline(suggestion, because=because, by=cast.david, now=now)
                continue
            with pytest.raises(Refused) as caught:
                suggesting.decline(suggestion, because=because, by=cast.david, now=now)
            assert caught.value.refusals[0].path == path

    def test_a_title_taken_already_gets_a_number(self, cast, now, draft):
        assert suggesting.key_for("Quarterly coach talk") == "quarterly-coach-talk-2"
        assert suggesting.key_for("New") == "new-2"
