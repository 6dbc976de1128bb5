"""Calendar quarters by their labels, such as `2011-Q2`, which sort as the quarters do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta


def last_day(quarter: str) -> date:
    """The last day of a quarter."""
    year, number = int(quarter[:4]), int(quarter[6])
    return date(year + number // 4, number * 3 % 12 + 1, 1) - timedelta(days=1)


def next_quarter(quarter: str) -> str:
    """The quarter after."""
    year, number = int(quarter[:4]), int(quarter[6])
    return f"{year + number // 4}-Q{number % 4 + 1}"


def quarters(first: str, last: str) -> Iterator[str]:
    """From one to another, both included; none where the last comes before the first."""
    while first <= last:
        yield first
        first = next_quarter(first)
