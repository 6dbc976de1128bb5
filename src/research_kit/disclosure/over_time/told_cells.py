"""Everything a set of tables tells, one row per cell: what the rules about differences in time read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.released_table import AS_OF, Release, ReleasedAnswer
from research_kit.disclosure.rules.splits import split_of
from research_kit.disclosure.statements.declared import statements_of
from research_kit.disclosure.statements.table_statements import KEY
from research_kit.errors import DisclosureError

Frames = Mapping[str, Mapping[str, pl.DataFrame]]
"""Answer, then table: the rows of released tables, with `as_of`."""

_COLUMNS: Final = ("n", "events", "unknown", "estimate", "unit", "status", "reason", AS_OF)
HALF_A_POINT: Final = 0.005


def group_columns(frame: pl.DataFrame) -> tuple[str, ...]:
    """The columns of a result that say which group a row is about: those before `statistic`."""
    return tuple(frame.columns[: frame.columns.index("statistic")])


def quarter_of(release: Release, answer: ReleasedAnswer) -> str:
    """The quarter that a release reports on, as it said itself or by the day until which its data were read."""
    said = release.quarter or answer.subject.quarter
    return said or quarter_of_day(release.as_of or answer.subject.as_of)


def quarter_of_day(day: date) -> str:
    """The calendar quarter a day lies in, such as `2011-Q2`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def cells_of(frames: Frames, policy: Policy) -> pl.DataFrame:
    """One row per row of the tables: where it stands, what it is about, what it tells, and the `k` of its group.

    Columns: `answer, table, row` (its place); `group` (`dimension=code` joined by `;`, empty for everybody), `split`,
    the key of a result row, `key` and `unit_key` (the row, and what goes as one with it, within its table), `_k`; what
    it tells; `events_lower, events_upper, others_lower, others_upper`, the whole numbers of people with and without
    the event that it gives away; `told`, whether it tells a number, and `valued`, whether it tells more than counts.
    """
    parts = [
        _cells(frame, answer, table, policy) for answer, tables in frames.items() for table, frame in tables.items()
    ]
    return pl.concat(parts) if parts else _cells(pl.DataFrame(schema=_NOTHING), "", "", policy)


_NOTHING: Final = {
    **dict.fromkeys((*KEY[:3], "compared_with", "unit", "status", "reason", AS_OF), pl.String),
    **dict.fromkeys(("time", "estimate"), pl.Float64),
    **dict.fromkeys(("n", "events", "unknown"), pl.Int64),
}


def _cells(frame: pl.DataFrame, answer: str, table: str, policy: Policy) -> pl.DataFrame:
    by = group_columns(frame)
    unit = statements_of(answer, table).carried_as_one
    placed = frame.with_row_index("row").select(
        pl.lit(answer).alias("answer"),
        pl.lit(table).alias("table"),
        pl.col("row").cast(pl.Int64),
        group_of(by).alias("group"),
        split_of(by).alias("split"),
        *KEY,
        *_COLUMNS,
        least_count(policy, by).alias("_k"),
    )
    named = placed.with_columns(key=_joined("group", *KEY), unit_key=_joined("group", *unit))
    values = pl.col("estimate").is_not_null() | (pl.col("reason") == "NOT_REACHED").fill_null(False)
    counts = pl.any_horizontal(pl.col("n", "events", "unknown").is_not_null())
    return _given_away(named.with_columns(told=counts | values, valued=values), is_curve=table == "curve")


def group_of(by: Sequence[str]) -> pl.Expr:
    """The group as text, the same whatever other columns a table has."""
    parts = [
        pl.when(pl.col(name).is_not_null()).then(pl.lit(f"{name}=") + pl.col(name).cast(pl.String))
        for name in sorted(by)
    ]
    return pl.concat_str(parts, separator=";", ignore_nulls=True) if parts else pl.lit("")


def _joined(*names: str) -> pl.Expr:
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in names], separator="|")


def _given_away(cells: pl.DataFrame, *, is_curve: bool) -> pl.DataFrame:
    """The people with and without the event: told, or what a share in whole percent of a known group leaves.

    A share that allows for people who were not followed to the end is no plain fraction; its product with the group
    is the number of events that a reader would work out, and that is what is guarded.
    """
    base = pl.col("n")
    if is_curve:  # at later times `n` are those still followed: the group stands at the start
        base = pl.col("n").filter(pl.col("time") == 0).first().over("unit_key")
    shares = (pl.col("unit") == "share").fill_null(False) | pl.lit(is_curve)
    share = pl.when(shares).then(pl.col("estimate"))
    low, high = (base * (share - HALF_A_POINT)).ceil(), (base * (share + HALF_A_POINT)).floor()
    fits = low <= high
    low = pl.when(fits).then(low).otherwise((base * share).floor()).clip(0, base)
    high = pl.when(fits).then(high).otherwise((base * share).ceil()).clip(0, base)
    events = [pl.coalesce("events", limit.cast(pl.Int64)) for limit in (low, high)]
    return cells.with_columns(
        events_lower=events[0],
        events_upper=events[1],
        others_lower=base - events[1],
        others_upper=base - events[0],
        base=base,
    )


def published(earlier: Sequence[Release], policy: Policy) -> pl.DataFrame:
    """Every cell of the earlier releases: `release`, its place in `earlier`, and `as_of`, never null.

    `seen` says whether this audience has seen it: the public sees no edition for the board, whatever its age.

    Raises
    ------
    DisclosureError
        The releases are not in the order of their quarters.
    """
    parts = []
    for place, release in enumerate(earlier):
        frames = {name: {key: table.table for key, table in answer.items()} for name, answer in release.items()}
        quarters = {name: quarter_of(release, answer) for name, answer in release.items()}
        own = pl.col("answer").replace_strict(quarters, return_dtype=pl.String) if quarters else pl.lit("")
        seen = release.audience in (policy.audience, "public")
        marks = {"release": pl.lit(place), "seen": pl.lit(seen)}
        parts.append(cells_of(frames, policy).with_columns(pl.coalesce(AS_OF, own).alias(AS_OF), **marks))
    _require_order([max((quarter_of(r, a) for a in r.values()), default="") for r in earlier])
    return pl.concat(parts) if parts else cells_of({}, policy).with_columns(release=pl.lit(0), seen=pl.lit(True))


def up_to(past: pl.DataFrame, quarter: str) -> pl.DataFrame:
    """What was published of quarters until this one; everything where it is empty."""
    return past.filter(pl.col(AS_OF) <= quarter) if quarter else past


def backwards(past: pl.DataFrame, quarter: str) -> pl.DataFrame:
    """What was published of quarters after this one, as if time ran from the last to the first: the next comes last."""
    later = past.filter(pl.col(AS_OF) > quarter) if quarter else past.clear()
    turned = {of: f"{place:06}" for place, of in enumerate(later[AS_OF].unique().sort(descending=True))}
    in_turn = pl.col(AS_OF).replace_strict(turned, default=None, return_dtype=pl.String) if turned else pl.col(AS_OF)
    return later.with_columns(in_turn.alias(AS_OF), release=pl.col("release").max() - pl.col("release"))


def _require_order(quarters: Sequence[str]) -> None:
    said = [quarter for quarter in quarters if quarter]
    if said != sorted(said):
        raise DisclosureError(
            f"{len(said)} earlier releases were given in the order {', '.join(said)}. Give them oldest first: what was "
            "published last decides what may be told now."
        )
