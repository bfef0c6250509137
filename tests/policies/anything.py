"""Facts of every kind, for properties that must hold whatever happens."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from policies.cadence import FiscalStart
from policies.facts import Exemption, Leave, OrgFacts, Pause, PersonFacts, PolicyFacts, Skip, Talk, Version, Wish
from policies.termparts import Cadence, PerPeriod, Rolling
from policies.terms import Terms

FIRST = date(2026, 1, 1)

days = st.integers(0, 700).map(lambda n: FIRST + timedelta(days=n))
lengths = st.integers(0, 120)


def stretches(most: int = 120):
    return st.tuples(days, st.integers(0, most)).map(lambda two: (two[0], two[0] + timedelta(days=two[1])))


leaves = st.lists(
    st.builds(
        lambda ends, open_: Leave(f"l{ends[0]}", ends[0], None if open_ else ends[1]), stretches(), st.just(False)
    ),
    max_size=3,
).map(tuple)
open_leaves = st.lists(
    st.builds(
        lambda ends, open_: Leave(f"l{ends[0]}", ends[0], None if open_ else ends[1]), stretches(), st.booleans()
    ),
    max_size=3,
).map(tuple)
exemptions = st.lists(stretches(300).map(lambda ends: Exemption("p0", *ends)), max_size=2).map(tuple)
orgs = st.builds(
    OrgFacts,
    st.sampled_from(
        [(1, 1), (9, 1), (4, 6), (2, 29), (12, 31), FiscalStart(9, 1, FiscalStart(1, 1), date(2026, 5, 10))]
    ),
    st.lists(stretches(40).map(lambda ends: Pause(*ends)), max_size=2).map(tuple),
    st.just(frozenset({"astrid", "erik"})),
)
people = st.builds(
    PersonFacts,
    key=st.just("camilla"),
    zone=st.sampled_from(["Europe/Stockholm", "Europe/Helsinki", "America/New_York"]),
    country=st.sampled_from(["SE", "FI", "US"]),
    work_pattern=st.frozensets(st.integers(0, 6), min_size=1),
    hire=st.one_of(st.just(date(2020, 2, 3)), days),
    last_day=st.one_of(st.none(), days),
    manager=st.just("astrid"),
    skip_manager=st.just("freja"),
    fte=st.sampled_from([1.0, 0.5, 0.7]),
    opted_in=st.one_of(st.just(()), days.map(lambda day: (("p0", day),))),
    events=st.lists(days, max_size=2, unique=True).map(lambda found: (("role_change", tuple(found)),)),
    wishes=st.one_of(
        st.just(()),
        st.builds(
            lambda cadence, since: (Wish("p0", cadence, since),),
            st.sampled_from([Cadence(per_period=PerPeriod("month")), Cadence(rolling=Rolling(2, "week"))]),
            days,
        ),
    ),
)
skips = st.lists(
    st.builds(Skip, st.just("p0"), st.sampled_from(["2026-Q2", "2026-05", "hire", "own-2026-06"]), st.just(1), days),
    max_size=1,
).map(tuple)
per_period = st.builds(
    lambda period, count, spread: {"per_period": {"period": period, "count": count, "spread": spread}},
    st.sampled_from(["week", "month", "quarter", "tertial", "half_year", "year"]),
    st.integers(1, 3),
    st.sampled_from(["even", "end"]),
)
rolling = st.builds(
    lambda every, unit: {"rolling": {"every": every, "unit": unit}},
    st.integers(1, 9),
    st.sampled_from(["day", "week", "month"]),
)
campaign = st.builds(
    lambda ends, count: {
        "campaign": {"from": str(ends[0]), "to": str(ends[1]), "count": count if ends[0] < ends[1] else 1}
    },
    stretches(90),
    st.integers(1, 2),
)
anchored = st.builds(
    lambda anchor, offsets, before, after: {
        "anchored": {"anchor": anchor, "offsets": offsets, "before": before, "after": after}
    },
    st.sampled_from(["hire", "anniversary", "leave_start", "leave_end", "role_change", "contract_end", "2026-06-06"]),
    st.lists(st.integers(0, 90), min_size=1, max_size=3, unique=True),
    st.integers(0, 20),
    st.integers(0, 20),
)
FITS = {"rolling": "fte_scaling", "per_period": "prorate", "campaign": "prorate"}


def written(cadence, binding, prorate, scaled, *rest):
    """Terms that contradict nothing: what goes only with another cadence is left out."""
    grace, leave_mode, held_rule = rest
    kind = next(iter(cadence))
    if cadence.get("anchored", {}).get("anchor") == "contract_end":
        cadence["anchored"]["offsets"] = [-day for day in cadence["anchored"]["offsets"]]
    fitting = {"prorate": prorate, "fte_scaling": scaled}
    return Terms.parse(
        {"key": "p0", "cadence": cadence, "binding": binding, "grace": grace, "leave_mode": leave_mode}
        | {"held_rule": held_rule}
        | {name: value for name, value in fitting.items() if FITS.get(kind) == name}
    )


terms = st.builds(
    written,
    st.one_of(per_period, rolling, campaign, anchored),
    st.sampled_from(["compulsory", "voluntary", "opt_in"]),
    st.sampled_from(["share", "whole", "none"]),
    st.booleans(),
    st.integers(0, 8),
    st.sampled_from(["pause", "offer"]),
    st.sampled_from(["member_or_uncontested", "both", "member"]),
)


@st.composite
def policies(draw, key: str = "p0"):
    from dataclasses import replace

    starts = sorted(draw(st.lists(days, min_size=1, max_size=2, unique=True)))
    binding = draw(terms).binding
    versions = tuple(
        Version(n, replace(draw(terms), key=key, binding=binding), start, n > 1 and draw(st.booleans()))
        for n, start in enumerate(starts, 1)
    )
    return PolicyFacts(key, versions, draw(st.one_of(st.none(), days)), draw(st.booleans()))


@st.composite
def pairs(draw):
    """Two policies, the first of which comes before the other."""
    from dataclasses import replace

    first, second = draw(policies("p1")), draw(policies())
    supersedes = [replace(one, terms=replace(one.terms, supersedes=("p0",))) for one in first.versions]
    return [replace(first, versions=tuple(supersedes)), second]


@st.composite
def talks(draw):
    start = draw(days)
    answer = draw(st.sampled_from([None, True, False]))
    by = draw(st.sampled_from(["member", "coach", "both", None])) if answer else None
    return Talk(
        key=f"t{draw(st.uuids())}",
        start=datetime(start.year, start.month, start.day, draw(st.integers(0, 23)), tzinfo=UTC),
        minutes=draw(st.sampled_from([10, 30, 60])),
        type="one_on_one",
        coach=draw(st.sampled_from(["astrid", "erik", "freja"])),
        held=answer,
        confirmed_by=by,
        confirmed_on=start + timedelta(days=draw(st.integers(0, 20))) if by else None,
        contested_on=start + timedelta(days=draw(st.integers(0, 20))) if draw(st.booleans()) and by else None,
        covered_by_both=draw(st.booleans()),
    )


situations = st.fixed_dictionaries(
    {
        "policies": st.one_of(policies().map(lambda one: [one]), pairs()),
        "skips": skips,
        "person": people,
        "org": orgs,
        "leaves": open_leaves,
        "exemptions": exemptions,
        "talks": st.lists(talks(), max_size=4),
        "on": days,
    }
)
