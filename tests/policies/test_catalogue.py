"""The conversation types an organisation starts with."""

import pytest

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
