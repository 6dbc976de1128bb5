"""Which of a partner's columns is which of ours in a table: every pair weighed, each column used once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from research_kit.desk.code_proposal import CodeQuestion, propose_codes, share_recognised
from research_kit.desk.column_fit import Fit, Seen, column_fit
from research_kit.desk.proposal import ColumnProposal, PartnerContext
from research_kit.desk.value_facts import DATE_FORMATS, ISO, ValueFacts
from research_kit.desk.words.likeness import plain
from research_kit.disclosure.house_rules import HEALTH_DIMENSIONS
from research_kit.study.schemas.columns import ColumnSpec

_LEAST = 0.4
_UNDECIDED = 0.7
_NEAR = 0.05
_LONE = 0.6
_SPELL = ("start", "end")
_MOSTLY = 0.8
_TEXT_WITH_CODES = frozenset({("referral", "org_id")})
"""Columns of the project's own words, of which some have a meaning to us."""
_ABOUT_NOBODY = frozenset({"activity_version", "item", "staff_training", "org", "benchmark", "indicator_value"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A partner's table whose cells have been looked at: `facts` of each named column, and how it writes its dates."""

    cells: pl.DataFrame
    facts: Mapping[str, ValueFacts]
    context: PartnerContext

    @property
    def date_format(self) -> str:
        """The form in which most columns of days are written."""
        columns = {form: sum(one.dates[form] >= _MOSTLY for one in self.facts.values()) for form in DATE_FORMATS}
        return max(columns, key=lambda form: columns[form]) if any(columns.values()) else ISO


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnChoice:
    """The columns of one table: those chosen, and for the others why nothing is proposed."""

    columns: tuple[ColumnProposal, ...]
    open: Mapping[str, str]


Pairs = Mapping[tuple[str, str], Fit]


def choose_columns(
    delivery: Delivery, table: str, known: Mapping[str, ColumnSpec], people: pl.Series | None
) -> ColumnChoice:
    """Each of the partner's columns and the one of ours that it most surely is; the order is the partner's.

    Parameters
    ----------
    delivery
        The partner's table.
    table, known
        Our table and its columns, those of persons' identifiers apart.
    people
        Who each row is about; null where nobody can be told apart.
    """
    questions = {
        ours: _question(delivery, table, spec, people) for ours, spec in known.items() if _has_codes(table, spec)
    }
    pairs = {
        (theirs, ours): column_fit(spec, _seen(delivery, table, theirs, spec, questions.get(ours)))
        for theirs in delivery.facts
        for ours, spec in known.items()
    }
    chosen = _chosen(pairs)
    lone = _lone_day(delivery, known, chosen)
    columns = [
        ColumnProposal(
            theirs=theirs, ours=ours, sureness=_with_rivals(pairs, chosen, theirs), why=pairs[theirs, ours].why
        )
        for theirs, ours in chosen.items()
    ]
    columns += lone
    chosen |= {one.theirs: one.ours for one in lone}
    order = list(delivery.facts)
    coded = [_with_codes(one, questions.get(one.ours), delivery) for one in columns]
    left = {theirs: _why_open(pairs, theirs) for theirs in order if theirs not in chosen}
    return ColumnChoice(columns=tuple(sorted(coded, key=lambda one: order.index(one.theirs))), open=left)


def _lone_day(delivery: Delivery, known: Mapping[str, ColumnSpec], chosen: Mapping[str, str]) -> list[ColumnProposal]:
    """The only columns of days that are left, for the days that the table cannot do without: for her to decide."""
    needed = [spec.name for spec in known.values() if spec.required and spec.kind in ("date", "partial_date")]
    asked = [ours for ours in needed if ours not in chosen.values()]
    days = [name for name, one in delivery.facts.items() if _are_days(one) and name not in chosen]
    if len(days) == len(_SPELL) and set(_SPELL) <= set(known) - set(chosen.values()):
        why = "two columns of days are left, the first day and the last; but their names are not known"
        return [
            ColumnProposal(theirs=theirs, ours=ours, sureness=_LONE, why=why)
            for theirs, ours in zip(days, _SPELL, strict=True)
        ]
    if len(asked) != 1 or len(days) != 1:
        return []
    why = "it is the only column of days that is left, but its name is not known"
    return [ColumnProposal(theirs=days[0], ours=asked[0], sureness=_LONE, why=why)]


def _are_days(facts: ValueFacts) -> bool:
    return max(*facts.dates.values(), facts.serials) >= _MOSTLY


def _question(delivery: Delivery, table: str, spec: ColumnSpec, people: pl.Series | None) -> CodeQuestion:
    context, words = delivery.context, delivery.context.vocabulary
    about = None if table in _ABOUT_NOBODY else people
    if about is None and table not in _ABOUT_NOBODY:
        about = pl.int_range(delivery.cells.height, eager=True).cast(pl.String)
    return CodeQuestion(
        spec=spec,
        words=words.codes(table, spec),
        spoken=words.spoken(table, spec),
        k=max(context.k, context.k_health) if spec.name in HEALTH_DIMENSIONS else context.k,
        people=about,
    )


def _seen(delivery: Delivery, table: str, theirs: str, spec: ColumnSpec, question: CodeQuestion | None) -> Seen:
    facts = delivery.facts[theirs]
    name = delivery.context.vocabulary.likeness_of_column(plain(theirs), table, spec.name)
    is_asked = question is not None and facts.filled and max(facts.dates.values()) < _MOSTLY
    recognised = share_recognised(delivery.cells[theirs], question) if question is not None and is_asked else 0.0
    return Seen(name=name, facts=facts, recognised=recognised, date_format=delivery.date_format)


def _chosen(pairs: Pairs) -> dict[str, str]:
    """The surest pair first, each column once."""
    chosen: dict[str, str] = {}
    for (theirs, ours), fit in sorted(pairs.items(), key=lambda pair: -pair[1].sureness):
        if fit.sureness >= _LEAST and theirs not in chosen and ours not in chosen.values():
            chosen[theirs] = ours
    return chosen


def _with_rivals(pairs: Pairs, chosen: Mapping[str, str], theirs: str) -> float:
    """How sure a choice is, once it has been seen how near the next one is."""
    ours = chosen[theirs]
    own = pairs[theirs, ours].sureness
    settled = {(a, b): pairs[a, b].sureness for a, b in chosen.items()}
    rivals = [
        fit.sureness
        for (a, b), fit in pairs.items()
        if (a == theirs) != (b == ours) and not _is_better_settled(settled, (a, b), fit.sureness, (theirs, ours))
    ]
    return min(own, _UNDECIDED) if max(rivals, default=0.0) > own - _NEAR else own


def _is_better_settled(
    settled: Mapping[tuple[str, str], float], pair: tuple[str, str], sureness: float, but: tuple[str, str]
) -> bool:
    """Whether the other column of a rival pair has a clearly surer place of its own."""
    others = [own for (a, b), own in settled.items() if (a, b) != but and (a == pair[0] or b == pair[1])]
    return any(own > sureness + _NEAR for own in others)


def _with_codes(one: ColumnProposal, question: CodeQuestion | None, delivery: Delivery) -> ColumnProposal:
    return one if question is None else replace(one, codes=propose_codes(delivery.cells[one.theirs], question))


def _has_codes(table: str, spec: ColumnSpec) -> bool:
    return bool(spec.codes) or (table, spec.name) in _TEXT_WITH_CODES


def _why_open(pairs: Pairs, theirs: str) -> str:
    against = [fit.against for (name, _), fit in pairs.items() if name == theirs and fit.against]
    return against[0] if against else "no column of ours is called anything like it"
