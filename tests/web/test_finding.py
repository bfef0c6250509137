"""Finding a coach for those who wait for one; and coaches who come forward on their own page."""

from leadership.obligations.models import Obligation
from leadership.people.models import Pool
from policies.starters import T1
from tests.web.memberpages import adopted, text, window


def owed_to(person) -> Obligation:
    return Obligation.objects.select_related("coach").get(person=person, cycle_key="2026-Q2")


def rhythm(choice: str) -> dict:
    return {**T1, "coach": {"eligible": ["certified", "pool:buddy"], "choice": choice}}


def test_hr_names_a_coach_in_two_clicks(today, now) -> None:
    adopted(rhythm("assigned"), now)
    client = window(today.david)
    here = f"/finding/{owed_to(today.camilla).key}/"
    assert here in text(client.get("/finding/"))
    page = text(client.get(here))
    assert str(today.erik.key) in page
    client.post(here, {"deed": "assign", "coach": str(today.erik.key)})
    assert owed_to(today.camilla).coach == today.erik
    assert here not in text(client.get("/finding/"))


def test_what_ties_the_two_is_not_told_to_whoever_finds(today, now) -> None:
    adopted(rhythm("assigned"), now)
    page = text(window(today.david).get(f"/finding/{owed_to(today.bjorn).key}/"))
    assert "0 av 12 platser tagna" in page
    assert not any(reason in page for reason in ("Leder ditt team", "Utanför din egen linje", "Talar ditt språk"))


def test_the_owner_of_the_pool_finds_and_nobody_else_can_look(today, now) -> None:
    Pool.objects.create(name="buddy", owner=today.freja)
    adopted(rhythm("assigned"), now)
    here = f"/finding/{owed_to(today.camilla).key}/"
    assert window(today.freja).get(here).status_code == 200
    assert "/finding/" in text(window(today.freja).get("/"))
    for reader in (today.astrid, today.camilla, today.erik):
        assert window(reader).get(here).status_code == window(reader).get("/finding/").status_code == 404


def test_who_owns_another_pool_does_not_find_here(today, now) -> None:
    Pool.objects.create(name="other", owner=today.freja)
    adopted(rhythm("assigned"), now)
    assert window(today.freja).get(f"/finding/{owed_to(today.camilla).key}/").status_code == 404


def test_a_coach_who_does_not_fit_is_refused_with_the_reason(today, now) -> None:
    adopted(rhythm("assigned"), now)
    here = f"/finding/{owed_to(today.camilla).key}/"
    assert window(today.david).post(here, {"deed": "assign", "coach": str(today.freja.key)}).status_code == 400
    assert window(today.david).post(here, {"deed": "assign", "coach": "nobody"}).status_code == 400
    assert owed_to(today.camilla).coach is None


def test_a_coach_comes_forward_on_their_own_page(today, now) -> None:
    adopted(rhythm("coach_claims"), now)
    client, row = window(today.erik), owed_to(today.camilla)
    assert f'data-obligation="{row.key}"' in text(client.get("/coach/"))
    assert client.post("/coach/", {"deed": "claim", "obligation": str(row.key)}).status_code == 302
    assert owed_to(today.camilla).coach == today.erik
    answer = window(today.astrid).post("/coach/", {"deed": "claim", "obligation": str(row.key)})
    assert (answer.status_code, owed_to(today.camilla).coach) == (409, today.erik)


def test_nobody_takes_on_whom_the_rhythm_does_not_give_them(today, now) -> None:
    adopted(rhythm("member"), now)
    answer = window(today.erik).post("/coach/", {"deed": "claim", "obligation": str(owed_to(today.camilla).key)})
    assert answer.status_code == 404
