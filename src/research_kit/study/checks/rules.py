"""Every rule the partner data are checked by: how grave a breach is, what is said of it, and what to do about it."""

from __future__ import annotations

from types import MappingProxyType

from research_kit.study.checks.indicator_rules import INDICATOR_RULES
from research_kit.study.checks.rule import error as _error
from research_kit.study.checks.rule import warning as _warning
from research_kit.study.checks.sheet_rules import SHEET_RULES

_READING = {
    "missing_file": _error(
        "there is no such file",
        "Check `file` in the parameters file (read from its folder), or ask the partner for the delivery.",
    ),
    "missing_table": _error(
        "the database has no table or query result by that name: {problem}", "Check `table_name` or `query`."
    ),
    "failing_query": _error("the query gives no rows: {problem}", "Correct `query`; try it in the database first."),
    "no_permission": _error(
        "this user may not read the table or query", "Ask for SELECT on it, and for USAGE on its schema."
    ),
    "no_access": _error(
        "the user who runs this may not read the file, or its drive does not answer",
        "Give that user the right to read it (`chmod`, `chown`), or ask who runs the server.",
    ),
    "unreadable_type": _error(
        "the column cannot be read as one value: it is {types}",
        "Leave it out, or turn it into text, a number or a date in a `query`.",
    ),
    "empty_file": _error(
        "the file is empty", "Ask the partner to deliver it again; a table without rows still needs its header."
    ),
    "no_rows": _warning("the file has a header but no rows", "Ask the partner whether there was nothing to deliver."),
    "wrong_delimiter": _error(
        "only one column found where {expected} are expected: the delimiter is not {delimiter}",
        "Set `csv.delimiter` to what stands between the columns of the header{hint}.",
    ),
    "undecodable": _error(
        "bytes that are not {encoding} text",
        "Set `csv.encoding` (utf-8, cp1252 or iso-8859-1), or save the file as UTF-8.",
    ),
    "not_text": _error("the file is not a text file{hint}", "Give it the ending of what it is, and deliver it again."),
    "unreadable": _error(
        "the file cannot be read as {format}", "Open it where it was made, save it again, and deliver it again."
    ),
    "ragged_row": _error(
        "the row has {found} columns where the header has {expected}",
        "Look for {delimiter} inside a value, a broken line, or a delivery cut short; put the value in quotes.",
    ),
    "duplicate_column": _error(
        "the column stands more than once in the header",
        "Say under `columns` which is meant, each later one with a number (`Datum (2)`); or rename one of them.",
    ),
    "missing_column": _error(
        "the column `{partner_column}` is missing",
        "{near}Map the right one under `columns`, or ask the partner for it.",
    ),
    "unknown_column": _error(
        "`{column}` is no column of {table}", "{near}Correct the key under `columns`, `codes` or `constants`."
    ),
    "unknown_table": _error("`{table}` is no table of the study", "{near}Correct `table` in the parameters file."),
    "missing_identifier": _error(
        "no column tells people apart", "Give the source an `identifier` with the column and the kind of number in it."
    ),
    "delivered_format": _error("files of this kind are not read", "Deliver .csv, .txt, .tsv, .xlsx, .xls or .parquet."),
}

_PRIVACY = {
    "identity_number": _error(
        "an identity number stands in a column that must not hold one",
        "Ask the partner to remove it and to deliver the file again; delete this copy.",
    ),
    "identity_number_in_header": _error(
        "an identity number stands in the name of column {number}",
        "Ask the partner to correct the header and to deliver the file again; delete this copy.",
    ),
    "identity_number_in_name": _error(
        "an identity number stands in the name of the file, the sheet or the table",
        "Rename it, and correct the parameters file.",
    ),
    "identity_number_in_parameters": _error(
        "an identity number stands in the parameters file", "Remove it: parameters are kept with the project's history."
    ),
    "identity_number_as_own_id": _error(
        "an identity number stands in a column of the partner's own ids",
        "If the column holds personal numbers, set `identifier.kind: personal_number`; else have it removed.",
    ),
    "invalid_identifier": _error(
        "the identifier is no valid personal identity or coordination number",
        "Correct the digits with the partner, or set `identifier.reserve_numbers: true` if it uses reserve numbers.",
    ),
    "missing_identifier_value": _error(
        "the row says nothing about whom it concerns", "Ask the partner for the identifier of that row."
    ),
}

_VALUES = {
    "unknown_code": _error(
        "the code{shown} is not known", "Valid: {valid}. Translate the partner's code under `codes`, or correct it."
    ),
    "not_a_date": _error(
        "the value is no date", "Write it as {form}; part of a date is only read in a column that allows it."
    ),
    "second_date_format": _error(
        "the date is written in another way than {form}",
        "Correct it, or set `csv.date_format` if the whole column is written like that.",
    ),
    "not_a_number": _error("the value is no number", "Correct it; a unit or a comment does not belong in the column."),
    "not_a_whole_number": _error("the value is no whole number", "Correct it; decimals do not belong in the column."),
    "not_yes_or_no": _error(
        "the value is neither yes nor no", "Write ja/nej, yes/no, true/false or 1/0, or translate it under `codes`."
    ),
    "missing_value": _error("the value is missing", "Ask the partner for it: a row cannot be used without it."),
    "out_of_range": _error("the number is outside {limits}", "Correct it with the partner."),
    "future_date": _error(
        "the date is later than the day the row was recorded, or than today",
        "Correct it with the partner; a plan belongs in a planned column. Where the day of record is that of the first "
        "entry, take `recorded_at` away and give the day of delivery as `recorded_on`.",
    ),
    "missing_recorded_at": _warning(
        "{count} rows do not say when they were recorded: they count as known from the beginning",
        "Ask the partner for `recorded_at`, or set `recorded_on` to the day of delivery.",
    ),
    "free_text_kept": _warning(
        "the column holds words", "Check that they are the project's own codes, and about no person."
    ),
}

_ROWS = {
    "end_not_before_start": _error("the end comes before the start", "Correct one of the dates with the partner."),
    "spell_end_not_before_start": _error(
        "the end comes before the start", "Correct one of the dates with the partner."
    ),
    "start_in_order": _error(
        "the last possible start is before the first one", "Correct one of the dates with the partner."
    ),
    "end_in_order": _error(
        "the last possible end is before the first one", "Correct one of the dates with the partner."
    ),
    "valid_to_not_before_valid_from": _error("the version ends before it begins", "Correct one of the dates."),
    "decided_not_before_referred": _error("decided before referred", "Correct one of the dates with the partner."),
    "withdrawn_not_before_given": _error("the consent is withdrawn before it was given", "Correct one of the dates."),
    "met_not_before_stated": _error("the need is met before it was stated", "Correct one of the dates."),
    "exit_reason_only_with_end": _warning(
        "there is a reason for leaving but no end", "Ask the partner for the day of leaving."
    ),
    "attended_at_most_planned": _warning(
        "G-DOSE: more than 1.1 times the planned hours were attended", "Check both numbers with the partner."
    ),
    "actual_near_planned": _warning(
        "the follow-up lies more than 45 days from its planned day",
        "Check `k`: it may belong to the next or to the one before.",
    ),
    "answered_or_missing": _warning(
        "the follow-up has both a day and a reason for being missing", "Remove one of them; the day is used."
    ),
    "benchmark_has_size": _warning(
        "the benchmark does not say on how many people it rests: nothing is compared with it",
        "Add `n_ref`, the number of people that the share was measured on.",
    ),
    "range_in_order": _error("the highest answer is not above the lowest one", "Correct the range of the item."),
    "not_due_only_ahead": _warning(
        "the follow-up is said not to be due although its day has come",
        "Ask the partner what became of it; the reason is read as unknown.",
    ),
}

_TABLES = {
    "identical_duplicate": _warning(
        "the row stands more than once, word for word: it is used once", "Nothing needs to be done."
    ),
    "duplicate_key": _error(
        "two rows with the same {key} and the same day of record say different things",
        "Keep the right one, with the partner.",
    ),
    "same_id_two_partners": _error(
        "two partners use the same {key} for different rows", "Give each source its own `id_scheme`, or correct the id."
    ),
    "conflicting_birth_year": _error(
        "partners disagree on the birth year of the same person", "Find out with both partners which one is right."
    ),
    "conflicting_attribute": _warning(
        "partners disagree on this about the same person: the later recorded value is used",
        "Find out with both partners which one is right.",
    ),
    "overlapping_enrolments": _error(
        "the enrolment begins before the person's earlier one has ended",
        "Correct the dates, or end the earlier enrolment.",
    ),
    "overlapping_spells": _error(
        "the spell begins before the person's earlier main activity has ended",
        "Correct the dates, or end the earlier spell.",
    ),
    "open_spell_overtaken": _warning(
        "the spell begins while an earlier one has no end",
        "Ask the partner when the earlier spell ended; it is not ended by guessing.",
    ),
    "overlapping_phases": _error("the phase begins before the earlier one has ended", "Correct the dates."),
    "overlapping_versions": _error("the version begins before the earlier one has ended", "Correct the dates."),
    "outside_enrolment": _error(
        "the row lies outside its enrolment", "Correct the dates of the row or of the enrolment."
    ),
    "outside_version": _error(
        "the row lies outside the time its activity version was valid", "Correct the dates or the version."
    ),
    "orphan": _error(
        "the {column} is in no row of {parent}",
        "Ask for the missing row of {parent}. If the id is another partner's, give both sources the same {scheme}.",
    ),
    "beyond_version": _warning(
        "the participation goes on after its activity version has ended",
        "Check the days, or give the time in the next version a row of its own.",
    ),
    "enrolled_before_referred": _warning(
        "the enrolment begins before the referral it came from: no wait is counted for it",
        "Check both days, or `ref_id`.",
    ),
    "meeting_outside_enrolment": _warning(
        "the meeting lies outside its enrolment: it is not counted among those held in the project",
        "Check the day, or `enr_id`.",
    ),
    "undecided_people": _warning(
        "{count} pairs of people may each be one person and are counted as two: up to {most} people too many",
        "Decide on them in the review file of `research-kit link`.",
    ),
    "people_not_compared": _warning(
        "{count} of {all} people in the lists of names have not been compared, or are written in another way since",
        "Run `research-kit link`.",
    ),
    "enrolment_not_told": _error(
        "the person has several enrolments, and nothing says to which of them the row belongs",
        "Deliver `enr_id`, or the day: {day}.",
    ),
    "first_day_moved": _warning(
        "another delivery has another first day of this person, at most 31 days earlier: both are counted",
        "If one day corrects the other, ask the partner for a number (`{number}`), or take the wrong row away.",
    ),
    "linked_to_two": _error("an own id is linked to two persons", "Correct the link with the partner."),
    "age_outside": _error(
        "the age at enrolment is outside {lo} to {hi} years",
        "Correct `birth_year`, or widen `age_years` in the `data` section.",
    ),
    "value_outside_item": _error(
        "the answer is outside the range of its item", "Correct it, or register the item's version."
    ),
    "before_data_start": _warning(
        "G-TRUNC: the enrolment begins more than 30 days before the project",
        "Check the date, or `starts_on` of the study.",
    ),
    "no_participants": _error("there are no participants left: {why}", "{what}"),
}

RULES = MappingProxyType(_READING | _PRIVACY | _VALUES | _ROWS | _TABLES | INDICATOR_RULES | SHEET_RULES)
"""Rule name -> rule."""

UNREAD_VALUE_RULES = (
    "unknown_code",
    "not_a_date",
    "second_date_format",
    "not_a_number",
    "not_a_whole_number",
    "not_yes_or_no",
    "enrolment_not_told",
)
"""The rules by which a value cannot be read."""

COLUMN_OF_ROW_RULE = MappingProxyType(
    {
        "end_not_before_start": "end",
        "spell_end_not_before_start": "end",
        "start_in_order": "start",
        "end_in_order": "end",
        "valid_to_not_before_valid_from": "valid_to",
        "decided_not_before_referred": "decided_on",
        "withdrawn_not_before_given": "withdrawn_on",
        "met_not_before_stated": "met_on",
        "exit_reason_only_with_end": "exit_reason",
        "attended_at_most_planned": "attended_h",
        "actual_near_planned": "actual_on",
        "answered_or_missing": "missing_reason",
        "range_in_order": "range_hi",
        "benchmark_has_size": "n_ref",
    }
)
"""The column that a rule about one row points at."""

WHOLE_SOURCE_RULES = frozenset(
    {
        "missing_file", "missing_table", "failing_query", "no_permission", "no_access", "empty_file", "no_rows",
        "wrong_delimiter", "open_quote", "undecodable", "not_text",
        "unreadable", "delivered_format", "missing_column", "missing_identifier",
    }
)  # fmt: skip
"""Faults after which a source has none of its rows, or not their keys; they come first in a report."""
