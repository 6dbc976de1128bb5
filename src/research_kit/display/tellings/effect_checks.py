"""What was checked of each comparison; and the ladder of ratios, for the appendix (METHODS 5.2, 5.3)."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import dated_sentence
from research_kit.display.cells import DataTable, limits, missing
from research_kit.display.rows import Row, own_rows
from research_kit.display.tellings.effects import activity
from research_kit.display.tellings.telling import Telling, no_pictures
from research_kit.display.words import Words, capital, key_of
from research_kit.display.written import written

PREFIX = "check_"
_PASSED = "PASSED"
_VERDICTS = (_PASSED, "WARNING", "FAILED", "UNBALANCED")


def _checks(rows: Sequence[Row]) -> list[Row]:
    """The checks with a verdict."""
    named = [r for r in own_rows(rows) if r.statistic.startswith(PREFIX) and r.outcome is not None]
    return [r for r in named if r.status == "ok" and r.reason in _VERDICTS]


def _heading(rows: Sequence[Row], words: Words) -> str:
    checks = _checks(rows)
    if not checks:
        return words.text("heading-effect_checks-plain")
    every = all(r.reason == _PASSED for r in checks)
    return words.text(f"heading-effect_checks-{'passed' if every else 'some'}")


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    checks = _checks(rows)
    if not checks:
        row = next(iter(own_rows(rows)), None)
        return [] if row is None else [_nothing_to_check(row, words)]
    told = []
    for outcome in dict.fromkeys(r.outcome for r in checks):
        of = [r for r in checks if r.outcome == outcome]
        told.append(dated_sentence(_of_activity(of, words), of, words))
    return told


def _nothing_to_check(row: Row, words: Words) -> str:
    if row.status == "blocked":
        return words.text("said-blocked", reason=words.reason(row.reason))
    if row.withheld:
        return words.text("said-suppressed", group=words.in_sentence(row.group), reason=words.reason(row.reason))
    return words.text("checks-none")


def _of_activity(rows: Sequence[Row], words: Words) -> str:
    what = capital(activity(rows[0], words))
    failed = [words.text(f"check-{r.statistic.removeprefix(PREFIX)}") for r in rows if r.reason != _PASSED]
    if not failed:
        return words.text("checks-passed", what=what)
    return words.text("checks-failed", what=what, list=", ".join(dict.fromkeys(failed)))


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    lines = [_line(row, words) for row in _checks(rows)]
    if not lines:
        return []
    heads = [words.text(f"column-{name}") for name in ("activity", "check", "value", "verdict")]
    return [DataTable(caption=words.text("table-effect_checks"), columns=heads, rows=lines)]


def _line(row: Row, words: Words) -> list[str]:
    name = words.text(f"check-{row.statistic.removeprefix(PREFIX)}")
    about = _about(row, words)
    label = words.text("check-about", check=name, about=about) if about else name
    return [
        capital(activity(row, words)),
        capital(label),
        check_value(row, words),
        words.text(f"cell-check-{row.reason}"),
    ]


def _about(row: Row, words: Words) -> str:
    """The confounder or the activity that a check is about."""
    if row.cause is None:
        return ""
    key = f"what-{key_of(row.cause)}"
    return words.text(key) if words.known(key) else words.dimension(row.cause)


def check_value(row: Row, words: Words) -> str:
    """The figure of a check with its limits; a line where only the verdict is told."""
    if row.withheld:
        return missing(row, words)
    if row.estimate is None:
        return words.text("cell-none")
    writer = written(row.unit, words)
    likely = limits(row, words, writer.digits) if row.lower is not None else ""
    said = writer.value(row.estimate)
    return f"{said} ({likely})" if likely else said


def _always(rows: Sequence[Row], words: Words) -> list[str]:
    del rows, words
    return []


EFFECT_CHECKS = Telling(heading=_heading, sentences=_sentences, pictures=no_pictures, tables=_tables, sure=_always)


def _ratios(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.blocked_dimension is None and r.outcome is not None]


def _ratio_heading(rows: Sequence[Row], words: Words) -> str:
    return words.text(f"heading-effect_ratios{'' if any(r.shown for r in _ratios(rows)) else '-plain'}")


def _ratio_sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    del table
    of = _ratios(rows)
    if any(r.shown for r in of):
        return [words.text("effect_ratios-sentence")]
    row = next(iter(own_rows(rows)), None)
    return (
        []
        if row is None
        else [_nothing_to_check(row, words) if row.status != "insufficient" else words.text("checks-none")]
    )


def _ratio_tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One line per activity, a column for each rung of the ladder."""
    of = _ratios(rows)
    rungs = list(dict.fromkeys(r.statistic for r in of))
    lines = []
    for outcome in dict.fromkeys(r.outcome for r in of):
        at = {r.statistic: r for r in of if r.outcome == outcome}
        first = next(iter(at.values()))
        lines.append([capital(activity(first, words)), *(_ratio(at.get(rung), words) for rung in rungs)])
    heads = [words.text("column-activity"), *(words.text(f"column-{rung}") for rung in rungs)]
    return [DataTable(caption=words.text("table-effect_ratios"), columns=heads, rows=lines)] if lines else []


def _ratio(row: Row | None, words: Words) -> str:
    return words.text("cell-none") if row is None else missing(row, words) if not row.shown else check_value(row, words)


EFFECT_RATIOS = Telling(
    heading=_ratio_heading, sentences=_ratio_sentences, pictures=no_pictures, tables=_ratio_tables, sure=_always
)
