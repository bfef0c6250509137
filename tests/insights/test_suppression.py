"""No sum or difference of what is shown concerns fewer people than the smallest group: tried by brute force."""

from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.insights.lines import Sum, tells_about_few
from leadership.insights.suppression import among, merged, visible

N_MIN = 3
PRIME = 2**31 - 1
NAMES = ("unit", "site", "employment")


def crowds():
    person = st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("pq"))
    return st.lists(person, min_size=0, max_size=13)


def shown_of(crowd):
    groupings = {name: {n: one[place] for n, one in enumerate(crowd)} for place, name in enumerate(NAMES)}
    return visible(range(len(crowd)), groupings, N_MIN)


def vectors(crowd, shown):
    """What a reader sees, as 0 and 1 by person: the whole and every group shown."""
    rows = [[1] * len(crowd)] if len(crowd) >= N_MIN else []
    for place, name in enumerate(NAMES):
        rows += [[int(one[place] == group) for one in crowd] for group in sorted(shown[name])]
    return rows


def rank(rows):
    """Of the matrix, by elimination modulo a large prime."""
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        inverse = pow(pivot[column], -1, PRIME)
        for row in rows[found + 1 :]:
            if row[column]:
                by = row[column] * inverse % PRIME
                row[:] = [(one - by * other) % PRIME for one, other in zip(row, pivot, strict=True)]
        found += 1
    return found


def told_about(rows, few):
    """Whether something can be reckoned from `rows` that concerns nobody but `few`."""
    without = [[one for n, one in enumerate(row) if n not in few] for row in rows]
    return rank(without) < rank(rows)


def alike(crowd, few):
    """Whether the same has been tried with people who are like these in everything."""
    return any(n not in few and crowd[n] == crowd[one] for one in few for n in range(one))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crowds())
def test_nothing_that_can_be_reckoned_concerns_fewer_people_than_the_smallest_group(crowd):
    rows = vectors(crowd, shown_of(crowd))
    for size in range(1, N_MIN):
        for few in combinations(range(len(crowd)), size):
            assert alike(crowd, few) or not told_about(rows, few)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(crowds())
def test_a_hidden_group_cannot_be_reckoned_from_what_is_shown(crowd):
    shown = shown_of(crowd)
    rows = vectors(crowd, shown)
    for place, name in enumerate(NAMES):
        for group in {one[place] for one in crowd} - shown[name]:
            wanted = [int(one[place] == group) for one in crowd]
            if sum(wanted) < N_MIN:
                assert rank([*rows, wanted]) > rank(rows)


def test_the_brute_force_finds_what_a_careless_table_tells():
    crowd = [("a", "x", "p")] * 4 + [("b", "x", "p")]
    careless = {"unit": {"a"}, "site": {"x"}, "employment": set()}
    assert told_about(vectors(crowd, careless), (4,))
    overlapping = [("a", "x", "p")] * 4 + [("b", "x", "p")] + [("b", "y", "p")] * 4
    assert told_about(vectors(overlapping, {"unit": {"a", "b"}, "site": {"x", "y"}, "employment": set()}), (4,))


def test_large_groups_that_are_well_mixed_are_all_shown():
    crowd = [(unit, site, kind) for unit in "abc" for site in "xy" for kind in "pq" for _ in range(4)]
    assert shown_of(crowd) == {"unit": frozenset("abc"), "site": frozenset("xy"), "employment": frozenset("pq")}


def test_units_that_lie_wholly_within_sites_are_all_shown():
    crowd = [("a", "x", "p")] * 4 + [("b", "x", "p")] * 3 + [("c", "y", "p")] * 5
    assert shown_of(crowd)["unit"] == frozenset("abc")
    assert shown_of(crowd)["site"] == frozenset("xy")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from("abcde"), st.integers(1, 6)))
def test_one_grouping_alone_shows_what_it_would_among_others(sizes):
    crowd = [(group, "x", "p") for group, size in sizes.items() for _ in range(size)]
    assert among({(unit,): n for unit, n in sizes.items()}, 1, N_MIN) == [shown_of(crowd)["unit"]]


def test_a_small_group_takes_the_next_smallest_with_it():
    crowd = [("a", "x", "p")] * 2 + [("b", "x", "p")] * 4 + [("c", "x", "p")] * 6
    assert shown_of(crowd)["unit"] == frozenset("c")


def test_of_too_few_people_nothing_is_shown():
    assert shown_of([("a", "x", "p")] * 2) == {"unit": frozenset(), "site": frozenset(), "employment": frozenset()}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 9), max_size=8))
def test_classes_of_a_distribution_are_joined_until_nobody_stands_alone(counts):
    joined = merged(counts, N_MIN)
    assert all(count >= N_MIN for _width, count in joined)
    if joined:
        assert sum(count for _width, count in joined) == sum(counts)
        assert sum(width for width, _count in joined) == len(counts)


@settings(max_examples=300, deadline=None)
@given(st.tuples(*[st.integers(0, 6)] * 4), st.booleans())
def test_a_line_is_shown_where_nothing_about_a_few_can_be_told_from_it_the_whole_and_those_who_lead(cells, leads):
    """The leader knows about themselves, so their own column is left out of what is seen."""
    inside, outside, leading_inside, leading_outside = cells
    crowd = [(False, True)] * inside + [(False, False)] * outside + [(True, True)] * leading_inside
    crowd += [(True, False)] * leading_outside
    line, own = Sum(people=inside + leading_inside, leading=leading_inside), Sum(people=1, leading=int(leads))
    everyone = Sum(people=len(crowd) + 1, leading=leading_inside + leading_outside + leads)
    rows = [[1] * len(crowd)] if everyone.people >= N_MIN else []
    if min(everyone.leading, everyone.people - everyone.leading) >= N_MIN:
        rows.append([int(one) for one, _in_line in crowd])
    before = [few for few in _few(crowd) if told_about(rows, few)]
    if line.people < N_MIN or tells_about_few(line, own, everyone, N_MIN):
        return
    rows.append([int(in_line) for _leads, in_line in crowd])
    assert not [few for few in _few(crowd) if few not in before and told_about(rows, few)]


def _few(crowd):
    everybody = range(len(crowd))
    return [few for size in range(1, N_MIN) for few in combinations(everybody, size) if not alike(crowd, few)]
