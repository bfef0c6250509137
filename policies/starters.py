"""Ready-made policies (docs/reference/cadence.md B.9), one click away: plain mappings for `Terms.parse`.

Purpose and context are first drafts in both languages, for HR to make their own; the review date is theirs to choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Texts = dict[str, str]
FIGURE_AND_WORDS = [{"metric": "coverage", "kind": "figure"}, {"metric": "support", "kind": "dialogue"}]
OFFERED = [{"metric": "uptake", "kind": "figure"}, {"metric": "support", "kind": "dialogue"}]
EVERYONE: dict[str, Any] = {"include": [], "exclude": []}

T1: dict[str, Any] = {
    "key": "quarterly-coach-talk",
    "title": {"en": "Quarterly coach talk", "sv": "Coachsamtal varje kvartal"},
    "purpose": {
        "en": "A time that is yours: to be heard, to think aloud with someone, and to agree on next steps.",
        "sv": "En stund som är din: att bli hörd, få ett bollplank och komma överens om nästa steg.",
    },
    "context": {
        "en": "Once a quarter with a coach you choose, in or outside your own line. It is not an appraisal.",
        "sv": "En gång per kvartal med en coach du väljer, i eller utanför din egen linje. Det är ingen bedömning.",
    },
    "metrics": [{"metric": "coverage", "kind": "figure"}, {"metric": "support", "kind": "dialogue"}],
    "audience": {"include": [], "exclude": []},
    "types": ["one_on_one"],
    "cadence": {"per_period": {"period": "quarter", "count": 1, "spread": "even"}},
    "binding": "compulsory",
    "initiative": "outbound",
    "coach": {"choice": "member", "eligible": ["certified", "own_manager"]},
}

T3: dict[str, Any] = {
    "key": "biweekly-with-manager",
    "title": {"en": "Every other week with your manager", "sv": "Varannan vecka med chefen"},
    "purpose": {
        "en": "A short, regular talk, so that questions do not have to wait and help comes in time.",
        "sv": "Ett kort, återkommande samtal, så att frågor inte behöver vänta och hjälp kommer i tid.",
    },
    "context": {
        "en": "Half an hour on what is on your mind right now. Reports and status belong elsewhere.",
        "sv": "En halvtimme om det som är aktuellt för dig just nu. Rapporter och status hör hemma någon annanstans.",
    },
    "metrics": [{"metric": "coverage", "kind": "figure"}, {"metric": "support", "kind": "dialogue"}],
    "audience": {"include": [], "exclude": []},
    "types": ["one_on_one"],
    "min_minutes": 30,
    "cadence": {"rolling": {"every": 14, "unit": "day"}},
    "binding": "compulsory",
    "initiative": "either",
    "family": "regular",
    "coach": {"choice": "assigned", "eligible": ["own_manager"], "default": ["own_manager", "hr"]},
}

T2A: dict[str, Any] = {
    "key": "development-talk",
    "title": {"en": "Development talk in spring", "sv": "Medarbetarsamtal på våren"},
    "purpose": {
        "en": "Looking ahead together: where you want to go, what you need, and what we can expect of each other.",
        "sv": "Att tillsammans se framåt: vart du vill, vad du behöver och vad vi kan vänta oss av varandra.",
    },
    "context": {
        "en": "An hour in a quiet room with your manager, prepared by both. Pay has its own talk in autumn.",
        "sv": "En timme i ett lugnt rum med din chef, förberedd av er båda. Lönen har ett eget samtal på hösten.",
    },
    "metrics": FIGURE_AND_WORDS,
    "audience": EVERYONE,
    "types": ["development"],
    "min_minutes": 60,
    "cadence": {"campaign": {"from": "2027-02-01", "to": "2027-04-30", "count": 1}},
    "binding": "compulsory",
    "initiative": "outbound",
    "coach": {"choice": "assigned", "eligible": ["own_manager"], "default": ["own_manager", "hr"]},
    "leave_mode": "offer",
    "notes": "record",
    "mandated_by": "The collective agreement",
}

T2B: dict[str, Any] = {
    "key": "pay-talk",
    "title": {"en": "Pay talk in autumn", "sv": "Lönesamtal på hösten"},
    "purpose": {
        "en": "To hear how your work is seen and to say how you see it, before pay is decided.",
        "sv": "Att få veta hur ditt arbete ses och säga hur du själv ser på det, innan lönen bestäms.",
    },
    "context": {
        "en": "Half an hour with your manager before the pay review. People on leave are called like everybody else.",
        "sv": "En halvtimme med din chef före löneöversynen. Den som är ledig kallas precis som alla andra.",
    },
    "metrics": FIGURE_AND_WORDS,
    "audience": EVERYONE,
    "types": ["pay"],
    "min_minutes": 30,
    "cadence": {"campaign": {"from": "2027-09-01", "to": "2027-10-31", "count": 1}},
    "binding": "compulsory",
    "initiative": "outbound",
    "coach": {"choice": "assigned", "eligible": ["own_manager"], "default": ["own_manager", "hr"]},
    "leave_mode": "offer",
    "notes": "none",
    "mandated_by": "The collective agreement",
}

T4: dict[str, Any] = {
    "key": "first-ninety-days",
    "title": {"en": "The first ninety days", "sv": "De första nittio dagarna"},
    "purpose": {
        "en": "That whoever is new finds their way, is asked how it goes, and gets what is missing in time.",
        "sv": "Att den som är ny hittar rätt, får frågan hur det går och i tid får det som saknas.",
    },
    "context": {
        "en": "Three short talks in the beginning, the second with somebody else than the manager. No test of anybody.",
        "sv": "Tre korta samtal i början, det andra med någon annan än chefen. Ingen prövning av någon.",
    },
    "metrics": FIGURE_AND_WORDS,
    "audience": {"include": [{"tenure_days": {"max": 120}}], "exclude": []},
    "types": ["onboarding"],
    "cadence": {
        "anchored": {
            "anchor": "hire",
            "offsets": [
                {"day": 30},
                {"day": 60, "coach": {"eligible": ["pool:buddy", "outside_own_line"]}},
                {"day": 90},
            ],
            "before": 7,
            "after": 7,
        }
    },
    "binding": "compulsory",
    "initiative": "outbound",
    "coach": {"choice": "assigned", "eligible": ["own_manager"], "default": ["own_manager", "hr"]},
    "supersedes": [T1["key"]],
}

T5: dict[str, Any] = {
    "key": "managers-manager",
    "title": {"en": "With your manager's manager", "sv": "Med chefens chef"},
    "purpose": {
        "en": "That those who do the work and those who decide hear each other without anybody in between.",
        "sv": "Att de som gör jobbet och de som bestämmer hör varandra utan mellanhänder.",
    },
    "context": {
        "en": "An offer twice a year. It is about your work and what could be better, not about your manager.",
        "sv": "Ett erbjudande två gånger om året, om ditt arbete och vad som kan bli bättre, inte om din chef.",
    },
    "metrics": OFFERED,
    "audience": EVERYONE,
    "types": ["skip_level"],
    "cadence": {"per_period": {"period": "half_year", "count": 1, "spread": "even"}},
    "binding": "voluntary",
    "initiative": "outbound",
    "coach": {"choice": "assigned", "eligible": ["skip_manager"], "default": ["keep_last", "hr"], "max_open": 12},
}

T6: dict[str, Any] = {
    "key": "back-from-leave",
    "title": {"en": "Back from a long leave", "sv": "Tillbaka efter lång ledighet"},
    "purpose": {
        "en": "That coming back is easy: to hear what has changed, and to say what you need.",
        "sv": "Att det är lätt att komma tillbaka: att få höra vad som har ändrats och säga vad du behöver.",
    },
    "context": {
        "en": "An offer before, a talk in the first week, one after six weeks. Never about why you were away.",
        "sv": "Ett erbjudande innan, ett samtal första veckan, ett efter sex veckor. Aldrig om varför du var borta.",
    },
    "metrics": FIGURE_AND_WORDS,
    "audience": EVERYONE,
    "types": ["return"],
    "cadence": {
        "anchored": {
            "anchor": "leave_end",
            "min_days": 60,
            "offsets": [{"day": -20, "binding": "voluntary"}, {"day": 7}, {"day": 45}],
            "before": 7,
            "after": 7,
        }
    },
    "binding": "compulsory",
    "initiative": "outbound",
    "coach": {"choice": "member", "eligible": ["own_manager", "certified"], "default": ["own_manager", "hr"]},
    "leave_mode": "offer",
}

STARTERS: dict[str, dict[str, Any]] = {
    "T1": T1, "T2A": T2A, "T2B": T2B, "T3": T3, "T4": T4, "T5": T5, "T6": T6,
}  # fmt: skip
"""By their name in the policy language. T3 speaks of a team: give it `audience.include: [{"units": [key]}]`."""

TEMPLATES: dict[str, tuple[str, ...]] = {
    "T1": ("T1",), "T2": ("T2A", "T2B"), "T3": ("T3",), "T4": ("T4",), "T5": ("T5",), "T6": ("T6",),
}  # fmt: skip
"""The ready-made rhythms and the policies each is made of: the Swedish year is two."""

TITLES: dict[str, Texts] = {name: STARTERS[first]["title"] for name, (first, *_) in TEMPLATES.items()} | {
    "T2": {"en": "The Swedish year: development and pay", "sv": "Det svenska året: utveckling och lön"}
}


def dated(terms: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The terms with their campaign moved to the next year in which it has not begun on `on`."""
    campaign = terms["cadence"].get("campaign")
    if not campaign:
        return dict(terms)
    year = on.year + (campaign["from"][5:] < on.isoformat()[5:])
    later = int(campaign["to"][:4]) - int(campaign["from"][:4])
    moved = {"from": f"{year}{campaign['from'][4:]}", "to": f"{year + later}{campaign['to'][4:]}"}
    return {**terms, "cadence": {"campaign": {**campaign, **moved}}}
