"""A decision that has been measured again, as a card: verdict, before and after, who, how sure, what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from research_kit.display.cells import DataTable, without_empty
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.scale import scale_of
from research_kit.display.loop.change_words import change_sentences, is_settled, settled_gap, why_untold
from research_kit.display.loop.claims import change_range, change_writer, is_gap, what_is_measured, whom, writer_of
from research_kit.display.loop.decision_words import facts_of, hoped_for, quarter_of, title_of, unseen_of
from research_kit.display.loop.rebound_figure import ReboundFigure
from research_kit.display.words import Words, capital
from research_kit.ledger.decision import Baseline, Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.told_loop import ToldDecision
from research_kit.results.finding import last_day_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What the template needs of one decision."""

    kind: str
    tag: str
    is_new: bool
    title: str
    sentences: Sequence[str]
    picture: str
    caption: str
    tables: Sequence[DataTable]
    facts: Sequence[tuple[str, str]]
    sure: Sequence[str]
    not_said: str


def card_of(told: ToldDecision, words: Words, *, id_: str) -> Card:
    """The card of a decision that has been measured again."""
    decision, measured = told.decision, told.remeasurement
    if measured is None:
        raise ValueError(f"{decision.id} has not been measured again")
    picture = _picture(decision, measured, words, id_=id_)
    return Card(
        kind=measured.verdict,
        tag=_tag(decision, measured, words),
        is_new=told.is_new,
        title=title_of(decision),
        sentences=[_decided(decision, words), *change_sentences(decision, measured, words)],
        picture=picture,
        caption=_caption(measured, words) if picture else "",
        tables=_tables(decision, measured, words),
        facts=facts_of(told, words),
        sure=_sure(decision, measured, words),
        not_said=words.text(f"not-said-{measured.verdict}"),
    )


def _tag(decision: Decision, measured: Remeasurement, words: Words) -> str:
    """The verdict; with what chance had a part in, where it had a large one."""
    key = f"decided_then-{measured.verdict}"
    return words.text(f"{key}-rebound" if settled_gap(decision, measured) else key)


def _decided(decision: Decision, words: Words) -> str:
    """When it was decided, what it was to do, and whom it is followed in."""
    claim = decision.metric
    said = words.text(
        "decided-when",
        quarter=quarter_of(decision.decided_on, words),
        measure=what_is_measured(claim, words),
        group=whom(claim, words),
    )
    return " ".join([said, *hoped_for(decision, words)])


def _picture(decision: Decision, measured: Remeasurement, words: Words, *, id_: str) -> str:
    """Before and after, with the expected rebound; nothing where either number is not told."""
    if measured.estimate_before is None or measured.estimate_after is None:
        return ""
    figure = _figure(decision, measured, words)
    title = words.text("figure-title-rebound", measure=capital(figure.axis), group=whom(decision.metric, words))
    return draw_both(figure.draw, title, _described(figure, decision, words), id_=id_)


def _figure(decision: Decision, measured: Remeasurement, words: Words) -> ReboundFigure:
    write = writer_of(decision.metric, decision.unit, words)
    before, now = measured.estimate_before or 0.0, measured.estimate_after or 0.0
    likely = _limits(measured)
    pooled = None if measured.expected_rebound is None else before + measured.expected_rebound
    values = [value for value in (before, now, pooled, *(likely or ())) if value is not None]
    gap = is_gap(decision.metric)
    return ReboundFigure(
        before=(before, words.text("label-before", value=write.value(before))),
        after=(now, words.text("label-after", value=write.value(now))),
        scale=scale_of(values, write.tick, steps=write.steps),
        axis=what_is_measured(decision.metric, words),
        likely=likely,
        expected=None if pooled is None else (pooled, _expected_label(decision, measured, words)),
        nought=words.text("no-gap") if gap else "",
    )


def _expected_label(decision: Decision, measured: Remeasurement, words: Words) -> str:
    rebound = measured.expected_rebound or 0.0
    if not is_settled(rebound):
        return words.text("label-no-rebound")
    return words.text("label-rebound", size=change_writer(decision.unit, words).value(abs(rebound)))


def _limits(measured: Remeasurement) -> tuple[float, float] | None:
    """Of the number after the change."""
    if measured.after_lower is None or measured.after_upper is None:
        return None
    return measured.after_lower, measured.after_upper


def _described(figure: ReboundFigure, decision: Decision, words: Words) -> str:
    """Every number of the figure in words."""
    said = [f"{figure.before[1]}.", f"{figure.after[1]}."]
    if figure.likely is not None:
        write = writer_of(decision.metric, decision.unit, words)
        between = words.number.range(*figure.likely, write.digits)
        said.append(words.text("desc-after-likely", range=between))
    if figure.expected is not None:
        said.append(capital(f"{figure.expected[1]}."))
    return " ".join(said)


def _caption(measured: Remeasurement, words: Words) -> str:
    """How to read the marks that the figure has."""
    settled = measured.expected_rebound is not None and is_settled(measured.expected_rebound)
    said = [words.text("caption-rebound" if settled else "caption-before-after")]
    return " ".join([*said, *([words.text("caption-likely")] if _limits(measured) else [])])


def _tables(decision: Decision, measured: Remeasurement, words: Words) -> list[DataTable]:
    """Before, what was expected with nothing changed, and after."""
    baseline = decision.baseline
    if baseline is None or measured.estimate_after is None:
        return []
    day, before = words.number.day(decision.measured_from), _before(baseline, words)
    n = words.text("cell-none") if measured.n_after is None else words.number.count(measured.n_after)
    lines = [
        _line(before, baseline.estimate, (baseline.lower, baseline.upper), decision, words),
        *_unchanged(baseline, decision, words),
        _line(words.text("row-after", day=day), measured.estimate_after, _limits(measured), decision, words, people=n),
    ]
    heads = [words.text(f"column-{name}") for name in ("when", "people", "number", "likely")]
    measure, group = capital(what_is_measured(decision.metric, words)), whom(decision.metric, words)
    caption = words.text("table-rebound", measure=measure, group=group)
    return [without_empty(DataTable(caption=caption, columns=heads, rows=lines), words.text("cell-none"))]


def _before(baseline: Baseline, words: Words) -> str:
    """Which report the number before stood in."""
    if not baseline.as_of:
        return words.text("row-before-undated")
    return words.text("row-before", quarter=quarter_of(last_day_of(baseline.as_of), words))


def _unchanged(baseline: Baseline, decision: Decision, words: Words) -> list[list[str]]:
    """What would be expected with nothing changed, where that is known."""
    if baseline.pooled is None or baseline.pooled_lower is None or baseline.pooled_upper is None:
        return []
    limits = (baseline.pooled_lower, baseline.pooled_upper)
    return [_line(words.text("row-unchanged"), baseline.pooled, limits, decision, words)]


def _line(
    head: str,
    value: float,
    limits: tuple[float, float] | None,
    decision: Decision,
    words: Words,
    *,
    people: str = "",
) -> list[str]:
    write, none = writer_of(decision.metric, decision.unit, words), words.text("cell-none")
    likely = none if limits is None else words.number.range(*limits, write.digits)
    return [head, people or none, write.value(value), likely]


def _sure(decision: Decision, measured: Remeasurement, words: Words) -> list[str]:
    if measured.estimate_after is None:
        return [capital(why_untold(measured, words))]
    return [words.text(f"sure-{measured.verdict}"), *_beyond(decision, measured, words)]


def _beyond(decision: Decision, measured: Remeasurement, words: Words) -> list[str]:
    """What lies beyond chance, and what could not have been seen."""
    if measured.verdict == "cannot_be_told":
        return unseen_of(decision, measured, words)
    if measured.expected_rebound is None or measured.beyond_lower is None or measured.beyond_upper is None:
        return []
    beyond = change_range(measured.beyond_lower, measured.beyond_upper, decision.unit, words)
    return [words.text("sure-beyond", range=beyond)]
