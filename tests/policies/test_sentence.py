"""A policy reads as one sentence, in both languages."""

import itertools
from datetime import date

import pytest

from policies.cadence import PERIODS
from policies.sentence import late_sentence, render
from policies.starters import STARTERS, T1, T3
from policies.terms import Terms

TEAM = T3 | {"audience": {"include": [{"units": ["engineering"]}]}}
NAMES = {"engineering": "Engineering", "nurse": "nurse", "sales": "Sales"}


def both(terms, english, swedish):
    return [render(Terms.parse({"key": "a"} | terms), NAMES, catalogue) for catalogue in (english, swedish)]


def test_the_flagship_reads_as_its_owner_says_it(english, swedish):
    assert both(T1, english, swedish) == [
        "Everyone has at least one one-on-one each quarter with a coach they choose. The coach makes the first move.",
        "Alla har minst ett enskilt samtal per kvartal med en coach de själva väljer. Coachen tar första steget.",
    ]


def test_the_biweekly_talk_of_a_team_has_its_own_pattern(english, swedish):
    assert both(TEAM, english, swedish) == [
        "Everyone in Engineering meets their manager one-on-one at least every 14 days.",
        "Alla i Engineering träffar sin chef i ett enskilt samtal minst var 14:e dag.",
    ]


@pytest.mark.parametrize(
    ("every", "swedish_days"), [(1, "varje dag"), (7, "var 7:e dag"), (11, "var 11:e dag"), (21, "var 21:a dag")]
)
def test_swedish_counts_days_as_people_do(every, swedish_days, english, swedish):
    said = both(T3 | {"cadence": {"rolling": {"every": every, "unit": "day"}}}, english, swedish)[1]
    assert said.endswith(f"minst {swedish_days}.")


def test_several_talks_are_plural(english, swedish):
    twice = {
        "types": ["skip_level"],
        "binding": "voluntary",
        "cadence": {"per_period": {"period": "half_year", "count": 2}},
    }
    assert both(twice, english, swedish) == [
        "Everyone is offered at least 2 talks each half-year with their manager's manager. "
        "The coach makes the first move.",
        "Alla erbjuds minst 2 samtal per halvår med chefens chef. Coachen tar första steget.",
    ]


@pytest.mark.parametrize(
    ("audience", "english_who", "swedish_who"),
    [
        (
            {"include": [{"roles": ["nurse"], "locations": ["Lund"]}]},
            "Everyone with the role nurse in Lund",
            "Alla med rollen nurse i Lund",
        ),
        ({"include": [{"tags": ["first-aid"]}]}, "Everyone tagged first-aid", "Alla med taggen first-aid"),
        ({"exclude": [{"units": ["sales"]}]}, "Everyone except those in Sales", "Alla utom de i Sales"),
        ({"exclude": [{"persons": ["Ann", "Bo"]}]}, "Everyone except Ann and Bo", "Alla utom Ann och Bo"),
        (
            {"include": [{"units": ["engineering", "sales"]}]},
            "Everyone in Engineering or Sales",
            "Alla i Engineering eller Sales",
        ),
    ],
)
def test_it_says_who(audience, english_who, swedish_who, english, swedish):
    said = both(T1 | {"audience": audience}, english, swedish)
    assert said[0].startswith(f"{english_who} has at least one")
    assert said[1].startswith(f"{swedish_who} har minst ett")


BINDINGS = ("compulsory", "voluntary", "opt_in")
CADENCES = [{"per_period": {"period": period, "count": n}} for period, n in itertools.product(PERIODS, (1, 2))] + [
    {"rolling": {"every": n, "unit": unit}} for unit, n in itertools.product(("day", "week", "month"), (1, 2, 3))
]


@pytest.mark.parametrize("cadence", CADENCES, ids=str)
@pytest.mark.parametrize("binding", BINDINGS)
def test_every_combination_is_a_whole_sentence_in_every_language(binding, cadence, english, swedish, finnish):
    for eligible in (["own_manager"], ["certified", "own_manager"], ["hr"], ["peer"]):
        terms = {"binding": binding, "cadence": cadence, "coach": {"eligible": eligible}}
        said = [*both(terms, english, swedish), *both(terms, english, finnish)[1:]]
        assert len(set(said)) == len(said)
        for sentence in said:
            assert "%(" not in sentence and "  " not in sentence and sentence.endswith(".")


FINNISH = {
    "T1": "Kaikilla on vähintään yksi kahdenkeskinen keskustelu neljännesvuosittain itse valitun coachin kanssa. "
    "Coach ottaa ensimmäisen askeleen.",
    "T2B": "Kaikilla on vähintään yksi palkkakeskustelu aikavälillä 1. syyskuuta 2027 – 31. lokakuuta 2027 "
    "oman esihenkilön kanssa. Coach ottaa ensimmäisen askeleen.",
    "T3": "Kaikilla (yksikkö: Engineering) on kahdenkeskinen keskustelu oman esihenkilön kanssa "
    "vähintään kerran 14 päivässä.",
    "T5": "Kaikilla paitsi niillä (yksikkö: Sales) on tarjolla vähintään yksi keskustelu puolivuosittain "
    "esihenkilön esihenkilön kanssa. Coach ottaa ensimmäisen askeleen.",
}


def test_finnish_keeps_names_as_they_are_and_its_sentences_whole(finnish):
    terms = STARTERS | {"T3": TEAM, "T5": STARTERS["T5"] | {"audience": {"exclude": [{"units": ["sales"]}]}}}
    said = {name: render(Terms.parse(terms[name]), NAMES, finnish) for name in FINNISH}
    assert said == FINNISH


def test_what_follows_when_nothing_is_held_is_said_with_its_dates(english, swedish):
    ends = (date(2026, 6, 30), date(2026, 8, 5), "Freja")
    assert late_sentence(*ends, english) == "If nothing is held by 30 June 2026, Freja can see it from 5 August 2026."
    assert (
        late_sentence(*ends, swedish)
        == "Om inget samtal hållits till 30 juni 2026 kan Freja se det från 5 augusti 2026."
    )
