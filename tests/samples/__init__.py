"""Messages that come back, in the shapes that mail and calendar programs are known to give them; all written here.

In each file the words in braces (`{uid}`, `{member}`, `{coach}`, `{mailbox}`, `{reply_to}`, `{start}`, `{end}`,
`{stamp}`, `{sequence}`) stand for what a test fills in.
"""

from datetime import datetime
from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.eml"))


def sample(name: str, **said: object) -> bytes:
    """The sample as bytes with CRLF; instants are written as iCalendar does, in UTC."""
    text = (FOLDER / f"{name}.eml").read_text()
    for word, value in said.items():
        text = text.replace("{" + word + "}", f"{value:%Y%m%dT%H%M%SZ}" if isinstance(value, datetime) else str(value))
    return text.replace("\n", "\r\n").encode()
