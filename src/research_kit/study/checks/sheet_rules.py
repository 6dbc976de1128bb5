"""What is said of a sheet of which not everything was read: nothing is left out in silence."""

from __future__ import annotations

from research_kit.study.checks.rule import warning

SHEET_RULES = {
    "rows_above_header": warning(
        "{count} rows above the header are not read: the header is taken to be row {header}",
        "Look whether that is the row with the names of the columns; if not, remove the rows above it.",
    ),
    "two_header_rows": warning(
        "the header is taken to be rows {header}: names in the upper row stand for the columns below them",
        "Look at the names in the parameters file: where a lower name stands twice, the upper one comes before it.",
    ),
    "rows_after_table": warning(
        "{count} rows at the end are not read: sums and notes below the table",
        "Look at these rows: if one of them is about a person, remove the word for a sum or the empty row before it.",
    ),
    "column_without_name": warning(
        "{count} columns hold values but have no name in the header: they are left behind",
        "Ask the partner what they are, or give them a name.",
    ),
    "other_sheets": warning(
        "the workbook has {count} more sheets with something in them, and only the first one is read",
        "Name the right one as `sheet` in the parameters file, or give each sheet a source of its own.",
    ),
}
