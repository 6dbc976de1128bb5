"""Which rows a page's tables hold: what can be told, and in words the groups of which nothing can.

A table of which most cells read "withheld" hides what it shows. Every released number is in the release's files.
"""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.display.rows import (
    EVERYBODY,
    SELF_SUPPORT,
    WIDE,
    Group,
    Row,
    headline_measure,
    headline_rows,
    headline_time,
    own_rows,
    splits,
)
from research_kit.display.silence import REASONS, SUPPRESSED, deciding_row, silence
from research_kit.display.words import Words

_OF_SUCCESS = frozenset({"within", "curve", "median", "months", "gaps", "bounds", "standardised", "adjusted"})
"""Tables about success, of which other outcomes than the headline are told of everybody alone."""
_WITH_HEADLINE = _OF_SUCCESS | {"sustained", "states"}
"""Tables in which a group has something to tell if the headline has; in the others, if any number has."""

_COUNTED = frozenset({"flow", "stock", "progress", "indicators", "indicator_counts"})
"""Tables of counts, which tell without an estimate."""
SAID_ABOVE = frozenset(
    {"waits_median", "dropout", "attendance", "offers", "contacts", "charts", "versions", "series", "phases", "stock"}
    | {"flow_balance", "progress", "forecast", "backtest", "screening", "organisations"}
)
"""Tables of which another of the same answer has said which groups the design does not let anybody compare."""
_OF_DIFFERENCES = frozenset({"gaps", "adjusted"})
_DECLARED = frozenset({"target_value", "plan_at_once"})
"""Statistics that repeat what the study declared: they tell nothing of anybody."""


def told_rows(name: str, rows: Sequence[Row]) -> list[Row]:
    """The rows of the groups that have something to tell: the headline and the definitions beside it.

    Other outcomes (studies, leaving for good) are told of everybody alone, and so is self-support but for its shares.
    """
    rows = [row for row in own_rows(rows) if row.blocked_dimension is None]
    silent = set(silent_groups(name, rows))
    kept = [row for row in rows if row.group not in silent]
    if name not in _OF_SUCCESS:
        return kept
    side_by_side = (headline_measure(rows), WIDE, *([SELF_SUPPORT] if name == "within" else []))
    return [row for row in kept if row.measure in side_by_side or row.group == EVERYBODY]


def silent_groups(name: str, rows: Sequence[Row]) -> list[Group]:
    """Groups of which no number of the headline is shown; in the flow, ways to divide that are mostly withheld."""
    rows = [row for row in own_rows(rows) if row.blocked_dimension is None]
    if name == "flow":
        return [group for way, of in splits(rows).items() if way and _mostly_withheld(of) for group in _groups(of)]
    if name == "states":
        rows = [row for row in rows if row.time == headline_time(rows)]
    headline = headline_measure(rows)
    of_headline = [row for row in rows if name not in _WITH_HEADLINE or row.measure == headline]
    told = {row.group for row in of_headline if _tells(name, row)}
    return [group for group in _groups(of_headline) if group not in told and group != EVERYBODY]


def tells_nothing(name: str, rows: Sequence[Row]) -> bool:
    """Whether no number of a table can be shown, so that one sentence says all there is to say.

    A table of differences is about those of the headline: without them it has no figure.
    """
    own = own_rows(rows)
    of = headline_rows(own) if name in _OF_DIFFERENCES else own
    return not any(_tells(name, row) for row in of if row.blocked_dimension is None)


def _tells(name: str, row: Row) -> bool:
    if row.statistic in _DECLARED:
        return False
    return row.shown or row.reason == "NOT_REACHED" or (name in _COUNTED and row.n is not None)


def silent_notes(name: str, rows: Sequence[Row], words: Words) -> list[str]:
    """The groups that a table leaves out, each once, under what keeps them silent."""
    why = {group: _silence(name, row) for group, row in silent_rows(name, rows).items()}
    names = {key: [words.group(group) for group, said in why.items() if said == key] for key in REASONS}
    return [words.text(key, groups="; ".join(of)) for key, of in names.items() if of]


def _silence(name: str, row: Row) -> str:
    """In the flow a group stays out with the others of its division, of which most is withheld."""
    return SUPPRESSED if name == "flow" else silence(row)


def silent_rows(name: str, rows: Sequence[Row]) -> dict[Group, Row]:
    """The groups that a table leaves out, each with the row that says why."""
    rows = own_rows(rows)
    silent = set(silent_groups(name, rows))
    order = [group for group in _groups(rows) if group in silent]
    return {group: deciding_row([row for row in rows if row.group == group], rows) for group in order}


def _groups(rows: Sequence[Row]) -> list[Group]:
    return list(dict.fromkeys(row.group for row in rows if row.blocked_dimension is None))


def _mostly_withheld(rows: Sequence[Row]) -> bool:
    return 2 * sum(row.n is None for row in rows) > len(rows)
