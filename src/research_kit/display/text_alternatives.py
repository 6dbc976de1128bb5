"""What a figure shows, in words for those who do not see it: written from the same numbers, all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from research_kit.display.figures.curve_lines import CurveFigure
from research_kit.display.figures.dot_plot import DotPlot, DotRow
from research_kit.display.figures.flow_bars import Stage
from research_kit.display.figures.share_bars import ShareBar
from research_kit.display.words import Words


def describe_dots(plot: DotPlot, words: Words, write: Callable[[float], str]) -> str:
    """Every group's estimate, likely range and alarm bar."""
    told = "; ".join(_dot(row, words, write) for row in plot.rows) + "."
    return " ".join([told, *(note for note, _ in plot.notes)])


def _dot(row: DotRow, words: Words, write: Callable[[float], str]) -> str:
    if row.estimate is None:
        return words.text("desc-words", group=row.label, words=row.words)
    if row.bar is None:
        return words.text("desc-estimate", group=row.label, value=row.value)
    values = {"group": row.label, "value": row.value, "range": row.range.strip("()")}
    if row.alarm is None:
        return words.text("desc-likely", **values)
    return words.text("desc-alarm", **values, alarm=words.number.range(*row.alarm, write))


def describe_curves(figure: CurveFigure, words: Words) -> str:
    """Every group's share at its last time with the likely range, then how many are followed."""
    by_end: dict[float, list[str]] = {}
    for line in figure.lines:
        one = words.text("desc-estimate", group=line.label, value=f"{line.value} {line.range}".strip())
        by_end.setdefault(line.end[0], []).append(one)
    said = [
        words.text("desc-curve", t=words.number.months(time), list="; ".join(items))
        for time, items in sorted(by_end.items(), reverse=True)
    ]
    for line in figure.lines:
        at = [
            words.text("followed-at", n=n, t=words.number.months(t))
            for t, n in line.followed.items()
            if t in figure.times
        ]
        if at:
            said.append(words.text("desc-followed", group=line.label, list=", ".join(at)))
    return " ".join([*said, *(note for note, _ in figure.notes)])


def describe_bars(bars: Sequence[ShareBar], words: Words) -> str:
    """Every group's part."""
    return (
        "; ".join(
            words.text("desc-estimate", group=bar.label, value=f"{bar.value} {bar.detail}".strip()) for bar in bars
        )
        + "."
    )


def describe_flow(stages: Sequence[Stage], words: Words) -> str:
    """Every stage's count and why people did not come further."""
    said = []
    for stage in stages:
        count = stage.count if stage.n is not None else words.text("word-suppressed")
        text = words.text("desc-words", group=stage.label, words=count)
        said.append(", ".join(part for part in (text, stage.lost_words, stage.why) if part))
    return "; ".join(said) + "."
