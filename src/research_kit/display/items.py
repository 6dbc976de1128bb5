"""One item of a page: message, sentences, figure, how to read it, table, how sure, what it does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display.as_of import has_carried
from research_kit.display.cells import DataTable
from research_kit.display.explanations import caption_of, forbidden, not_said, sentences_of
from research_kit.display.figures.group_curves import curve_figures
from research_kit.display.headings import gaps_message, heading
from research_kit.display.how_sure import how_sure
from research_kit.display.markup import safe, write_html
from research_kit.display.pictures import pictures
from research_kit.display.rows import NO_SIBLINGS, Row, own_rows, rows_beside
from research_kit.display.table_rows import silent_notes, tells_nothing, told_rows
from research_kit.display.tables import data_tables, withheld_notes
from research_kit.display.tellings.adjusted import adjusted_message
from research_kit.display.tellings.equity import GAP_TABLES
from research_kit.display.tellings.gaps_of import message_of
from research_kit.display.tellings.states import told_jointly
from research_kit.display.words import Words
from research_kit.results import GuardHit, Subject


def render_item(
    table: ReleasedTable,
    subject: Subject,
    *,
    language: str,
    item_id: str,
    siblings: Mapping[str, ReleasedTable] = NO_SIBLINGS,
) -> str:
    """The HTML of one released table.

    Parameters
    ----------
    table
        The released table; its name decides which figure and which words it gets.
    subject
        The study, for its own words.
    language
        A language there is a catalogue for.
    item_id
        The element's id on the page, unique there.
    siblings
        The other tables of the same answer: the gaps read there in which way months were counted.
    """
    words = Words(language, subject)
    rows = rows_beside(table, siblings)
    if not rows:
        return render_missing(table.name, subject, language=language, item_id=item_id)
    if tells_nothing(table.name, rows):
        return _one_sentence(heading(table.name, rows, words), _silence(table, rows, words), item_id=item_id)
    curves = curve_figures(rows, words) if table.name == "curve" else []
    drawn = pictures(table.name, rows, words, k=table.k, id_=f"{item_id}-{language}")
    tables = data_tables(table.name, rows, words)
    return write_html(
        "item",
        id=item_id,
        tag=_tag(table.name, rows, words),
        heading=heading(table.name, rows, words),
        sentences=sentences_of(table, rows, words),
        pictures=[safe(picture) for picture in drawn],
        caption=caption_of(table.name, rows, words, curves=curves) if drawn else "",
        table_heading=words.text("table-heading"),
        tables=tables,
        notes=_notes(table.name, rows, words, tables),
        sure=how_sure(table, rows, words, guards=_guards(table, siblings)),
        sure_heading=words.text("notes-sure"),
        not_said=not_said(table.name, rows, words),
        not_said_heading=words.text("notes-not-said"),
    )


def render_missing(name: str, subject: Subject, *, language: str, item_id: str) -> str:
    """An item of one sentence, for a table that this study has not got."""
    words = Words(language, subject)
    return _one_sentence(heading(name, (), words), [words.text("missing-sentence")], item_id=item_id)


def _one_sentence(said: str, sentences: Sequence[str], *, item_id: str) -> str:
    """An item without a number: a table of withheld cells says no more than its first line."""
    nothing: list[str] = []
    return write_html(
        "item",
        id=item_id,
        tag=None,
        heading=said,
        sentences=sentences,
        **dict.fromkeys(("pictures", "tables", "notes", "sure"), nothing),
        **dict.fromkeys(("caption", "table_heading", "sure_heading", "not_said", "not_said_heading"), ""),
    )


def _silence(table: ReleasedTable, rows: Sequence[Row], words: Words) -> list[str]:
    """Why no number of a table is shown."""
    own = [row for row in own_rows(rows) if row.blocked_dimension is None and row.estimate is None]
    if own and all(row.withheld for row in own):
        said = words.text("said-suppressed-all", reason=words.reason(own[0].reason))
        return [said, *forbidden(table.name, rows, words)]
    if any(row.withheld for row in own):
        return [words.text("said-silent-all"), *forbidden(table.name, rows, words)]
    return sentences_of(table, rows, words)


def item_heading(
    table: ReleasedTable, subject: Subject, *, language: str, siblings: Mapping[str, ReleasedTable] = NO_SIBLINGS
) -> str:
    """The heading that `render_item` gives the table, for a list of contents."""
    return heading(table.name, rows_beside(table, siblings), Words(language, subject))


def _guards(table: ReleasedTable, siblings: Mapping[str, ReleasedTable]) -> list[GuardHit]:
    """The guards of a table that no earlier table of the same answer has told of."""
    told: set[str] = set()
    for name, other in siblings.items():
        if name == table.name:
            break
        told |= {hit.code for hit in other.guards}
    return [hit for hit in table.guards if hit.code not in told]


def _tag(name: str, rows: Sequence[Row], words: Words) -> dict[str, str] | None:
    """The verdict of a comparison: a shape and words."""
    kind = _verdict_kind(name, rows)
    return {"kind": kind, "text": words.text(f"tag-{kind}")} if kind else None


def _verdict_kind(name: str, rows: Sequence[Row]) -> str:
    if name in GAP_TABLES:
        return message_of(GAP_TABLES[name], rows).replace("plain", "")
    if name == "adjusted":
        return adjusted_message(rows)
    return gaps_message(rows)[0] if name == "gaps" else ""


def _notes(name: str, rows: Sequence[Row], words: Words, tables: Sequence[DataTable]) -> list[str]:
    notes = [*silent_notes(name, rows, words), *withheld_notes(name, rows, words, tables=tables)]
    if name == "states" and told_jointly(rows):
        notes.insert(0, words.text("states-jointly-note"))
    if has_carried(told_rows(name, rows)):
        notes.append(words.text("carried-note"))
    return [*notes, words.text("cell-none-note")] if name == "curve" else notes
