"""How alike the participants and the people outside the project are: the checks, and how far they overlap."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, limits, missing
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import labelled_dots
from research_kit.display.rows import Row
from research_kit.display.tellings.effect_checks import PREFIX, check_value
from research_kit.display.tellings.outside import compared, not_told
from research_kit.display.tellings.telling import Telling, no_pictures
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words, capital

_PASSED = "PASSED"
_VERDICTS = (_PASSED, "WARNING", "FAILED", "UNBALANCED")
_SIDES = ("in_project", "outside_project")


def _checks(rows: Sequence[Row]) -> list[Row]:
    return [r for r in compared(rows) if r.statistic.startswith(PREFIX) and r.status == "ok" and r.reason in _VERDICTS]


def _heading(rows: Sequence[Row], words: Words) -> str:
    checks = _checks(rows)
    if not checks:
        return words.text("heading-outside_checks-plain")
    every = all(r.reason == _PASSED for r in checks)
    return words.text(f"heading-outside_checks-{'passed' if every else 'some'}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    checks = _checks(rows)
    if not checks:
        return list(dict.fromkeys(not_told(row, words) for row in compared(rows)))
    what = capital(words.text("outside-others"))
    failed = [words.text(f"check-{r.statistic.removeprefix(PREFIX)}") for r in checks if r.reason != _PASSED]
    if not failed:
        return [dated_sentence(words.text("checks-passed", what=what), checks, words)]
    said = words.text("checks-failed", what=what, list=", ".join(dict.fromkeys(failed)))
    return [dated_sentence(said, checks, words)]


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    lines = [
        [
            capital(words.outcome(row.outcome, row.cause)),
            capital(words.text(f"check-{row.statistic.removeprefix(PREFIX)}")),
            check_value(row, words),
            words.text(f"cell-check-{row.reason}"),
        ]
        for row in _checks(rows)
    ]
    heads = [words.text(f"column-{name}") for name in ("outcome", "check", "value", "verdict")]
    return [DataTable(caption=words.text("table-outside_checks"), columns=heads, rows=lines)] if lines else []


def _always(rows: Sequence[Row], words: Words) -> list[str]:
    del rows, words
    return []


OUTSIDE_CHECKS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_always)


def _shown(rows: Sequence[Row]) -> list[Row]:
    return [r for r in compared(rows) if r.shown and r.cause in _SIDES]


def _overlap_heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-outside_overlap{'' if _shown(rows) else '-plain'}")


def _overlap_sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    of = _shown(rows)
    if not of:
        return list(dict.fromkeys(not_told(row, words) for row in compared(rows)))
    return [dated_sentence(words.text("outside_overlap-sentence"), of, words)]


def _label(row: Row, words: Words) -> str:
    return capital(words.text(f"side-{row.cause}"))


def _overlap_pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    of = _shown(rows)
    plot = labelled_dots([(row, _label(row, words)) for row in of], words, k=k, axis=words.text("axis-outside_overlap"))
    if not of or plot is None:
        return []
    told = describe_dots(plot, words, words.number.percent_digits)
    return [draw_both(plot.draw, words.text("figure-title-outside_overlap"), told, id_=id_)]


def _overlap_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    write = words.number.percent
    lines = [
        [
            capital(words.outcome(row.outcome, None)),
            _label(row, words),
            missing(row, words) if row.estimate is None else write(row.estimate),
            limits(row, words, words.number.percent_digits),
        ]
        for row in _shown(rows)
    ]
    heads = [words.text(f"column-{name}") for name in ("outcome", "side", "middle-chance", "most")]
    return [DataTable(caption=words.text("table-outside_overlap"), columns=heads, rows=lines)] if lines else []


OUTSIDE_OVERLAP = Telling(
    heading=_overlap_heading,
    sentences=_overlap_sentences,
    pictures=_overlap_pictures,
    tables=_overlap_tables,
    sure=_always,
)
