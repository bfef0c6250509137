"""Dates as people and spreadsheets write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

Order = Literal["dmy", "mdy"]
EARLIEST, LATEST = date(1940, 1, 1), date(2100, 12, 31)
SERIAL_ZERO = date(1899, 12, 30)
MONTHS = (
    "jan januari january",
    "feb febr februari february",
    "mar mars march",
    "apr april",
    "may maj",
    "jun juni june",
    "jul juli july",
    "aug augusti august",
    "sep sept september",
    "okt oct oktober october",
    "nov november",
    "dec december",
)
MONTH_OF = {word: number for number, words in enumerate(MONTHS, start=1) for word in words.split()}
TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")


def order_of(texts: Iterable[str]) -> Order:
    """Whether the dates of a column such as 4/5/2026 put the day or the month first: some day above 12 gives it away.

    Without any such day, and between dots, the day is first.
    """
    for text in texts:
        parts = re.fullmatch(r"(\d{1,2})/(\d{1,2})/\d{2,4}", _without_time(text))
        if parts and int(parts[2]) > 12:
            return "mdy"
    return "dmy"


def parse(text: str, order: Order = "dmy") -> date:
    """The date in `text`: ISO, with dots, slashes or month names (English, Swedish), or a spreadsheet's day number.

    Raises ValueError when there is none between 1940 and 2100.
    """
    found = _read(_without_time(text), order)
    if not EARLIEST <= found <= LATEST:
        raise ValueError(text)
    return found


def _without_time(text: str) -> str:
    return TIME_OF_DAY.sub("", text.strip())


def _read(text: str, order: Order) -> date:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return SERIAL_ZERO + timedelta(days=int(float(text)))
    if match := re.fullmatch(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})", text):
        return date(*map(int, match.groups()))
    if match := re.fullmatch(r"(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})", text):
        day, month = int(match[1]), int(match[3])
        if order == "mdy" and match[2] == "/":
            day, month = month, day
        return date(_year(match[4]), month, day)
    return _with_month_name(text)


def _with_month_name(text: str) -> date:
    words = re.findall(r"[^\W\d_]+|\d+", text.lower())
    names = [MONTH_OF[word] for word in words if word in MONTH_OF]
    numbers = [word for word in words if word.isdigit()]
    if len(names) != 1 or len(numbers) != 2:
        raise ValueError(text)
    first, second = numbers if len(numbers[0]) <= 2 else (numbers[1], numbers[0])
    return date(_year(second), names[0], int(first))


def _year(digits: str) -> int:
    """Two digits are the years 1970 to 2069."""
    number = int(digits)
    if len(digits) == 4:
        return number
    return 1900 + number if number >= 70 else 2000 + number
