"""The words around a figure: its sentences, how to read it, and what it does not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten, visible_gap
from research_kit.display.as_of import dated_sentence, has_carried, paragraphs
from research_kit.display.figures.curve_lines import CurveFigure
from research_kit.display.figures.group_curves import MOST_LINES, rising
from research_kit.display.gaps import gap_sentence, gap_verdict
from research_kit.display.headings import among, headline_row
from research_kit.display.rows import (
    EVERYBODY,
    HORIZON,
    SELF_SUPPORT,
    WIDE,
    Row,
    blocked,
    headline_rows,
    headline_time,
    own_rows,
)
from research_kit.display.sentences import flow_sentence, row_sentence
from research_kit.display.table_rows import SAID_ABOVE, tells_nothing
from research_kit.display.tellings import TELLINGS
from research_kit.display.tellings.states import told_jointly
from research_kit.display.words import Words, capital, lower_first

_ESTIMATED = frozenset({"within", "curve", "median", "months", "gaps", *TELLINGS})


def sentences_of(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    """The item's sentences: the total's first, then what to notice, then what the design forbids."""
    if not rows:
        return [words.text("missing-sentence")]
    if table.name in TELLINGS:
        said = TELLINGS[table.name].sentences(table, rows, words)
    else:
        said = _SENTENCES.get(table.name, _total)(rows, words, table.k)
    return [*said, *forbidden(table.name, rows, words)]


def _total(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    row = headline_row(rows)
    return [] if row is None else [row_sentence(row, words, k=k)]


def forbidden(name: str, rows: Sequence[Row], words: Words) -> list[str]:
    """What the design does not let anybody compare, and why; where the same answer has not said so above."""
    if name in SAID_ABOVE:
        return []
    reasons: dict[str, list[str]] = {}
    for row in blocked(rows):
        name = lower_first(words.dimension(row.blocked_dimension or ""))
        reasons.setdefault(words.reason(row.reason), []).append(name)
    return [
        words.text("blocked-dimensions", list=capital(listed(names, words)), reason=reason)
        for reason, names in reasons.items()
    ]


def _within(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    row = headline_row(rows)
    told: list[tuple[str, Row]] = []
    if row is not None:
        own = row_sentence(replace(row, as_of=None), words, k=k)
        told.append((" ".join([own, *_not_yet_told(rows, words)]), row))
    told += _definition(rows, words, WIDE, "within-wide")
    told += _definition(rows, words, SELF_SUPPORT, "within-self-support")
    return [*paragraphs(told, words), *_extremes(rows, words)]


def _not_yet_told(rows: Sequence[Row], words: Words) -> list[str]:
    """Why the headline stops before 12 months, where it does."""
    later = [r for r in headline_rows(rows) if r.group == EVERYBODY and r.time == HORIZON and not r.shown]
    if not later or headline_time(rows) == HORIZON:
        return []
    return [words.text("within-not-yet", t=words.number.months(HORIZON), reason=words.reason(later[0].reason))]


def _definition(rows: Sequence[Row], words: Words, measure: tuple[str, str], key: str) -> list[tuple[str, Row]]:
    """What another definition of success makes of the headline, and the row that says so."""
    time = headline_time(rows)
    of = [r for r in rows if r.measure == measure and r.group == EVERYBODY and r.time == time and r.shown]
    if not of or headline_rows(rows)[0].measure == measure or of[0].estimate is None:
        return []
    share = of[0].estimate
    return [(words.text(key, x=of_ten(share, words), percent=words.number.percent(share)), of[0])]


def _extremes(rows: Sequence[Row], words: Words) -> list[str]:
    """The lowest and the highest group of the finest split, and whether their likely ranges meet."""
    time = headline_time(rows)
    groups = [r for r in headline_rows(rows) if r.group != EVERYBODY and r.blocked_dimension is None]
    of = [r for r in groups if r.shown and r.time == time]
    some = "-shown" if {r.group for r in groups} - {r.group for r in of} else ""
    if not of:
        return []
    depth = max(len(r.group.codes) for r in of)
    finest = [r for r in of if len(r.group.codes) == depth]
    finest = [r for r in finest if r.group.dimensions == finest[0].group.dimensions]
    low = min(finest, key=lambda r: r.estimate or 0.0)
    high = max(finest, key=lambda r: r.estimate or 0.0)
    if low.estimate == high.estimate:
        return []
    said = words.text(
        f"within-extremes{some}",
        low=words.in_sentence(low.group),
        lowest=words.number.percent(low.estimate or 0.0),
        high=words.in_sentence(high.group),
        highest=words.number.percent(high.estimate or 0.0),
    )
    apart = low.upper is not None and high.lower is not None and low.upper < high.lower
    said = f"{said} {words.text('within-apart' if apart else 'within-overlap')}"
    return [dated_sentence(said, of, words)]


def _curve(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    del k
    of = rising(headline_rows(rows))
    first = next((r for r in of if r.blocked_dimension is None), None)
    if first is None:
        return []
    own = "-own" if words.has_own_outcome(first) else ""
    said = [words.text(f"curve-sentence{own}", outcome=words.outcome(*first.measure))]
    inside = [r for r in of if r.group == EVERYBODY and r.shown and 0 < (r.time or 0) <= HORIZON]
    last = max((r.time or 0 for r in inside), default=HORIZON)
    shown = [r for r in inside if r.time in (3.0, 6.0, last)]
    points = [
        words.text("curve-point", percent=words.number.percent(r.estimate or 0.0), t=words.number.months(r.time or 0))
        for r in shown
    ]
    at = [dated_sentence(words.text("curve-at", list=listed(points, words)), shown, words)] if points else []
    return [" ".join([*said, *at])]


def listed(items: Sequence[str], words: Words) -> str:
    """The items as a list in a sentence."""
    return words.listed(items)


def _gaps(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    compared = [r for r in headline_rows(rows) if r.blocked_dimension is None]
    told = [r for r in compared if gap_verdict(r) != "none"]
    established = [r for r in told if gap_verdict(r) == "established"]
    if established:
        return [row_sentence(r, words, k=k) for r in established[:3]]
    if told:
        shares = [r for r in told if "months" not in r.statistic] or told
        return [*(dated_sentence(gap_sentence(r, words), [r], words) for r in shares[:3]), words.text("gap-check")]
    seen = [r for r in compared if r.shown and r.smallest_visible_gap is not None and "months" not in r.statistic]
    if not seen:
        return [row_sentence(r, words, k=k) for r in compared[:1]]
    largest = max(seen, key=lambda r: r.smallest_visible_gap or 0.0)
    gap = visible_gap(largest.smallest_visible_gap or 0.0, largest.statistic, words)
    return [dated_sentence(words.text(f"gaps-none-seen{among(rows)}", gap=gap), seen, words)]


def _flow(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    del k
    return [flow_sentence(rows, words)]


def _composition(rows: Sequence[Row], words: Words, k: int) -> list[str]:
    del k
    said = words.text("composition-sentence")
    of = [r for r in rows if r.shown and r.group.codes and not (r.group.is_unknown or r.group.is_target)]
    of = [r for r in of if (r.estimate or 0) < 1]
    if not any(len(r.group.codes) > 1 for r in of):
        return [said]
    largest = max(of, key=lambda r: (len(r.group.codes), r.estimate or 0.0))
    share = words.number.percent(largest.estimate or 0.0)
    lead = words.text("composition-lead", group=words.in_sentence(largest.group), percent=share)
    return [f"{said} {dated_sentence(lead, of, words)}"]


_SENTENCES: dict[str, Callable[[Sequence[Row], Words, int], list[str]]] = {
    "within": _within,
    "curve": _curve,
    "gaps": _gaps,
    "flow": _flow,
    "composition": _composition,
}


def caption_of(name: str, rows: Sequence[Row], words: Words, *, curves: Sequence[CurveFigure] = ()) -> str:
    """How to read the figure; nothing where it holds words only."""
    if name in _ESTIMATED and not any(r.shown for r in own_rows(rows)):
        return ""
    if name == "curve":
        carried = [words.text("caption-carried")] if has_carried(own_rows(rows)) else []
        return " ".join([_curve_caption(words, curves), *carried])
    if name == "states" and told_jointly(rows):
        return words.text("caption-states-jointly")
    if name == "flow":
        return " ".join([words.text("caption-flow"), *_flow_counts(rows, words)])
    key = f"caption-{name}"
    return words.text(key) if words.known(key) else ""


def _flow_counts(rows: Sequence[Row], words: Words) -> list[str]:
    """Why the last stage is less than all those of whom it is known how it went."""
    stages = {r.statistic for r in rows if r.n is not None}
    return [words.text("caption-flow-every-stage")] if {"followed_4", "outcome_known"} <= stages else []


def _curve_caption(words: Words, curves: Sequence[CurveFigure]) -> str:
    if any(len(figure.lines) > MOST_LINES for figure in curves[:1]):
        return words.text("caption-curve-panels")
    lines = [line for figure in curves for line in figure.lines]
    by_gender = all(any(line.by_gender for line in figure.lines) for figure in curves)
    shapes = {line.mark.shape for line in lines} if by_gender else set()
    said = [words.text("caption-curve")]
    if {"circle", "square"} <= shapes:
        said.append(words.text("caption-curve-gender"))
    return " ".join(said)


def not_said(name: str, rows: Sequence[Row], words: Words) -> str:
    """What the item does not say; nothing where it says nothing."""
    if name in _ESTIMATED and tells_nothing(name, rows):
        return ""
    own = any(words.has_own_outcome(r) for r in rows)
    key = f"not-said-{name}-own"
    if own and words.known(key):
        return words.text(key)
    return words.text(f"not-said-{name}") if words.known(f"not-said-{name}") else ""
