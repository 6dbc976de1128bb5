"""How far each target is reached, and whether that can be told (METHODS M9.1)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated_sentence, labelled
from research_kit.display.cells import DataTable, count, share
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import blocked_dots, labelled_dots
from research_kit.display.rows import EVERYBODY, Row
from research_kit.display.sentences import row_sentence
from research_kit.display.tellings.target_words import about_all, rows_about, target_name, target_values, with_target
from research_kit.display.tellings.telling import Telling
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words, capital, lower_first

_VERDICTS = ("ABOVE", "BELOW", "CANNOT_TELL")


def verdict_on(row: Row) -> str:
    """Whether a target is reached, or that it cannot be told."""
    return row.reason if row.reason in _VERDICTS else "CANNOT_TELL"


def _heading(rows: Sequence[Row], words: Words) -> str:
    shown = [r for r in about_all(rows, "share_attained") if r.shown]
    if not shown:
        return words.text("heading-attainment-plain")
    verdicts = set(_by_target(shown).values())
    mixed = next((key for key in ("BELOW", "ABOVE") if key in verdicts), "")
    key = verdicts.pop() if len(verdicts) == 1 else "mixed" if {"ABOVE", "BELOW"} <= verdicts else f"some-{mixed}"
    return words.text(f"heading-attainment-{key}")


def _by_target(shown: Sequence[Row]) -> dict[str | None, str]:
    """The verdict on each target: where its readings differ, it cannot be told."""
    found: dict[str | None, set[str]] = {}
    for row in shown:
        found.setdefault(row.outcome, set()).add(verdict_on(row))
    return {name: verdicts.pop() if len(verdicts) == 1 else "CANNOT_TELL" for name, verdicts in found.items()}


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    values, said = target_values(rows), []
    for row in about_all(rows, "share_attained"):
        if not row.shown or row.measure not in values:
            said.append(f"{capital(target_name(row, words))}: {lower_first(row_sentence(row, words, k=table.k))}")
            continue
        percent, digits = words.number.percent, words.number.percent_digits
        between = "" if row.lower is None else words.number.range(row.lower, row.upper or 1.0, digits)
        main = words.text(
            "attainment-sentence",
            name=capital(target_name(row, words)),
            x=percent(row.estimate or 0.0),
            target=percent(values[row.measure]),
            range=between,
            verdict=words.text(f"attainment-{verdict_on(row)}"),
        )
        wide = [words.text("attainment-wide")] if row.status == "wide" else []
        said.append(dated_sentence(" ".join([main, *wide]), [row], words))
    return said


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """Every target of everybody, then every group of the first."""
    everybody = about_all(rows, "share_attained")
    if not any(r.shown for r in everybody):
        return []
    values = target_values(rows)
    named = [(r, with_target(r, values, words, briefly=True)) for r in everybody]
    groups = [
        r for r in rows_about(rows, "share_attained") if r.group != EVERYBODY and r.measure == everybody[0].measure
    ]
    axis = words.text("axis-attainment", name=target_name(everybody[0], words))
    of = [*named, *((r, "") for r in groups)]
    plot = labelled_dots(of, words, k=k, axis=axis, more=blocked_dots(rows, words))
    if plot is None:
        return []
    text = describe_dots(plot, words, words.number.percent_digits)
    return [draw_both(plot.draw, words.text("figure-title-attainment"), text, id_=id_)]


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """A table for each target: one line per group."""
    values, tables = target_values(rows), []
    told = rows_about(rows, "share_attained")
    for measure in dict.fromkeys(r.measure for r in told):
        lines = []
        for own in [r for r in told if r.measure == measure]:
            label, (row,) = labelled(words.group(own.group), [own], words)
            verdict = words.text(f"attainment-{verdict_on(row)}") if row.shown else words.text("cell-none")
            lines.append([label, count(row.n, row, words), share(row, words), verdict])
        heads = [words.text(f"column-{name}") for name in ("group", "people", "share", "status")]
        of = next(r for r in told if r.measure == measure)
        caption = words.text("table-attainment", name=with_target(of, values, words))
        tables.append(DataTable(caption=caption, columns=heads, rows=lines))
    return tables


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    return [words.text("sure-attainment")] if any(r.shown for r in about_all(rows, "share_attained")) else []


ATTAINMENT = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
