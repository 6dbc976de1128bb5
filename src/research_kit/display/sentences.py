"""The sentence of each method, for every status, in every language (METHODS Annex B).

Sentences are made from released rows alone. A word that claims a cause never occurs in the catalogue; what is
not established is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display import catalogue
from research_kit.display.rows import EVERYBODY, Group, Row, headline_rows, rows_of, select, total
from research_kit.display.words import Words, capital
from research_kit.errors import ResearchKitError
from research_kit.results import Subject

HORIZON = 12.0
_MONTHS = frozenset({"median", "months_in_work", "months_without", "gap_months", "gap_months_without"})


def sentence(table: ReleasedTable, about: Row | Group, subject: Subject, *, language: str = catalogue.REFERENCE) -> str:
    """What a released table says about one group, in one or two sentences.

    Parameters
    ----------
    table
        The released table.
    about
        A row of it, or a group: then the row of its headline, at 12 months where there are several times.
    subject
        The study, for its own words.
    language
        A language there is a catalogue for.

    Raises
    ------
    ResearchKitError
        The table has no row about that group.
    """
    words = Words(language, subject)
    rows = rows_of(table)
    if table.name == "flow":
        return flow_sentence(rows, words)
    row = about if isinstance(about, Row) else _headline_row(rows, about, table.name)
    return row_sentence(row, words, k=table.k)


def _headline_row(rows: Sequence[Row], group: Group, name: str) -> Row:
    found = [r for r in headline_rows(rows) if r.group == group]
    at_horizon = [r for r in found if r.time == HORIZON]
    if not found:
        raise ResearchKitError(
            f"the released table `{name}` has no row about that group. Its groups are those of its own split."
        )
    return (at_horizon or found)[-1]


def row_sentence(row: Row, words: Words, *, k: int) -> str:
    """The sentence of one row, whatever its status."""
    group = words.in_sentence(row.group)
    if row.blocked_dimension is not None or row.status == "blocked":
        return words.text("said-blocked", reason=words.reason(row.reason))
    if row.withheld:
        return words.text("said-suppressed", group=capital(group), reason=words.reason(row.reason))
    if row.reason == "NOT_REACHED":
        return words.text(f"median-not-reached-{_whom(row)}", group=group)
    if row.status == "insufficient" or row.estimate is None:
        return insufficient_sentence(row, words, k=k)
    return _SENTENCES.get(row.statistic, _share_sentence)(row, words)


def insufficient_sentence(row: Row, words: Words, *, k: int) -> str:
    """Too little to go on: how many people there are, and how large a gap could have been seen."""
    group = words.in_sentence(row.group)
    whom = people(row.n, words, k=k)
    if row.smallest_visible_gap is None:
        return words.text("said-insufficient", group=group, people=whom)
    gap = visible_gap(row.smallest_visible_gap, row.statistic, words)
    return words.text("said-insufficient-gap", group=group, people=whom, gap=gap)


def people(n: int | None, words: Words, *, k: int) -> str:
    """A number of people in words; fewer than k where the number itself may not be shown."""
    if n is None:
        return words.text("fewer-than", k=words.number.plain(k))
    return words.text("people", count=n, n=words.number.count(n))


def visible_gap(gap: float, statistic: str, words: Words) -> str:
    """A gap's size with its unit: `31 punkter`, or `2,3 månader`."""
    if statistic in _MONTHS:
        return months(gap, words)
    digits = words.number.points(gap)
    return words.text("points", count=int(digits), n=digits)


def months(value: float, words: Words) -> str:
    """A number of months with its unit."""
    return words.text("months", count=2, n=words.number.months_tenths(value))


def months_writer(statistic: str, words: Words) -> Callable[[float], str]:
    """How months are written: the median in whole months as far as it goes, averages and gaps in tenths."""
    return words.number.months if statistic == "median" else words.number.months_tenths


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


def _whom(row: Row) -> str:
    return "all" if row.group == EVERYBODY else "group"


def _own(row: Row, words: Words) -> str:
    return "-own" if words.has_own_outcome(row) else ""


def _horizon(row: Row, words: Words) -> str:
    return words.number.months(row.time if row.time is not None else HORIZON)


def _share_sentence(row: Row, words: Words) -> str:
    main = words.text(
        f"within{_own(row, words)}-{_whom(row)}",
        t=_horizon(row, words),
        x=of_ten(row.estimate or 0.0, words),
        outcome=words.outcome(row.outcome, row.cause),
        group=words.in_sentence(row.group),
    )
    return _ended(main, likely_share(row, words), row, words, ending="ending-plausibly")


def _known_sentence(row: Row, words: Words) -> str:
    """For how many it is known how it went: counted, so without a range."""
    known = of_ten(row.estimate or 0.0, words)
    if row.events is not None and row.n is not None:
        known = words.text("of-count", a=words.number.count(row.events), b=words.number.count(row.n))
    key = f"outcome_known_12_months-{_whom(row)}"
    return words.text("ending-bare", main=words.text(key, x=known, group=words.in_sentence(row.group)))


def _part_sentence(row: Row, words: Words) -> str:
    """A group's part of the participants: counted, so without a range."""
    part = words.number.percent(row.estimate or 0.0)
    group = capital(words.in_sentence(row.group))
    return words.text("ending-bare", main=words.text("share_of_participants-group", x=part, group=group))


def _median_sentence(row: Row, words: Words) -> str:
    main = words.text(
        f"median{_own(row, words)}-{_whom(row)}",
        m=words.number.months(row.estimate or 0.0),
        outcome=words.outcome(row.outcome, row.cause),
        group=words.in_sentence(row.group),
    )
    return _ended(main, months_range(row, words, between=row.status == "wide"), row, words, ending="ending-range")


def months_range(row: Row, words: Words, *, between: bool = False) -> str:
    """The likely range of months; open where its upper end has not been reached."""
    write = months_writer(row.statistic, words)
    low = write(row.lower or 0.0)
    if row.upper is None:
        return words.text("range-from", lo=low)
    if between:
        return words.text("range-between", lo=low, hi=write(row.upper))
    return words.number.range(row.lower or 0.0, row.upper, write)


def _months_sentence(row: Row, words: Words) -> str:
    main = words.text(
        f"{row.statistic}{_own(row, words)}-{_whom(row)}",
        t=_horizon(row, words),
        m=words.number.months_tenths(row.estimate or 0.0),
        outcome=words.outcome(row.outcome, row.cause),
        group=words.in_sentence(row.group),
    )
    return _uncertain(main, row, words, words.number.months_tenths)


def gap_writer(statistic: str, words: Words) -> Callable[[float], str]:
    """How the digits of a gap are written: whole points, or tenths of months."""
    return words.number.months_tenths if statistic in _MONTHS else words.number.points


def gap_sentence(row: Row, words: Words) -> str:
    """A gap and how uncertain it is, without its verdict."""
    in_months = row.statistic in _MONTHS
    kind = f"gap_months-{months_route(row, words)}" if in_months else "gap_within"
    write = gap_writer(row.statistic, words)
    estimate = row.estimate or 0.0
    digits = write(abs(estimate))
    direction = "same" if digits in (write(0.0), "0") else "less" if estimate < 0 else "more"
    group = words.in_sentence(row.group)
    own = _own(row, words) if kind == "gap_within" else ""
    values = {"d": visible_gap(abs(estimate), row.statistic, words), "other": words.compared(row.compared_with)}
    values |= {"outcome": words.outcome(row.outcome, row.cause), "t": _horizon(row, words)}
    main = words.text(f"{kind}{own}-{direction}", group=capital(group), **{"group-lower": group}, **values)
    return _uncertain(main, row, words, write)


def _gap_with_verdict(row: Row, words: Words) -> str:
    return f"{gap_sentence(row, words)} {words.text(gap_verdict_key(row))}"


def gap_pair(row: Row, words: Words) -> str:
    """Which groups a gap is between: `kvinnor mot män`."""
    return words.text("gap-label", group=words.in_sentence(row.group), other=words.compared(row.compared_with))


def months_route(row: Row, words: Words) -> str:
    """Whether months are counted after the event (`in`), without it (`without`), or till a study's own event."""
    if words.has_own_outcome(row):
        return "own"
    return "without" if row.statistic.endswith("without") else "in"


def gap_verdict_key(row: Row) -> str:
    """Established only by the alarm bar; worth a check where the 95 % bar alone misses nought (METHODS 8, 7.7)."""
    return {"established": "gap-established", "check": "gap-check", "none": "gap-not-told"}[gap_verdict(row)]


def gap_verdict(row: Row) -> str:
    """`established`, `check` or `none`."""
    if not row.shown:
        return "none"
    if _misses_nought(row.alarm_lower, row.alarm_upper):
        return "established"
    return "check" if _misses_nought(row.lower, row.upper) else "none"


def _misses_nought(lower: float | None, upper: float | None) -> bool:
    return lower is not None and upper is not None and (lower > 0 or upper < 0)


def _uncertain(main: str, row: Row, words: Words, write: Callable[[float], str]) -> str:
    if row.lower is None or row.upper is None:
        return words.text("ending-bare", main=main)
    low, high = write(row.lower), write(row.upper)
    if row.status == "wide":
        return words.text("ending-wide", main=main, range=words.text("range-between", lo=low, hi=high))
    return words.text("ending-uncertainty", main=main, lo=low, hi=high)


def _ended(main: str, likely: str, row: Row, words: Words, *, ending: str) -> str:
    if row.lower is None and row.upper is None:
        return words.text("ending-bare", main=main)
    if row.status == "wide":
        return words.text("ending-wide", main=main, range=likely)
    return words.text(ending, main=main, range=likely)


def flow_sentence(rows: Sequence[Row], words: Words) -> str:
    """How many were referred, came in, and of how many it is not yet known how it went (METHODS M2)."""
    stages = {r.statistic: r.n for r in rows if r.group == EVERYBODY and r.cause is None}
    enrolled, referred = stages.get("enrolled"), stages.get("referred")
    unknown = [r.n for r in select(rows, "lost_before_outcome_known") if r.group == EVERYBODY]
    if enrolled is None:
        return words.text("flow-withheld")
    written = words.number.count(enrolled)
    if referred is None:
        return words.text("flow-enrolled", enrolled=people(enrolled, words, k=1))
    first = {"referred": words.number.count(referred), "enrolled": written}
    known = [n for n in unknown if n is not None]
    if not unknown or len(known) < len(unknown):
        return words.text("flow-no-unknown", **first)
    return words.text("flow-all", **first, unknown=words.number.count(sum(known)))


def total_sentence(rows: Sequence[Row], words: Words, *, k: int) -> str:
    """The sentence about everybody, or that the study has nothing about it."""
    row = total(rows)
    return words.text("missing-sentence") if row is None else row_sentence(row, words, k=k)


_SENTENCES: dict[str, Callable[[Row, Words], str]] = {
    "median": _median_sentence,
    "months_in_work": _months_sentence,
    "months_without": _months_sentence,
    "gap_within": _gap_with_verdict,
    "gap_months": _gap_with_verdict,
    "gap_months_without": _gap_with_verdict,
    "outcome_known_12_months": _known_sentence,
    "share_of_participants": _part_sentence,
}
