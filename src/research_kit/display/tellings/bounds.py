"""What the share would be had none, or all, of those lost got there (METHODS M6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, of_ten
from research_kit.display.as_of import dated, dated_sentence, labelled
from research_kit.display.beside_sentences import both, bound_sentence
from research_kit.display.cells import DataTable, count, missing, without_empty
from research_kit.display.figures.dot_plot import DotPlot, DotRow
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import missing_words
from research_kit.display.figures.marks import marks_of
from research_kit.display.figures.scale import SHARE_STEPS, scale_of
from research_kit.display.rows import EVERYBODY, Group, Row, beside, own_rows
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.telling import Telling, silent_sentence
from research_kit.display.words import Words

NONE, ALL, VERIFIED = "share_if_none_started", "share_if_all_started", "share_verified"


def _of(rows: Sequence[Row], group: Group) -> dict[str, Row]:
    """The rows of one group, by statistic."""
    return {r.statistic: r for r in own_rows(rows) if r.group == group and r.blocked_dimension is None}


def _ends(rows: Sequence[Row], group: Group) -> tuple[float, float] | None:
    """The two bounds of a group, where both may be seen."""
    of = _of(rows, group)
    low, high = (of[name].estimate if name in of and of[name].shown else None for name in (NONE, ALL))
    return None if low is None or high is None else (low, high)


def _heading(rows: Sequence[Row], words: Words) -> str:
    ends = _ends(rows, EVERYBODY)
    if ends is None:
        return words.text("heading-bounds-plain")
    row = _of(rows, EVERYBODY)[NONE]
    own = "-own" if words.has_own_outcome(row) else ""
    outcome = words.outcome(*row.measure)
    low, high = (words.number.tenths(end) for end in ends)
    if low == high:
        return words.text(f"heading-bounds-same{own}", x=of_ten(ends[0], words), outcome=outcome)
    written = {"lo": words.number.plain(low), "hi": words.number.plain(high)}
    return words.text(f"heading-bounds{own}", outcome=outcome, **written)


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    of = _of(rows, EVERYBODY)
    ends = _ends(rows, EVERYBODY)
    if ends is None:
        untold = [r for name, r in of.items() if name != VERIFIED and not r.shown]
        return [row_sentence(untold[-1], words, k=table.k)] if untold else silent_sentence(rows, words, table.k)
    said = [_between(of[NONE], ends, words), *_headline(rows, words)]
    told = [of[NONE], of[ALL], *(row for key, row in beside(rows).items() if key == (EVERYBODY, None))]
    verified = of.get(VERIFIED)
    if verified is not None and verified.shown:
        said.append(bound_sentence(verified, words))
        told.append(verified)
    return [dated_sentence(" ".join(said), told, words)]


def _between(row: Row, ends: tuple[float, float], words: Words) -> str:
    low, high = (both(end, words) for end in ends)
    if low == high:
        return words.text("bounds-nobody-lost", x=low)
    own = "-own" if words.has_own_outcome(row) else ""
    return words.text(f"bounds-sentence{own}", outcome=words.outcome(*row.measure), low=low, high=high)


def _headline(rows: Sequence[Row], words: Words) -> list[str]:
    row = beside(rows).get((EVERYBODY, None))
    return [] if row is None else [words.text("bounds-headline", x=both(row.estimate or 0.0, words))]


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """A bar from none to all, and the headline as a dot on it."""
    groups = list(dict.fromkeys(r.group for r in own_rows(rows) if r.blocked_dimension is None))
    marks, heads = marks_of(groups), beside(rows)
    dots: list[DotRow] = []
    for index, group in enumerate(groups):
        dot = _dot(rows, group, heads.get((group, None)), words, k)
        split = index > 0 and groups[index - 1].dimensions != group.dimensions
        dots.append(replace(dot, mark=marks[group], new_split=split))
    dots = [dot for dot in dots if dot.estimate is not None or dot.strong]
    if all(dot.estimate is None for dot in dots):
        return []
    values = [value for dot in dots for value in (dot.bar or ())]
    axis = words.text("axis-bounds", t=horizon(own_rows(rows)[0], words))
    plot = DotPlot(
        rows=dots,
        scale=scale_of(values, words.number.percent, steps=SHARE_STEPS),
        axis=axis,
        legend=[("best", words.text("read-headline")), ("likely", words.text("read-bounds"))],
        legend_title=words.text("read-title"),
    )
    title = words.text("figure-title-bounds", t=horizon(own_rows(rows)[0], words))
    return [draw_both(plot.draw, title, _described(plot, words), id_=id_)]


def _dot(rows: Sequence[Row], group: Group, head: Row | None, words: Words, k: int) -> DotRow:
    mark, of = marks_of([group])[group], _of(rows, group)
    label, strong = words.group(group), not group.codes
    ends = _ends(rows, group)
    if ends is None or head is None or head.estimate is None:
        untold = next((r for r in of.values() if not r.shown), head)
        said = words.text("word-insufficient-short") if untold is None else missing_words(untold, words, k=k)
        return DotRow(
            label=label, mark=mark, words=said, withheld=untold is not None and untold.withheld, strong=strong
        )
    percent, digits = words.number.percent, words.number.percent_digits
    between = f"({words.number.range(*ends, digits)})"
    return DotRow(
        label=dated(label, [of[NONE], of[ALL], head], words),
        mark=mark,
        estimate=head.estimate,
        bar=ends,
        value=percent(head.estimate),
        range=between,
        strong=strong,
    )


def _described(plot: DotPlot, words: Words) -> str:
    told = []
    for dot in plot.rows:
        if dot.bar is None:
            told.append(words.text("desc-words", group=dot.label, words=dot.words))
            continue
        low, high = (words.number.percent(end) for end in dot.bar)
        told.append(words.text("desc-bounds", group=dot.label, lo=low, hi=high, value=dot.value))
    return "; ".join(told) + "."


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One row per group: if none, if all, and those whom a register follows where that is told of any group."""
    rows = own_rows(rows)
    columns = {"column-none-started": NONE, "column-all-started": ALL}
    if any(r.statistic == VERIFIED and r.shown for r in rows):
        columns["column-verified"] = VERIFIED
    lines = []
    for group in dict.fromkeys(r.group for r in rows):
        label, told = labelled(words.group(group), list(_of(rows, group).values()), words)
        of = {row.statistic: row for row in told}
        first = of.get(NONE) or next(iter(of.values()))
        cells = [_percent(of.get(statistic), words) for statistic in columns.values()]
        lines.append([label, count(first.n, first, words), *cells])
    heads = [words.text(key) for key in ("column-group", "column-people", *columns)]
    caption = words.text("table-bounds", t=horizon(rows[0], words))
    return [without_empty(DataTable(caption=caption, columns=heads, rows=lines), words.text("cell-none"))]


def _percent(row: Row | None, words: Words) -> str:
    if row is None or not row.shown or row.estimate is None:
        return missing(row, words)
    return dated(words.number.percent(row.estimate), [row], words)


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-bounds")] if _ends(rows, EVERYBODY) is not None else []


BOUNDS = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
