"""`rk.view`: a table of an exact answer told as the board's items are, for the researcher alone.

Figure, sentences, guards and table are those that a released table gets; above them stands that they are not released.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, cast

import polars as pl

from research_kit.display.catalogue import REFERENCE, languages
from research_kit.display.items import render_item
from research_kit.display.markup import safe, write_html
from research_kit.display.rows import Group
from research_kit.display.shown import Shown
from research_kit.display.words import Words
from research_kit.errors import ResearchKitError, did_you_mean
from research_kit.results import Answer, GuardHit, ResultTable
from research_kit.results.of_a_part import OF_WHOLE, is_left_out

if TYPE_CHECKING:
    from research_kit.disclosure.released_table import ReleasedTable

Measure = tuple[str | None, str | None]
"""Outcome and cause: what happened."""
NOTHING_WITHHELD = 0
_DAYS_PER_MONTH = 30.4375
_GATES = ("accepted", "enrolled", "activity")
_IN_DAYS = (
    *("share_within_days", "share_through_gate", "gap_access", "ratio_access"),
    *("share_raw", "share_pooled"),
)
"""Statistics of waits, and of gates with their windows, whose time is in days; of those screened, those at a gate."""
_SCREENED = "gap_screening"
_OF_MERGED_STEPS = ("caption-curve-panels", "caption-curve")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Exact:
    """What the telling of an item reads of a table."""

    name: str
    table: pl.DataFrame
    by: tuple[str, ...]
    method_id: str
    estimand_key: str
    guards: tuple[GuardHit, ...]
    k: int = NOTHING_WITHHELD

    def to_polars(self) -> pl.DataFrame:
        return self.table


def view(
    answer: Answer,
    table: str,
    *,
    measure: Measure | None = None,
    months: float | None = None,
    language: str = REFERENCE,
) -> Shown:
    """Figure, sentences, guards and numbers of one table of an exact answer: not for the board, not released.

    Parameters
    ----------
    answer
        The exact answer to a question, such as `rk.time_to_employment(cohort)`.
    table
        One of its tables: `list(answer)`.
    measure
        Outcome and cause, such as `("strict", "education")`, where a table has several. Null: as the board is told.
    months
        Nothing later than so many months is told. Null: as far as the answer goes.
    language
        One that there is a catalogue for: `sv`, `en`.

    Returns
    -------
    What a notebook shows; it cannot be exported to a page for the board.

    Raises
    ------
    ResearchKitError
        There is no such table, measure or language, nothing is known so early, or it is not told of a part.

    Examples
    --------
    >>> rk.view(rk.time_to_employment(cohort, by=["gender"]), "within", months=6, language="en")
    Shown(id='time_to_employment', language='en', released=False)
    """
    if not isinstance(answer, Answer):
        raise ResearchKitError(
            f"`view` was given a {type(answer).__name__}. It shows a table of an answer: "
            '`rk.view(rk.time_to_employment(cohort), "within")`.'
        )
    _require(language, languages(), "catalogue for the language")
    _require(table, tuple(answer.tables), f"table of the answer `{answer.name}` called")
    _require_told(answer, table)
    words = Words(language, answer.subject)
    chosen = _chosen(answer[table], measure, months)
    others = {name: _exact(other) for name, other in answer.tables.items()}
    own = render_item(
        _exact(chosen),
        answer.subject,
        language=language,
        item_id=f"exact-{answer.name}-{table}".replace("_", "-"),
        siblings={**others, table: _exact(chosen)},
    )
    own = _exactly_captioned(own, words)
    part = _part(chosen, words)
    html = write_html(
        "exact_item", mark=words.text("explore-mark"), room=words.text("explore-room"), part=part, item=safe(own)
    )
    return Shown(id=answer.name, language=language, html={language: html}, released=False)


def measures_of(table: ResultTable) -> tuple[Measure, ...]:
    """What may have happened, in the order of the table."""
    return tuple(table.to_polars().select("outcome", "cause").unique(maintain_order=True).iter_rows())


def _exactly_captioned(html: str, words: Words) -> str:
    """The board's curves have merged steps, each of several people; the caption of an exact one must not say so."""
    for key in _OF_MERGED_STEPS:
        html = html.replace(escape(words.text(key), quote=False), escape(words.text(f"explore-{key}"), quote=False))
    return html


def _exact(table: ResultTable) -> ReleasedTable:
    """As the telling reads it. It says itself, where it is shown, that nothing has been released."""
    held = {name: getattr(table, name) for name in ("name", "table", "by", "method_id", "estimand_key", "guards")}
    return cast("ReleasedTable", _Exact(**held))


def _chosen(table: ResultTable, measure: Measure | None, months: float | None) -> ResultTable:
    """The same table with the rows asked for; rows about no measure and no time stay."""
    rows = table.to_polars()
    if measure is not None:
        _require(
            _written(measure) if isinstance(measure, tuple) else str(measure),
            tuple(_written(one) for one in measures_of(table)),
            "measure",
        )
        outcome, cause = (pl.lit(part, dtype=pl.String) for part in measure)
        same = pl.col("outcome").eq_missing(outcome) & pl.col("cause").eq_missing(cause)
        rows = rows.filter(same | pl.col("outcome").is_null())
    if months is not None:
        rows = rows.filter(pl.col("time").is_null() | (_in_months() <= months))
        if not rows["time"].is_not_null().any():
            raise ResearchKitError(
                f"the table `{table.name}` tells nothing within {months:g} months. Ask for more months, or leave "
                "`months` out."
            )
    return replace(table, table=rows)


def _in_months() -> pl.Expr:
    """The time of a row in months, whatever it is told in."""
    at_gate = (pl.col("statistic") == _SCREENED) & pl.col("outcome").is_in(list(_GATES))
    in_days = pl.col("statistic").is_in(list(_IN_DAYS)) | at_gate
    return pl.when(in_days).then(pl.col("time") / _DAYS_PER_MONTH).otherwise("time")


def _require_told(answer: Answer, table: str) -> None:
    if not is_left_out(answer[table].to_polars()):
        return
    if answer[table].to_polars()["reason"][0] == OF_WHOLE:
        raise ResearchKitError(
            f"`{table}` is told of the whole project only, and this answer is about a part of its participants. Ask "
            f"`rk.{answer.name}` of the whole cohort."
        )
    raise ResearchKitError(
        f"`{table}` is about everybody referred, and this part was chosen by the index date, which only those enrolled "
        'have. Make the part with `counted_from="referral"`.'
    )


def _part(table: ResultTable, words: Words) -> str:
    """Whose numbers they are, where not everybody's; empty where they are."""
    noted = str(table.provenance.notes.get("part", ""))
    told = [_part_fact(*fact.split("=", 1), words=words) for fact in noted.split(";") if fact]
    return f"{words.text('explore-part')}: {', '.join(one for one in told if one)}" if told else ""


def _part_fact(name: str, value: str, *, words: Words) -> str:
    if name in ("since", "until"):
        return words.text(f"explore-{name}", day=value)
    if name == "counted_from":
        return words.text("explore-by-referral") if value == "referral" else ""
    return words.group(Group(((name, value),)))


def _written(measure: Measure) -> str:
    return repr(tuple(measure))


def _require(said: str, among: tuple[str, ...], what: str) -> None:
    if said in among:
        return
    meant = did_you_mean(said, among)
    raise ResearchKitError(f"there is no {what} `{said}`.{meant} There are: {', '.join(among)}.")
