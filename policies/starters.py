"""Ready-made policies (docs/reference/cadence.md B.9), one click away: plain mappings for `Terms.parse`.

Purpose and context are first drafts in both languages, for HR to make their own; the review date is theirs to choose.
"""

from __future__ import annotations

from typing import Any

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

STARTERS: dict[str, dict[str, Any]] = {"T1": T1, "T3": T3}
"""By their name in the policy language. T3 speaks of a team: give it `audience.include: [{"units": [key]}]`."""
