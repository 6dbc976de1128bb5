"""The figures of each released table, as SVG with their text alternatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from research_kit.display.amounts import times_of
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.flow_bars import draw_flow
from research_kit.display.figures.group_curves import curve_figures, draw_curves
from research_kit.display.figures.group_dots import gap_dots, months_dots, share_dots
from research_kit.display.figures.participant_bars import composition_bars, flow_stages, known_bars
from research_kit.display.figures.share_bars import ShareBar, draw_share_bars
from research_kit.display.rows import Row, headline_rows, headline_time
from research_kit.display.tellings import TELLINGS
from research_kit.display.text_alternatives import describe_bars, describe_curves, describe_dots, describe_flow
from research_kit.display.words import Words


def pictures(name: str, rows: Sequence[Row], words: Words, *, k: int, id_: str) -> list[str]:
    """The SVG of each figure of one released table: two drawings each, wide and narrow."""
    maker = TELLINGS[name].pictures if name in TELLINGS else _MAKERS.get(name, _within)
    return maker(rows, words, k, id_)


def _first(rows: Sequence[Row]) -> Row | None:
    return next((r for r in headline_rows(rows) if r.blocked_dimension is None), None)


def _title(key: str, rows: Sequence[Row], words: Words) -> str:
    row = _first(rows)
    if row is None:
        return words.text(f"figure-title-{key}", outcome="", t="")
    own = "-own" if words.has_own_outcome(row) and words.known(f"figure-title-{key}-own") else ""
    time = times_of([r for r in headline_rows(rows) if r.blocked_dimension is None], words)
    return words.text(f"figure-title-{key}{own}", outcome=words.outcome(*row.measure), t=time)


def _within(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    plot = share_dots(rows, words, k=k)
    if plot is None:
        return []
    time = headline_time(rows)
    title = _title("within", [r for r in rows if r.time == time], words)
    return [draw_both(plot.draw, title, describe_dots(plot, words, words.number.percent_digits), id_=id_)]


def _months_like(rows: Sequence[Row], words: Words, k: int, id_: str, *, key: str) -> list[str]:
    row = _first(rows)
    if row is None:
        return []
    own = "-own" if words.has_own_outcome(row) and words.known(f"axis-{key}-own") else ""
    time = times_of([r for r in headline_rows(rows) if r.blocked_dimension is None], words)
    axis = words.text(f"axis-{key}{own}", outcome=words.outcome(*row.measure), t=time)
    plot = months_dots(rows, words, k=k, axis=axis)
    if plot is None:
        return []
    text = describe_dots(plot, words, words.number.months_tenths)
    return [draw_both(plot.draw, _title(key, rows, words), text, id_=id_)]


def _gaps(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    compared = [r for r in headline_rows(rows) if r.blocked_dimension is None]
    drawn: list[str] = []
    for statistic in dict.fromkeys(r.statistic for r in compared):
        of = [r for r in compared if r.statistic == statistic]
        kind = "gap_months" if "months" in statistic else "gap_within"
        plot = gap_dots(of, words, k=k, axis=words.text(f"axis-{kind}"))
        if plot is None:
            continue
        if drawn:
            plot = replace(plot, legend=())  # explained in the figure above
        write = words.number.months_tenths if kind == "gap_months" else words.number.points
        title = words.text(f"figure-title-{kind}", t=times_of(of, words))
        drawn.append(draw_both(plot.draw, title, describe_dots(plot, words, write), id_=f"{id_}-{kind}"))
    return drawn


def _curve(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    del k
    drawn = []
    for index, figure in enumerate(curve_figures(rows, words)):
        if not figure.lines:
            continue
        row = _first(rows)
        own = "-own" if row is not None and words.has_own_outcome(row) else ""
        outcome = words.outcome(*row.measure) if row is not None else ""
        time = words.number.months(figure.horizon)
        title = words.text(f"figure-title-curve{own}", outcome=outcome, t=time)
        text = describe_curves(figure, words)
        drawn.append(draw_both(partial(draw_curves, figure=figure), title, text, id_=f"{id_}-{index}"))
    return drawn


def _flow(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    del k
    stages = flow_stages(rows, words)
    if not stages:
        return []
    draw = partial(draw_flow, stages=stages, withheld=words.text("word-suppressed"))
    return [draw_both(draw, words.text("figure-title-flow"), describe_flow(stages, words), id_=id_)]


def _bars(bars: Sequence[ShareBar], words: Words, id_: str, *, key: str, axis: str) -> list[str]:
    if not bars:
        return []
    ticks = [words.number.percent(share) for share in (0, 0.25, 0.5, 0.75, 1)]
    draw = partial(draw_share_bars, bars=bars, axis=words.text(axis), ticks=ticks)
    return [draw_both(draw, words.text(f"figure-title-{key}"), describe_bars(bars, words), id_=id_)]


def _composition(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    return _bars(composition_bars(rows, words, k=k), words, id_, key="composition", axis="axis-share")


def _known(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    return _bars(known_bars(rows, words, k=k), words, id_, key="known", axis="axis-known")


_MAKERS: dict[str, Callable[[Sequence[Row], Words, int, str], list[str]]] = {
    "flow": _flow,
    "composition": _composition,
    "known": _known,
    "within": _within,
    "curve": _curve,
    "median": partial(_months_like, key="median"),
    "months": partial(_months_like, key="months"),
    "gaps": _gaps,
}
