"""Work that lasted (METHODS M3.6): who started, and for how many it lasted 90 and 180 days."""

from __future__ import annotations

from collections.abc import Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.amounts import horizon, of_ten
from research_kit.display.as_of import dated_sentence, labelled
from research_kit.display.beside_sentences import sustained_sentence
from research_kit.display.cells import DataTable, count, share
from research_kit.display.figures.drawing import draw_both
from research_kit.display.figures.group_dots import blocked_dots, labelled_dots
from research_kit.display.rows import EVERYBODY, Row, beside, own_rows
from research_kit.display.tellings.telling import Telling, about_everybody, silent_sentence
from research_kit.display.text_alternatives import describe_dots
from research_kit.display.words import Words


def _heading(rows: Sequence[Row], words: Words) -> str:
    row = about_everybody(rows)
    if row is None or not row.shown:
        return words.text("heading-sustained-plain")
    return words.text("heading-sustained", x=of_ten(row.estimate or 0.0, words), d=words.lasted(row.outcome))


def _sentences(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    row = about_everybody(rows)
    if row is None or not row.shown:
        return silent_sentence(rows, words, table.k)
    said = " ".join([sustained_sentence(row, words), *_longer(rows, words), *_started(row, rows, words)])
    told = [r for r in _of_everybody(rows) if r.shown]
    started = [r for key, r in beside(rows).items() if key == (EVERYBODY, None)]
    return [dated_sentence(said, [*told, *started], words)]


def _longer(rows: Sequence[Row], words: Words) -> list[str]:
    """For how many it lasted still longer."""
    of = [r for r in _of_everybody(rows) if r.shown][1:]
    return [words.text("sustained-longer", d=words.lasted(r.outcome), **_amount(r, words)) for r in of]


def _started(row: Row, rows: Sequence[Row], words: Words) -> list[str]:
    """How many had started at all; beside those whose work lasted in percent where the tenths are the same."""
    headline = beside(rows).get((EVERYBODY, None))
    if headline is None:
        return []
    started, lasted = _amount(headline, words), _amount(row, words)
    if started["x"] != lasted["x"]:
        return [words.text("sustained-started", t=horizon(headline, words), **started)]
    kept = {"kept": lasted["percent"], "d": words.lasted(row.outcome)}
    return [words.text("sustained-started-both", t=horizon(headline, words), **kept, **started)]


def _amount(row: Row, words: Words) -> dict[str, str]:
    estimate = row.estimate or 0.0
    return {"x": of_ten(estimate, words), "percent": words.number.percent(estimate)}


def _of_everybody(rows: Sequence[Row]) -> list[Row]:
    return [r for r in own_rows(rows) if r.group == EVERYBODY and r.blocked_dimension is None]


def _pictures(rows: Sequence[Row], words: Words, k: int, id_: str) -> list[str]:
    """Everybody: started, 90 days, 180 days; then every group's 90 days."""
    everybody = _of_everybody(rows)
    if not everybody or not any(r.shown for r in own_rows(rows)):
        return []
    named = [(r, words.text("sustained-row", d=words.lasted(r.outcome))) for r in everybody]
    headline = beside(rows).get((EVERYBODY, None))
    started = [] if headline is None else [(headline, words.text("sustained-row-started"))]
    first = everybody[0]
    groups = [r for r in own_rows(rows) if r.group != EVERYBODY and r.measure == first.measure]
    time = horizon(first, words)
    about_groups = "-groups" if any(r.shown for r in groups) else ""
    plot = labelled_dots(
        [*started, *named, *((r, "") for r in groups)],
        words,
        k=k,
        axis=words.text(f"axis-sustained{about_groups}", t=time, d=words.lasted(first.outcome)),
        more=blocked_dots(rows, words),
    )
    if plot is None:
        return []
    title = words.text("figure-title-sustained", t=time)
    return [draw_both(plot.draw, title, describe_dots(plot, words, words.number.percent_digits), id_=id_)]


def _tables(rows: Sequence[Row], words: Words) -> list[DataTable]:
    """One row per group, a column per number of days."""
    rows = own_rows(rows)
    outcomes = list(dict.fromkeys(r.outcome for r in rows))
    lines = []
    for group in dict.fromkeys(r.group for r in rows):
        label, told = labelled(words.group(group), [r for r in rows if r.group == group], words)
        of = {r.outcome: r for r in told}
        first = next(iter(of.values()))
        lines.append([label, count(first.n, first, words), *(share(of.get(o), words) for o in outcomes)])
    lasted = [words.text("column-lasted", d=words.lasted(outcome)) for outcome in outcomes]
    columns = [words.text("column-group"), words.text("column-people"), *lasted]
    caption = words.text("table-sustained", t=horizon(rows[0], words))
    return [DataTable(caption=caption, columns=columns, rows=lines)]


def _sure(rows: Sequence[Row], words: Words) -> list[str]:
    row = about_everybody(rows)
    return [] if row is None or not row.shown else [words.text("sure-sustained", d=words.lasted(row.outcome))]


SUSTAINED_TOLD = Telling(heading=_heading, sentences=_sentences, pictures=_pictures, tables=_tables, sure=_sure)
