"""A change of a rhythm is read as one sentence in which some words went and others came."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policies.worddiff import ADDED, REMOVED, SAME, Piece, between

QUARTER = "Everyone has at least one one-on-one each quarter with a coach they choose."
MONTH = "Everyone has at least one one-on-one each month with a coach they choose."
WORDS = st.lists(st.sampled_from(["Everyone", "has", "at", "least", "one", "two", "talks", "å", "."]), max_size=12)


def test_one_word_changed_is_one_word_gone_and_one_word_come():
    assert between(QUARTER, MONTH) == (
        Piece(SAME, "Everyone has at least one one-on-one each"),
        Piece(REMOVED, " quarter"),
        Piece(ADDED, " month"),
        Piece(SAME, " with a coach they choose."),
    )


def test_a_sentence_that_did_not_change_is_one_piece():
    assert between(MONTH, MONTH) == (Piece(SAME, MONTH),)
    assert between("", "") == ()


def test_a_lone_word_between_two_changes_belongs_to_them():
    pieces = between("at least one talk each month here", "at least two talks each quarter here")
    assert [piece.kind for piece in pieces] == [SAME, REMOVED, ADDED, SAME]
    assert pieces[1].text == " one talk each month"


@given(old=WORDS.map(" ".join), new=WORDS.map(" ".join))
def test_both_sentences_can_be_read_off_the_pieces(old, new):
    pieces = between(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == new
    assert all(one.kind != two.kind for one, two in pairwise(pieces))
