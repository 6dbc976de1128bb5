"""What is said of a gap between two groups, and whether it is established."""

from __future__ import annotations

from research_kit.display.amounts import MONTHS, gap_writer, horizon, uncertain, visible_gap
from research_kit.display.rows import Row
from research_kit.display.words import BEFORE, Words, capital, key_of

INTERACTION = "interaction"
"""The difference between two differences: no group's own."""


def gap_sentence(row: Row, words: Words) -> str:
    """A gap and how uncertain it is, without its verdict."""
    in_months = row.statistic in MONTHS
    kind = f"gap_months-{months_route(row, words)}" if in_months else "gap_within"
    write = gap_writer(row.statistic, words)
    estimate = row.estimate or 0.0
    digits = write(abs(estimate))
    direction = "same" if digits in (write(0.0), "0") else "less" if estimate < 0 else "more"
    group = words.in_sentence(row.group)
    own = "-own" if kind == "gap_within" and words.has_own_outcome(row) else ""
    values = {"d": visible_gap(abs(estimate), row.statistic, words), "other": words.compared(row.compared_with)}
    values |= {"outcome": words.outcome(row.outcome, row.cause), "t": horizon(row, words)}
    main = words.text(f"{kind}{own}-{direction}", group=capital(group), **{"group-lower": group}, **values)
    return uncertain(main, row, words, write)


def gap_pair(row: Row, words: Words) -> str:
    """Which groups a gap is between: `kvinnor mot män`; or what is compared with itself before a change."""
    if row.statistic == INTERACTION:
        return words.text(
            "gap-label", group=words.text("group-interaction"), other=words.text("group-interaction-other")
        )
    if row.compared_with == BEFORE:
        what = words.text(f"what-{key_of(row.outcome or '')}") if row.outcome else words.in_sentence(row.group)
        said = words.text("gap-label-before", what=what)
        return f"{said} ({words.in_sentence(row.group)})" if row.group.codes else said
    return words.text("gap-label", group=words.in_sentence(row.group), other=words.compared(row.compared_with))


def months_route(row: Row, words: Words) -> str:
    """Whether months are counted after the event (`in`) or till it (`without`), and if it is a study's own."""
    way = "without" if row.statistic.endswith("without") else "in"
    return f"own-{way}" if words.has_own_outcome(row) else way


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


def gap_with_verdict(row: Row, words: Words) -> str:
    """A gap with the words on whether it is established."""
    return f"{gap_sentence(row, words)} {words.text(gap_verdict_key(row))}"
