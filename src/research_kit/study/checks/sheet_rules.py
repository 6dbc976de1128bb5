"""What is said of a sheet of which not everything was read: nothing is left out in silence."""

from __future__ import annotations

from research_kit.study.checks.rule import error, warning

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
    "of_another_table": warning(
        "{count} rows say nothing in any column of this table: they are not read here",
        "Nothing needs to be done, if they are about another table of the same sheet.",
    ),
    "header_again": warning("{count} rows repeat the header: they are not read", "Nothing needs to be done."),
    "lost_zeros": warning(
        "the zeros at the beginning of the identity number are lost: a spreadsheet took it for one; they are put back",
        "Ask the partner to send such columns as text.",
    ),
    "short_identifier": error(
        "the identity number is too short, and nothing shows that only zeros at its beginning are lost",
        "Ask the partner for the column as text, with ten or twelve digits: completed, it may be another person's.",
    ),
    "shares_for_per_cent": warning(
        "every number is at most 1: they are read as shares of full time, 0.75 as 75 per cent",
        "Compare one with the partner's own list.",
    ),
    "share_or_per_cent": error(
        "{shares} numbers are above 0 and at most 1, {more} are above 1: whether the former are shares of "
        "full time or per cent cannot be told",
        'Write per cent throughout (`75`, or `75 %`), or say under `codes` what is meant: `hours_pct: {{"1": "100"}}`.',
    ),
    "column_without_name": warning(
        "{count} columns hold values but have no name in the header: they are left behind",
        "Ask the partner what they are, or give them a name.",
    ),
    "open_quote": error(
        "a quotation mark is opened here and never closed: the rest of the file would be one value",
        "Close it, or ask for the file again: it may have been cut short.",
    ),
    "no_last_line_break": warning(
        "the file does not end with a line break: it may have been cut short",
        "Compare the last row, and the number of rows, with the partner's own list.",
    ),
    "serial_days": warning(
        "the day is a number of five digits, and is read as a spreadsheet counts days (1 is 1 January 1900)",
        "Compare one with the partner's own list: an old Mac counts from 1904. Better: format the column as days.",
    ),
    "other_sheets": warning(
        "the workbook has {count} more sheets with something in them, and only the first one is read",
        "Name the right one as `sheet` in the parameters file, or give each sheet a source of its own.",
    ),
}
