"""The count after every attack: each intent delivered or visibly ended, none lost, no copy that has no excuse."""

from collections import Counter
from itertools import pairwise

ENDED = {"sent", "dropped", "failed"}


def check(letters, server, *, kills):
    """Raises AssertionError with all that is wrong; returns the figures."""
    copies = server.by_message()
    known = {f"{letter['key']}@example.org": letter for letter in letters}
    figures = Counter(letter["state"] for letter in letters)
    seconds = [pair for sent in copies.values() for pair in pairwise(sent)]
    wrong = [
        *(f"not ended: {letter}" for letter in letters if letter["state"] not in ENDED),
        *(
            f"said to be sent, never seen: {one}"
            for key, one in known.items()
            if one["state"] == "sent" and key not in copies
        ),
        *(f"seen, known to nobody: {key}" for key in copies if key not in known),
        *(f"failed without a word: {one}" for one in letters if one["state"] == "failed" and not one["answer"]),
        *(f"dropped without a reason: {one}" for one in letters if one["state"] == "dropped" and not one["reason"]),
        *(f"a copy without an excuse: {first.message_id}" for first, _ in seconds if not first.answer_was_lost),
        *(f"copies differ: {first} {second}" for first, second in seconds if _content(first) != _content(second)),
        *_out_of_order(server, known),
    ]
    assert not wrong, "\n".join(wrong[:20])
    lost = sum(first.call.cut for first, _ in seconds)
    assert len(seconds) - lost <= kills, "more second copies than workers that died"
    return {**figures, "letters": len(letters), "second copies": len(seconds), "of them answers dropped": lost}


def standing(letters):
    """The talks that were booked and not cancelled."""
    talks, gone = (
        {one["conversation_id"] for one in letters if one["letter"] == letter} for letter in ("booked", "cancelled")
    )
    return talks - gone


def not_told(letters):
    """Whoever does not know by mail what is true in the end: of a standing talk, its time; of a cancelled one that they
    had heard of, that it is cancelled; of a forgotten password, the way back in, unless its hour was over. What the
    mail server will never take is not told by mail.
    """
    newest, heard = {}, set()
    for one in letters:
        about = (one["conversation_id"] or one["key"], one["recipient__email"])
        newest[about] = one
        heard |= {about} if one["state"] == "sent" else set()
    return [one for about, one in newest.items() if not _is_told(one, about in heard)]


def _is_told(newest, heard):
    never_heard = newest["letter"] == "cancelled" and newest["reason"] == "never_invited" and not heard
    too_late = newest["letter"] == "reset" and newest["reason"] == "expired"
    return newest["state"] == "sent" or newest["letter"] == "nonsense" or never_heard or too_late or refused(newest)


def refused(letter):
    """The mail server said that it will never take it: it is shown as failed, with these words."""
    return letter["state"] == "failed" and letter["answer"].startswith("554 5.7.1 not from you")


def _content(copy):
    return copy.message_id, copy.to, copy.event


def _out_of_order(server, known):
    """An invitation never arrives behind a newer one, nor behind its cancellation (second copies aside)."""
    newest, seen = {}, set()
    for copy in server.copies:
        if not copy.event or copy.message_id in seen:
            continue
        seen.add(copy.message_id)
        about = (copy.event[1], copy.to)
        if int(copy.event[2]) < newest.get(about, 0):
            yield f"out of order: {copy}"
        newest[about] = max(int(copy.event[2]), newest.get(about, 0))
