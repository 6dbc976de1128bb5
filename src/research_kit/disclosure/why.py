"""`why`: why a cell of a release is hidden, and what would free it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from research_kit.disclosure.exceptions import EXCEPTED
from research_kit.disclosure.read_together.reasons import CARRIED, KEY, LINKED, SIDE
from research_kit.disclosure.released_table import Release
from research_kit.disclosure.rules.marks import STEP
from research_kit.disclosure.rules.primary import SMALL
from research_kit.errors import DisclosureError


def why(released: Release, cell: Mapping[str, object]) -> str:
    """Why a cell is hidden, stands as in an earlier quarter, or is shown against a rule: a sentence for each such row.

    For the researcher: the sentences hold exact counts and are no part of what is published.

    Parameters
    ----------
    released
        A release made in this run (`release`).
    cell
        Column -> value: `table`, and where needed `answer`, the group (`gender`, `target_youth`, …; one that is not
        named means all), `statistic`, `outcome`, `cause`, `time`, `compared_with` (not named: whichever there are).

    Returns
    -------
    One line for each hidden, carried or excepted row that is meant; that all of it is shown, where there is none.

    Raises
    ------
    DisclosureError
        The release was read back from disk, where reasons are not kept; or the cell names no table of it.

    Examples
    --------
    >>> policy = rk.disclosure.read_policy("parameters/samba.yaml")
    >>> released = rk.release([rk.participants(cohort, by=["gender"])], policy=policy)
    >>> print(rk.why(released, {"table": "flow", "gender": "woman", "cause": "no_show"}))
    flow, gender=woman, lost_before_accepted / no_show: too small itself: people in the group: 1, 4 more needed (k = 5).
    More people, or a coarser grouping of its dimension, free it.
    """
    if not released.reasons.width:
        raise DisclosureError(
            "this release was read from disk, where the reasons are not kept: they hold exact counts. "
            "Ask the release that `research_kit.release(...)` gives in the analysis room."
        )
    meant = _meant(released, cell)
    if not meant.height:
        return "Nothing of it is hidden: every such row is shown as it is now."
    return "\n".join(_sentence(row) for row in meant.iter_rows(named=True))


def _meant(released: Release, cell: Mapping[str, object]) -> pl.DataFrame:
    tables = {name for answer in released.values() for name in answer}
    if cell.get("table") not in tables:
        raise DisclosureError(
            f"the cell names the table `{cell.get('table')}`; the release has {', '.join(sorted(tables))}. "
            'Name one: `why(released, {"table": "within", "gender": "woman", "time": 12})`.'
        )
    columns = ("answer", "table", *KEY)
    group = ", ".join(f"{name}={value}" for name, value in cell.items() if name not in columns and value is not None)
    told = released.reasons.filter(pl.col("group") == _in_order(group, released))
    for name in columns:
        if cell.get(name) is not None:
            told = told.filter(pl.col(name) == cell[name])
    return told


def _in_order(group: str, released: Release) -> str:
    """The same group with its dimensions in the order of the tables."""
    parts = dict(part.split("=", 1) for part in group.split(", ")) if group else {}
    by = dict.fromkeys(name for answer in released.values() for table in answer.values() for name in table.by)
    strange = [name for name in parts if name not in by]
    if strange:
        raise DisclosureError(f"no table is split by {', '.join(strange)}; there are: {', '.join(by)}.")
    return ", ".join(f"{name}={parts[name]}" for name in by if name in parts)


def _sentence(row: Mapping[str, object]) -> str:
    parts = [str(row[name]) for name in KEY if row[name] is not None and name != "time"]
    at = f" at {row['time']:g} months" if isinstance(row["time"], float) else ""
    about = f"{row['table']}, {row['group'] or 'everybody'}, {' / '.join(parts)}{at}"
    rule = str(row["rule"])
    said = _PLAIN.get(rule) or _REASONS.get(rule, _other)(row)
    return f"{about}: {said}"


def _small(row: Mapping[str, object]) -> str:
    people, events, k = row["people"], row["events"], row["k"]
    if not isinstance(people, int) or not isinstance(k, int):
        return "it is about too few people. Merge the group with another of its dimension."
    counts = {"people in the group": people}
    if isinstance(events, int):
        counts |= {"with the event": events, "without it": people - events}
    few = [f"{name}: {number}, {k - number} more needed" for name, number in counts.items() if 0 < number < k]
    why_small = "; ".join(few) or f"nobody, or everybody, of a small group with a sensitive trait ({people} people)"
    return f"too small itself: {why_small} (k = {k}). More people, or a coarser grouping of its dimension, free it."


def _step(row: Mapping[str, object]) -> str:
    return f"fewer than {row['k']} had the event since the time shown before it. Later times take them in."


def _linked(row: Mapping[str, object]) -> str:
    return f"read beside the other tables it would give away {row['tied_to']}. It comes back when that has grown."


def _carried(row: Mapping[str, object]) -> str:
    since = f"It stands as of {row['as_of']}" if row["as_of"] else "It is withheld, as it was never published"
    return (
        f"too few people ({row['k']} needed) have come or gone since it, or what is tied to it, was last published. "
        f"{since}; it is told anew when the change is large enough."
    )


def _excepted(row: Mapping[str, object]) -> str:
    return (
        f"it is shown by an approved exception, whatever the rules say (k = {row['k']}). The manifest says who asked "
        "for it, who approved it and why; other rows may be withheld so that no more than this is told."
    )


def _other(row: Mapping[str, object]) -> str:
    return f"the rule {row['rule']} forbids it."


_PLAIN = {SIDE: "it is made from a number that is withheld, or shows it again. It comes back with that one."}
_REASONS = {SMALL: _small, STEP: _step, LINKED: _linked, CARRIED: _carried, EXCEPTED: _excepted}
