"""Amounts in words: people, parts of ten, months, points, and the ending that says how uncertain one is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from research_kit.display.rows import HORIZON, Row
from research_kit.display.words import Words

MONTHS = frozenset({"median", "months_in_work", "months_without", "gap_months", "gap_months_without"})


def people(n: int | None, words: Words, *, k: int) -> str:
    """A number of people in words; fewer than k where the number itself may not be shown."""
    if n is None:
        return words.text("fewer-than", k=words.number.plain(k))
    return words.text("people", count=n, n=words.number.count(n))


def visible_gap(gap: float, statistic: str, words: Words) -> str:
    """A gap's size with its unit: `31 punkter`, or `2,3 månader`."""
    if statistic in MONTHS:
        return months(gap, words)
    digits = words.number.points(gap)
    return words.text("points", count=int(digits), n=digits)


def months(value: float, words: Words) -> str:
    """A number of months with its unit."""
    return words.text("months", count=2, n=words.number.months_tenths(value))


def months_writer(statistic: str, words: Words) -> Callable[[float], str]:
    """How months are written: the median in whole months as far as it goes, averages and gaps in tenths."""
    return words.number.months if statistic == "median" else words.number.months_tenths


def gap_writer(statistic: str, words: Words) -> Callable[[float], str]:
    """How the digits of a gap are written: whole points, or tenths of months."""
    return words.number.months_tenths if statistic in MONTHS else words.number.points


def of_ten(share: float, words: Words) -> str:
    """A share as "4 av 10"; the edges in words, so that few never reads as none."""
    tenths = words.number.tenths(share)
    if tenths == 0 and share > 0:
        return words.text("of-ten-less")
    if tenths == 10 and share < 1:
        return words.text("of-ten-more")
    return words.text("of-ten", x=words.number.plain(tenths))


def likely_share(row: Row, words: Words) -> str:
    """The likely range of a share in tenths, or in percent where the tenths would be the same."""
    lower, upper = row.lower or 0.0, 1.0 if row.upper is None else row.upper
    low, high = words.number.tenths(lower), words.number.tenths(upper)
    if low != high:
        return words.text("range-of-ten", lo=words.number.plain(low), hi=words.number.plain(high))
    return words.text("range-percent", lo=words.number.percent_digits(lower), hi=words.number.percent(upper))


def months_range(row: Row, words: Words, *, between: bool = False) -> str:
    """The likely range of months; open where its upper end has not been reached."""
    write = months_writer(row.statistic, words)
    low = write(row.lower or 0.0)
    if row.upper is None:
        return words.text("range-from", lo=low)
    if between:
        return words.text("range-between", lo=low, hi=write(row.upper))
    return words.number.range(row.lower or 0.0, row.upper, write)


def times_of(rows: Iterable[Row], words: Words) -> str:
    """The number of months that rows are about: one, or several where groups were followed differently long."""
    times = sorted({r.time for r in rows if r.time is not None}) or [HORIZON]
    written = [words.number.months(time) for time in times]
    if len(written) == 1:
        return written[0]
    return words.text("list-or", a=", ".join(written[:-1]), b=written[-1])


def horizon(row: Row, words: Words) -> str:
    """The number of months the row is about."""
    return words.number.months(row.time if row.time is not None else HORIZON)


def uncertain(main: str, row: Row, words: Words, write: Callable[[float], str]) -> str:
    """A sentence with its two limits at the end, or the words for large uncertainty."""
    if row.lower is None or row.upper is None:
        return words.text("ending-bare", main=main)
    low, high = write(row.lower), write(row.upper)
    if row.status == "wide":
        return words.text("ending-wide", main=main, range=words.text("range-between", lo=low, hi=high))
    return words.text("ending-uncertainty", main=main, lo=low, hi=high)


def ended(main: str, likely: str, row: Row, words: Words, *, ending: str) -> str:
    """A sentence with its likely range at the end, or the words for large uncertainty."""
    if row.lower is None and row.upper is None:
        return words.text("ending-bare", main=main)
    if row.status == "wide":
        return words.text("ending-wide", main=main, range=likely)
    return words.text(ending, main=main, range=likely)
