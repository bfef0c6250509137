"""The conversation types an organisation starts with."""

import pytest

from leadership.lib.refusal import Refused
from policies import catalogue
from policies.models import ConversationType
from policies.talktypes import TALK_TYPES


def test_the_catalogue_names_every_type_in_three_languages():
    assert [row["key"] for row in catalogue.rows()] == list(TALK_TYPES)
    assert all(row["title_en"] and row["title_sv"] and row["title_fi"] for row in catalogue.rows())


@pytest.mark.django_db
def test_a_new_installation_has_the_catalogue_and_an_edited_one_is_left_alone():
    assert ConversationType.objects.get(key="development").title("sv") == "medarbetarsamtal"
    ConversationType.objects.exclude(key="one_on_one").delete()
    catalogue.fill()
    assert ConversationType.objects.count() == 1


@pytest.mark.django_db
def test_words_too_long_are_refused_by_the_deed_itself_with_the_field_and_the_remedy(now):
    pay = ConversationType.objects.get(key="pay")
    with pytest.raises(Refused) as refused:
        catalogue.reword(pay, {"who_en": "x" * 281, "how_sv": "x" * 601}, by=None, now=now)
    assert [(refusal.path, bool(refusal.remedy)) for refusal in refused.value.refusals] == [
        ("who_en", True), ("how_sv", True),
    ]  # fmt: skip
