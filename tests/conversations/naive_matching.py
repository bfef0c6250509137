"""The same question answered in the plainest way: every possibility for a few people, a plain flow for many."""

from itertools import product


def cheapest(wishes, groups):
    """(how many are left without, what the rest costs), the least of all possibilities."""
    options = [[*each, None] for each in wishes]
    return min(
        (chosen.count(None), sum(each[seat] for each, seat in zip(wishes, chosen, strict=True) if seat is not None))
        for chosen in product(*options)
        if fits(chosen, groups)
    )


def fits(chosen, groups):
    """Whether no seat and no group takes more than it has room for."""
    used = {}
    for seat in chosen:
        place = seat
        while place is not None:
            used[place] = used.get(place, 0) + 1
            place = groups.inside.get(place)
    return all(count <= groups.room.get(place, 1) for place, count in used.items())


def most(wishes):
    """How many can have a seat where there are no groups (augmenting ways, one after the other)."""
    holder = {}

    def finds(person, seen):
        for seat in wishes[person]:
            if seat not in seen:
                seen.add(seat)
                if seat not in holder or finds(holder[seat], seen):
                    holder[seat] = person
                    return True
        return False

    return sum(finds(person, set()) for person in range(len(wishes)))
