"""`release`: the one place where internal results become something that may be seen.

Pure: values in, values out. A notebook may preview it; a publication calls it once over everything a run staged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from research_kit.disclosure.exceptions import EXCEPTED, excepted_rows, is_excepted_row
from research_kit.disclosure.policy import Policy, least_count
from research_kit.disclosure.read_together.reasons import REASONS, lost_of, reasons_of
from research_kit.disclosure.read_together.repair import Repaired, repaired
from research_kit.disclosure.read_together.told_numbers import Candidate
from research_kit.disclosure.released_table import AS_OF, SEAL, Release, ReleasedAnswer, ReleasedTable
from research_kit.disclosure.rules.collapse import collapsed_together
from research_kit.disclosure.rules.curves import drawn, ends_in_common, safe_steps
from research_kit.disclosure.rules.joint_states import alike
from research_kit.disclosure.rules.marks import NOT_SPARED, mark
from research_kit.disclosure.rules.never_exported import require_exportable
from research_kit.disclosure.rules.primary import is_small
from research_kit.disclosure.rules.quarterly_curve import life_table_like
from research_kit.disclosure.rules.silence import VALUES, WITHHELD
from research_kit.disclosure.rules.whole_cohort import require_whole_cohort
from research_kit.disclosure.statements.declared import statements_of
from research_kit.errors import DisclosureError
from research_kit.results import Answer, ResultTable
from research_kit.results.result_table import Kind

Spared = Mapping[tuple[str, str], pl.Expr]
"""By answer and table, which rows an exception shows."""

_DECIMALS: Mapping[Kind, int] = {
    "share": 2,
    "rate": 2,
    "curve": 2,
    "gap": 2,
    "months": 1,
    "mean": 1,
    "quantile": 1,
    "time": 0,
    "count": 0,
}
_IN_HUNDREDTHS = ("share", "ratio")
"""Units that have two decimals in a table of whatever kind, as the chance of reaching a number of people."""


def release(answers: Sequence[Answer], *, policy: Policy, earlier: Sequence[Release] = ()) -> Release:
    """Everything of `answers` that may be seen, with what may not replaced by null, or as it was last published.

    Coarser groups stand where fine ones are too small; then each table follows the rules of its kind; what has
    changed by few people since it was published is carried; and the gate's own intruder reads everything together,
    with everything ever published, until it finds nobody. A row that an approved exception names is shown whatever
    the rules say, with the reason `EXCEPTED`; those beside it are protected all the same.

    Parameters
    ----------
    answers
        The answers of one run, all of them: tables released together protect one another.
    policy
        The thresholds in force (`read_policy`).
    earlier
        Everything published of the same study, to any audience, by quarter and then as it was published
        (`ledger.read_releases`). Those of later quarters are among them where an older one is made anew: this release
        stands at its own quarter.

    Returns
    -------
    A `Release`: per answer its `ReleasedTable`s, and `lost`, one row per table and rule with the number of cells
    it withheld and of people these are about (in all cells together); `lost` and `reasons` are for the researcher.

    Raises
    ------
    DisclosureError
        Two answers have one name, one is about a part of a cohort (`part_of`), a table is split by what is never
        exported, the earlier releases are not in order, an exception shows nothing or gives away another number, or
        somebody could be recognised in a way that hiding numbers does not prevent.

    Notes
    -----
    Pure: nothing is read or written. The same answers, policy and history give the same release, unless the time box
    of the intruder runs out: then more is withheld.

    Examples
    --------
    >>> people = rk.participants(cohort, by=["gender"])
    >>> rk.release([people], policy=rk.disclosure.read_policy("parameters/samba.yaml"))
    Release(2011-Q2, for the board: participants)
    """
    _require_list(answers)
    names = [answer.name for answer in answers]
    if len(set(names)) < len(names):
        raise DisclosureError(f"two answers have the same name among {', '.join(names)}. Release each answer once.")
    _require_publishable(answers, policy)
    answers = collapsed_together(answers, policy, earlier=earlier)
    spared = excepted_rows(answers, policy.in_force())
    marked = {answer.name: _mark_answer(answer, policy, spared) for answer in answers}
    candidates = {answer.name: _candidates(answer, marked[answer.name], policy, spared) for answer in answers}
    safe = repaired(candidates, answers, policy=policy, earlier=earlier)
    reasons = _reasons(marked, safe, policy)
    return Release(
        answers={answer.name: _sealed_answer(answer, safe, policy) for answer in answers},
        policy=policy.told(),
        lost=lost_of(reasons),
        reasons=reasons,
        quarter=answers[0].subject.quarter if answers else "",
        as_of=answers[0].subject.as_of if answers else None,
        audience=policy.audience,
    )


def _require_list(answers: object) -> None:
    if isinstance(answers, Answer):
        raise DisclosureError(
            f"`release` takes all answers of a run in one list: write `rk.release([{answers.name}], …)`."
        )


def _require_publishable(answers: Sequence[Answer], policy: Policy) -> None:
    for answer in answers:
        require_whole_cohort(answer)
        for table in answer.values():
            require_exportable(table.by, policy.never_exported)


def _mark_answer(answer: Answer, policy: Policy, spared: Spared) -> dict[str, pl.DataFrame]:
    """Every table with `withheld`; a curve as its safe steps."""
    curves = {table.name: table for table in answer.tables.values() if table.kind == "curve"}
    steps = {name: _steps(curve, answer, policy) for name, curve in curves.items()}
    headline = steps.get("curve")
    marked = {
        name: mark(table, headline, statements_of(answer.name, name), policy, spared=_of(spared, answer.name, name))
        for name, table in answer.tables.items()
        if name not in curves
    }
    return marked | steps


def _of(spared: Spared, answer: str, table: str) -> pl.Expr:
    """Which rows of a table an exception shows."""
    return spared.get((answer, table), NOT_SPARED)


def _steps(curve: ResultTable, answer: Answer, policy: Policy) -> pl.DataFrame:
    return safe_steps(life_table_like(curve, answer.tables.get("within")), by=curve.by, policy=policy)


def _candidates(
    answer: Answer, marked: Mapping[str, pl.DataFrame], policy: Policy, spared: Spared
) -> dict[str, Candidate]:
    """The tables of an answer without what is unsafe on its own."""
    found = {}
    for name, table in answer.tables.items():
        if table.kind == "curve":
            frame = _rounded(drawn(ends_in_common(marked[name], table.by), policy=policy), "curve")
        else:
            untold = statements_of(answer.name, name).untold
            frame = _cleared(marked[name], table, policy, _of(spared, answer.name, name), untold=untold)
        if _total_is_small(table, policy):
            frame = frame.filter(is_excepted_row())
        found[name] = Candidate(table.kind, frame.with_columns(pl.lit(None, dtype=pl.String).alias(AS_OF)))
    return found


def _sealed_answer(answer: Answer, safe: Repaired, policy: Policy) -> ReleasedAnswer:
    frames = {name: table.frame for name, table in safe.candidates[answer.name].items()}
    frames |= {name: alike(frame) for name, frame in frames.items() if statements_of(answer.name, name).told_as_one}
    return ReleasedAnswer(
        name=answer.name,
        tables={name: _sealed(table, frames[name], policy) for name, table in answer.tables.items()},
        subject=answer.subject,
        guards=answer.guards,
        definition=answer.definition,
    )


def _total_is_small(table: ResultTable, policy: Policy) -> bool:
    """Whether the table is about 1 to k-1 people in all: then which groups it lists would describe them."""
    everybody = (
        table.table.filter(pl.all_horizontal(pl.col(name).is_null() for name in table.by)) if table.by else table.table
    )
    people = everybody["n"].max()
    return isinstance(people, int) and 0 < people < policy.k


def _cleared(
    frame: pl.DataFrame, table: ResultTable, policy: Policy, spared: pl.Expr, *, untold: Sequence[str]
) -> pl.DataFrame:
    """Withheld rows lose their values, and every row the counts that are small themselves; not those spared."""
    k = least_count(policy, table.by)
    spared = spared & pl.col("status").is_in(["ok", "wide"])
    small = is_small(pl.col("n"), k) & ~spared
    hidden = pl.col("withheld").is_not_null()
    silent = hidden | pl.col("status").is_in(["blocked", "insufficient"])
    # The people of a gap are those of its smaller group; what it could see comes from its own standard error.
    is_gap = pl.lit(table.kind == "gap")
    base = small | is_gap | (pl.lit(table.kind == "count") & hidden)
    visible = ~hidden & ~(is_gap & silent) & ~small
    return _rounded(
        frame.with_columns(
            *(pl.when(~silent).then(pl.col(name)).alias(name) for name in VALUES),
            n=pl.when(~base).then(pl.col("n")),
            events=pl.when(~(silent | base)).then(pl.col("events")),
            unknown=pl.when(~silent & ~is_small(pl.col("unknown"), k)).then(pl.col("unknown")),
            smallest_visible_gap=pl.when(visible).then(pl.col("smallest_visible_gap")),
            status=pl.when(hidden).then(pl.lit("suppressed")).otherwise(pl.col("status")),
            reason=pl.coalesce(_reason(hidden, spared), "reason"),
        )
        .with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in untold)
        .select(table.table.columns),
        table.kind,
    )


def _reason(hidden: pl.Expr, spared: pl.Expr) -> pl.Expr:
    """What the gate says of a row; null where it has nothing to say."""
    return pl.when(hidden).then(pl.lit(WITHHELD)).when(spared).then(pl.lit(EXCEPTED))


def _rounded(frame: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """Values as exact as a reader may have them; the standard error, which would undo it, is left out."""
    in_months = (pl.col("unit") == "months").fill_null(False) & pl.lit(kind == "gap")
    values = [
        pl.when(in_months)
        .then(pl.col(name).round(1))
        .when(pl.col("unit").is_in(_IN_HUNDREDTHS).fill_null(False))
        .then(pl.col(name).round(2))
        .otherwise(pl.col(name).round(_DECIMALS[kind]))
        .alias(name)
        for name in VALUES
    ]
    return frame.with_columns(*values, smallest_visible_gap=pl.col("smallest_visible_gap").round(2)).with_columns(
        std_error=pl.lit(None, dtype=pl.Float64)
    )


def _sealed(table: ResultTable, frame: pl.DataFrame, policy: Policy) -> ReleasedTable:
    names = ("name", "kind", "by", "method_id", "sentence_key", "estimand_key", "guards")
    facts = {key: getattr(table, key) for key in names}
    return ReleasedTable(
        **facts, table=frame, k=policy.k, confidence=table.confidence, alarm_z=table.alarm_z, seal=SEAL
    )


def _reasons(marked: Mapping[str, Mapping[str, pl.DataFrame]], safe: Repaired, policy: Policy) -> pl.DataFrame:
    """Why each cell is hidden; of curves nothing is said, whose points go with the shares."""
    parts = [
        reasons_of(answer, name, marked=frame, shown=safe.candidates[answer][name], safe=safe, policy=policy)
        for answer, tables in marked.items()
        for name, frame in tables.items()
        if safe.candidates[answer][name].kind != "curve"
    ]
    return pl.concat([pl.DataFrame(schema=REASONS), *parts])
