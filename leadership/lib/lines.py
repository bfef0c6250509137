"""Other people's words made fit for a header line or a calendar file: no line break, no control, no bidi mark.

A name may hold anything its owner typed; what leaves here cannot start a new header, hide text or turn its direction.
Letters, emoji and their joiners stay as they are.
"""

import re
from functools import lru_cache

_UNSEEN = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f"
)
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_SPACE = re.compile(r"\s+")
_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TAB = re.compile(r"[\t\x1f]")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,253}")
_LINK = re.compile(r"https?://[!-;=?-~]{1,900}")


def one_line(text: str) -> str:
    """`text` as one line: runs of white space and line breaks become one space, what cannot be seen goes."""
    if text.isprintable() and "  " not in text:  # all there is to do to nearly every name, without looking for the rest
        return text.strip()
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def many_lines(text: str) -> str:
    """`text` with its lines kept, parted by a plain line feed; what cannot be seen goes."""
    return _INVISIBLE.sub("", _TAB.sub(" ", _BREAK.sub("\n", text))).strip()


@lru_cache(maxsize=4096)
def address(text: str) -> str:
    """A bare mail address, its domain in ASCII. Raises ValueError for anything that is more, or less, than one."""
    local, at, domain = text.strip().rpartition("@")
    try:
        plain = local + at + _in_ascii(domain)
    except UnicodeError:
        plain = ""
    if not _ADDRESS.fullmatch(plain):
        raise ValueError(f"{text!r} is not one plain mail address; write it as name@example.org")
    return plain


@lru_cache(maxsize=256)
def _in_ascii(domain: str) -> str:
    """Thousands of addresses share a few domains."""
    return domain.encode("idna").decode("ascii")


def link(text: str) -> str:
    """A web address in ASCII, at most 900 characters after its scheme. Raises ValueError for anything else."""
    if not _LINK.fullmatch(text):
        raise ValueError(f"{text!r} is not a plain http or https address; percent-encode what is not ASCII")
    return text
