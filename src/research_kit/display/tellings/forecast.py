"""What the present rate gives by the end (METHODS M9.2): a range, and the chance of reaching the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import of_ten
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.cells import DataTable, missing, share, without_empty
from research_kit.display.figures.dot_plot import DotPlot, DotRow
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import missing_words
from research_kit.display.figures.marks import TOTAL
from research_kit.display.figures.scale import scale_of
from research_kit.display.rows import Row
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.target_words import Target, about_all, target_name, target_values
from research_kit.display.tellings.telling import Telling
from research_kit.display.words import Words, capital, lower_first
from research_kit.display.written import written


def _heading(rows: Sequence[Row], words: Words) -> str:
    row = next((r for r in about_all(rows, "forecast_final") if r.shown), None)
    if row is None or row.lower is None or row.upper is None:
        return words.text("heading-forecast-plain")
    values, write = target_values(rows), written("participants", words).digits
    name, target = target_name(row, words), values.get(row.measure)
    if target is None:
        return words.text("heading-forecast-plain")
    return words.text("heading-forecast", name=name, lo=write(row.lower), hi=write(row.upper), target=write(target))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    values = target_values(rows)
    chances = _chances(rows)
    said = []
    for row in about_all(rows, "forecast_final"):
        if not row.shown or row.lower is None or row.upper is None or row.measure not in values:
            said.append(f"{capital(target_name(row, words))}: {lower_first(row_sentence(row, words, k=table.k))}")
            continue
        write = written("participants", words).digits
        main = words.text(
            "forecast-sentence",
            name=capital(target_name(row, words)),
            lo=write(row.lower),
            hi=write(row.upper),
            target=write(values[row.measure]),
        )
        chance = chances.get(row.measure)
        odds = [] if chance is None else [_chance(chance.estimate or 0.0, words)]
        wide = [words.text("attainment-wide")] if row.status == "wide" else []
        said.append(dated_sentence(" ".join([main, *odds, *wide]), [row], words))
    return said


def _chance(p: float, words: Words) -> str:
    """The chance of reaching a target in tenths; near none or all, less or more than the nearest tenth that is one."""
    tenths = words.number.tenths(p)
    if tenths in (0, 10):
        return words.text("forecast-chance-small" if tenths == 0 else "forecast-chance-large")
    return words.text("forecast-chance", p=of_ten(p, words))


def _chances(rows: Sequence[Row]) -> dict[Target, Row]:
    """The chance of reaching each target; a forecast is never certain, so that nought or one was rounded too far."""
    return {r.measure: r for r in about_all(rows, "chance_of_reaching") if 0.0 < (r.estimate or 0.0) < 1.0}


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """The thick bar holds eight of ten, the thin one nearly all; the target stands in the label."""
    of, values = about_all(rows, "forecast_final"), target_values(rows)
    if not any(r.shown for r in of):
        return []
    writer = written("participants", words)
    ends = [v for r in of if r.shown for v in (r.estimate, r.lower, r.upper) if v is not None]
    legend = [("best", "forecast-middle"), ("likely", "forecast-80"), ("alarm", "forecast-95")]
    plot = DotPlot(
        rows=[_dot(r, values, words, k) for r in of],
        scale=scale_of([*ends, *values.values()], writer.tick, steps=writer.steps),
        axis=words.text("axis-forecast"),
        legend=[(mark, words.text(key)) for mark, key in legend],
        legend_title=words.text("read-title"),
    )
    return [draw_both(plot.draw, words.text("figure-title-forecast"), _described(plot.rows, words), id_=id_)]


def _described(dots: Sequence[DotRow], words: Words) -> str:
    """Every target's forecast with the range that holds eight of ten, and the one that holds nearly all."""
    write = written("participants", words).digits
    told = [
        words.text("desc-words", group=dot.label, words=dot.words)
        if dot.estimate is None or dot.bar is None
        else words.text(
            "desc-forecast",
            target=dot.label,
            value=dot.value,
            inner=words.number.range(*dot.bar, write),
            outer=dot.range.strip("()"),
        )
        for dot in dots
    ]
    return "; ".join(told) + "."


def _dot(row: Row, values: Mapping[Target, float], words: Words, k: int) -> DotRow:
    writer, name = written("participants", words), capital(target_name(row, words))
    label = dated(name, [row], words)
    if row.measure in values:
        label = words.text("target-named", name=label, target=writer.digits(values[row.measure]))
    if not row.shown or row.estimate is None:
        return DotRow(label=label, mark=TOTAL, words=missing_words(row, words, k=k), withheld=row.withheld)
    inner = None if row.alarm_lower is None or row.alarm_upper is None else (row.alarm_lower, row.alarm_upper)
    outer = None if row.lower is None or row.upper is None else (row.lower, row.upper)
    between = "" if outer is None else f"({words.number.range(*outer, writer.digits)})"
    value = writer.digits(row.estimate)
    return DotRow(label=label, mark=TOTAL, estimate=row.estimate, bar=inner, alarm=outer, value=value, range=between)


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    values, write = target_values(rows), written("participants", words).digits
    chances = _chances(rows)
    nothing = words.text("cell-none")
    lines = []
    for told in about_all(rows, "forecast_final"):
        label, (row,) = labelled(capital(target_name(told, words)), [told], words)
        shown = row.shown and row.estimate is not None
        within = (row.alarm_lower, row.alarm_upper), (row.lower, row.upper)
        limits = [
            words.number.range(a, b, write) if shown and a is not None and b is not None else nothing for a, b in within
        ]
        target = write(values[row.measure]) if row.measure in values else nothing
        middle = write(row.estimate or 0.0) if shown else missing(row, words)
        lines.append([label, target, middle, *limits, share(chances.get(row.measure), words)])
    heads = ["target", "goal", "forecast", "forecast-80", "forecast-95", "chance"]
    table = DataTable(
        caption=words.text("table-forecast"), columns=[words.text(f"column-{head}") for head in heads], rows=lines
    )
    return [without_empty(table, nothing)]


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-forecast")] if any(r.shown for r in about_all(rows, "forecast_final")) else []


FORECAST = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
