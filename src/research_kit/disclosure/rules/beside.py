"""Tables that tell of the same people as the shares within a year: what they may show beside those.

Each function gives its table with `withheld`, as `marks.mark` does for a table on its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.rules.complementary import SIBLING, withhold_siblings
from research_kit.disclosure.rules.joint_states import APART, NEITHER, alike, join_few, join_siblings
from research_kit.disclosure.rules.marks import BASE, STEP, hidden_unknown
from research_kit.disclosure.rules.nested_outcomes import withhold_thin_composites
from research_kit.disclosure.rules.primary import SMALL, is_small, primary
from research_kit.results import ResultTable

COARSE = 100
"""Of so many people and k more, shares in whole percent fit any small number of people of whom nothing is known."""

NONE, ALL, VERIFIED = "share_if_none_started", "share_if_all_started", "share_verified"


def mark_sustained(table: ResultTable, within: pl.DataFrame | None, policy: Policy) -> pl.DataFrame:
    """Work that lasted: not where it, beside those who started work, tells of 1 to k-1 whose work did not last.

    It goes with the headline too: those whose work lasted are among those who started, and would bound a withheld one.
    """
    by = table.by
    frame = _without_thin_base(_started(_primary(table, policy), within, by, policy), by, policy)
    frame = _marked(frame, pl.col("_withheld"), SIBLING)
    frame = withhold_thin_composites(frame, by=by, policy=policy, beside=_shown(within))
    counts = {"others": pl.col("n") - pl.col("events"), "_between": pl.col("_started") - pl.col("events")}
    whole = "_between" if within is not None else "others"
    return withhold_siblings(frame.with_columns(**counts), by=by, counts=["events", "others", whole], policy=policy)


def mark_bounds(table: ResultTable, within: pl.DataFrame | None, policy: Policy) -> pl.DataFrame:
    """What if nobody, or all, of the lost had started: not where 1 to k-1 were lost, or no register follows them.

    If none had, those who started are the headline's: where that is withheld, so is all of this.

    The three shares of a line give away how many were lost, and how many of them are outside the register: these
    people, and those of them who started, must be nobody or at least k too.
    """
    by = table.by
    frame = _lost(_started(_primary(table, policy), within, by, policy), by)
    k = least_count(policy, by)
    thin = (_thin("events", "_started", k) & _is(NONE)) | pl.col("_withheld")
    few_lost = (is_small(pl.col("_lost"), k) | (_thin("_unknown", "_lost", k) & pl.col("_told"))) & _is(ALL)
    outside = is_small(pl.col("_outside"), k) & _is(VERIFIED)
    others = is_small(pl.col("_outside_events").abs(), k) | is_small(pl.col("_outside") - pl.col("_outside_events"), k)
    frame = _without_thin_base(frame, by, policy, of=pl.col("statistic") != VERIFIED)
    frame = _marked(frame, thin | few_lost | (others & _is(VERIFIED)), SIBLING)
    frame = _marked(frame, outside, BASE, first=True)
    counts = {NONE: [], ALL: ["_lost"], VERIFIED: ["_outside", "_outside_events"]}
    return _siblings_of_each(frame.with_columns(others=pl.col("n") - pl.col("events")), counts, by, policy)


def mark_states(table: ResultTable, within: pl.DataFrame | None, policy: Policy) -> pl.DataFrame:
    """Where people are: all states of a group at a time, or none of them.

    The states make up the group, so that one which may not be seen takes the others with it; but where few are in the
    project or out of it, these two are told as one (`joint_states`). A time goes also where the headline of that group
    and time is withheld for its size or for another group's, where all but 1 to k-1 of those who have started work by
    then (or by the next time that the headline tells of) are in work, and where 1 to k-1 are in no known state and
    the group is small enough for whole percents to give them away.
    """
    by = table.by
    states = primary(join_few(table.table, by, policy), kind="share", by=by, policy=policy)
    frame = _started(states, within, by, policy)
    k = least_count(policy, by)
    left_work = _thin("events", "_next", k) & (pl.col("cause") == "work")
    given_away = is_small(pl.col("unknown"), k) & (pl.col("n") < COARSE + k)
    frame = _marked(frame, left_work | given_away | pl.col("_closed"), SIBLING)
    line = [*by, "statistic", "time"]
    whole = pl.col("withheld").first(ignore_nulls=True).over(line)
    lines = _lines_of_states(frame.with_columns(withheld=whole), line)
    counts = [c for c in lines.columns if c.startswith("_in_") and (lines[c].sum() or 0) > 0]
    taken = withhold_siblings(lines, by=by, counts=["n", *counts], policy=policy).select(*line, _taken="withheld")
    joined = frame.join(taken, on=line, how="left", nulls_equal=True, maintain_order="left")
    told = join_siblings(joined.with_columns(withheld="_taken").drop("_taken"), by, policy)
    # Of nearly all of a group, the two numbers of people would tell of the others; nobody needs this one.
    all_told = ~_thin("n", "_people", k).any()
    return alike(told).with_columns(n=pl.when(all_told).then("n"))


def mark_standardised(table: ResultTable, within: pl.DataFrame | None, policy: Policy) -> pl.DataFrame:
    """Shares of a model: nothing of a level with fewer than k people or events (METHODS 10.6).

    How many the model rests on is told only where all of the group took part: else it gives away those who did not.
    """
    by = table.by
    frame = _started(_primary(table, policy), within, by, policy)
    k = least_count(policy, by)
    few = ((pl.col("n") < k) | (pl.col("events") < k)).fill_null(False)
    frame = _marked(frame, few | pl.col("_withheld"), SMALL)
    frame = frame.with_columns(others=pl.col("n") - pl.col("events"))
    frame = withhold_siblings(frame, by=by, counts=["events", "others"], policy=policy)
    return frame.with_columns(n=pl.when(pl.col("n").eq_missing(pl.col("_people"))).then("n"))


BESIDE: Mapping[str, Callable[[ResultTable, pl.DataFrame | None, Policy], pl.DataFrame]] = {
    "sustained": mark_sustained,
    "bounds": mark_bounds,
    "standardised": mark_standardised,
    "states": mark_states,
}
"""The tables of an answer that are read beside its shares within a year."""


def _primary(table: ResultTable, policy: Policy) -> pl.DataFrame:
    return primary(table.table, kind="share", by=table.by, policy=policy)


def _is(statistic: str) -> pl.Expr:
    return pl.col("statistic") == statistic


def _thin(one: str, other: str, k: pl.Expr) -> pl.Expr:
    return is_small((pl.col(one) - pl.col(other)).abs(), k)


def _marked(frame: pl.DataFrame, goes: pl.Expr, mark: str, *, first: bool = False) -> pl.DataFrame:
    """The frame with a mark more; one already there stays, unless this one comes first."""
    free = goes.fill_null(False) if first else goes.fill_null(False) & pl.col("withheld").is_null()
    return frame.with_columns(withheld=pl.when(free).then(pl.lit(mark)).otherwise("withheld"))


def _shown(within: pl.DataFrame | None) -> pl.DataFrame | None:
    return None if within is None else within.filter(pl.col("status").is_in(["ok", "wide"]))


def _started(frame: pl.DataFrame, within: pl.DataFrame | None, by: tuple[str, ...], policy: Policy) -> pl.DataFrame:
    """Each row with what the headline says of its group and time: how many had started then, of how many.

    Columns `_people, _started, _unknown`, exact whether shown or not; `_next`, how many had started at the first
    time from then on that is shown; `_withheld` where the headline is withheld, or tells too little, and the row would
    tell more; `_closed` where it is withheld for more than a step of the curve; `_told` where those not known of are
    counted.
    """
    if within is None:
        numbers = {name: pl.lit(None, dtype=pl.Int64) for name in ("_people", "_started", "_next", "_unknown")}
        flags = {name: pl.lit(False) for name in ("_withheld", "_closed", "_told")}
        return frame.with_columns(**numbers, **flags)
    point = [*by, "time"]
    shown = pl.col("withheld").is_null() & pl.col("status").is_in(["ok", "wide"])
    counted = within.with_columns(_told=~hidden_unknown(within, by=by, policy=policy))
    following = pl.when(shown).then("events").backward_fill().over([*by, "statistic"], order_by="time")
    headline = _headline(counted).select(
        *point,
        _people="n",
        _started="events",
        _next=following,
        _unknown="unknown",
        _withheld=~shown,
        _closed=(pl.col("withheld") != STEP).fill_null(False),
        _told=pl.col("_told"),
    )
    joined = frame.join(headline.unique(point), on=point, how="left", nulls_equal=True, maintain_order="left")
    says = pl.col("status").is_in(["ok", "wide"])
    known = joined.with_columns(pl.col("_withheld", "_closed", "_told").fill_null(False))
    return known.with_columns(_withheld=pl.col("_withheld") & says)


def _headline(within: pl.DataFrame) -> pl.DataFrame:
    """The rows of the first outcome and cause that the table tells of."""
    told = within.filter(pl.col("cause").is_not_null())
    return told.filter(pl.struct("outcome", "cause") == pl.struct("outcome", "cause").first()) if told.height else told


def _without_thin_base(
    frame: pl.DataFrame, by: tuple[str, ...], policy: Policy, *, of: pl.Expr | None = None
) -> pl.DataFrame:
    """Without rows about nearly all of the people that the headline is about: the two numbers tell of the others."""
    thin = _thin("n", "_people", least_count(policy, by))
    return _marked(frame, thin if of is None else thin & of, BASE, first=True)


def _lost(frame: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    """Each row with how many of its group were lost, how many no register follows, and how many of these started."""
    point = [*by, "time"]
    seen = pl.col("events").filter(_is(NONE)).first().over(point)
    supposed = pl.col("events").filter(_is(ALL)).first().over(point)
    people = pl.col("n").filter(_is(NONE)).first().over(point)
    return frame.with_columns(
        _lost=supposed - seen, _outside=people - pl.col("n"), _outside_events=seen - pl.col("events")
    )


def _siblings_of_each(
    frame: pl.DataFrame, more: Mapping[str, Sequence[str]], by: tuple[str, ...], policy: Policy
) -> pl.DataFrame:
    """The rules for groups of a split, statistic by statistic: each has counts of its own that must leave room."""
    ranked = frame.with_row_index("_place")
    parts = [
        withhold_siblings(part, by=by, counts=["events", "others", *more.get(name, ())], policy=policy)
        for (name,), part in ranked.partition_by("statistic", maintain_order=True, as_dict=True).items()
    ]
    return pl.concat(parts).sort("_place").drop("_place") if parts else frame


def _lines_of_states(frame: pl.DataFrame, line: list[str]) -> pl.DataFrame:
    """One row per group and time: `withheld`, the people, and how many of them are where, or in no known state.

    Those in the project and those out of it are counted together, as they may be told.
    """
    cause = pl.when(pl.col("cause").is_in(APART)).then(pl.lit(NEITHER)).otherwise("cause")
    states = frame.with_columns(_where=cause)
    causes = states["_where"].drop_nulls().unique(maintain_order=True).to_list()
    there = {f"_in_{c}": pl.col("events").filter(pl.col("_where") == c).sum() for c in causes}
    return (
        states.group_by(line, maintain_order=True)
        .agg(
            pl.col("withheld").first(ignore_nulls=True),
            pl.col("n").first(),
            _in_none=pl.col("unknown").first(),
            **there,
        )
        .with_columns(outcome=None, cause=None, compared_with=None)
    )
