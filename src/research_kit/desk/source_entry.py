"""A proposal as an entry of `data.sources`: what is sure as it is, and the rest as comments for her to decide."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from research_kit.desk.proposal import SURE, CodeProposal, ColumnProposal, MappingProposal

DECIDE = "# decide:"
"""What every line begins with that the assistant leaves to her."""

_PLAIN_TEXT = re.compile(r"[A-Za-zÅÄÖåäöé][A-Za-zÅÄÖåäöé0-9_ ./-]*")
_WORDS_OF_YAML = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
_LONGEST = 110
_OWN_WORDS = "    # known words, for codes that stand on few rows or on none"


def source_entry(proposal: MappingProposal, *, where: Mapping[str, str | None]) -> list[str]:
    """The lines of the entry, without indentation.

    Parameters
    ----------
    proposal
        What is proposed.
    where
        The keys that say where the table is, as the parameters file is to write them: `file` and `sheet`, or `database`
        and `table_name`; null: no line.
    """
    lines = [f"partner: {proposal.partner}", f"table: {proposal.table}"]
    lines += [f"{key}: {_text(value)}" for key, value in where.items() if value]
    lines += _csv(proposal) + _identifier(proposal)
    lines += [f"id_scheme: {proposal.id_scheme}"] if proposal.id_scheme else []
    separators = [one.codes.separator for one in proposal.columns if one.is_sure and one.codes.separator]
    lines += [f"separator: {_text(separators[0])}"] if separators else []
    record = proposal.column("recorded_at")
    if proposal.recorded_on and (record is None or not record.is_sure):
        lines.append(f"recorded_on: {proposal.recorded_on}")
    elif record is None:
        lines.append(f"{DECIDE} recorded_on: YYYY-MM-DD, the day of delivery; no column says when rows became known")
    lines += _columns(proposal) + _codes(proposal)
    return lines


def _csv(proposal: MappingProposal) -> list[str]:
    form = {"decimal": proposal.decimal, "date_format": proposal.date_format}
    said = ", ".join(f"{key}: {json.dumps(value)}" for key, value in form.items() if value)
    if proposal.header:
        names = f"header: [{', '.join(_text(name) for name in proposal.header)}]"
        said = f"{said}, {names}" if said else names
    return [f"csv: {{{said}}}"] if said else []


def _identifier(proposal: MappingProposal) -> list[str]:
    one = proposal.identifier
    if one is None:
        said = f"{DECIDE} identifier: no column was found that tells people apart"
        return [said] if "identifier" in proposal.missing else []
    scheme = f", scheme: {proposal.partner}" if one.kind == "own_id" else ""
    line = f"identifier: {{column: {_text(one.column)}, kind: {one.kind}{scheme}}}"
    return [line if one.sureness >= SURE else f"{DECIDE} {line}  # {one.sureness:.0%} sure: {one.why}"]


def _columns(proposal: MappingProposal) -> list[str]:
    sure = [f"  {_column(one)}" for one in proposal.columns if one.is_sure]
    asked = [one for one in proposal.columns if not one.is_sure]
    lines = [f"  {DECIDE} {_column(one)}  # {one.sureness:.0%} sure: {one.why}" for one in asked]
    needed = [name for name in proposal.missing if name != "identifier"]
    lines += [f"  {DECIDE} {name}: no column was found that this table cannot do without" for name in needed]
    return ["columns:" if sure else "# columns:", *lines, *sure]


def _column(one: ColumnProposal) -> str:
    return f"{one.ours}: {_text(one.theirs)}"


def _codes(proposal: MappingProposal) -> list[str]:
    asked = [line for one in proposal.columns for line in (_asked(one) if one.is_sure else _codes_if_right(one))]
    sure = [line for one in proposal.columns if one.is_sure for line in _sure(one)]
    return ["codes:" if sure else "# codes:", *asked, *sure] if asked or sure else []


def _codes_if_right(one: ColumnProposal) -> list[str]:
    """The codes of a column that she has to decide on, in one line that is right as soon as the column is."""
    unplaced = [f"{_text(code, quoted=True)}: …" for code, _ in one.codes.open]
    codes = ", ".join([*(_code(code) for code in one.codes.proposed), *unplaced])
    return [f"  {DECIDE} {one.ours}: {{{codes}}}  # if the column is the right one"] if codes else []


def _asked(one: ColumnProposal) -> list[str]:
    """Above what is sure: behind it, a comment would be lost."""
    asked = [f"{{{_code(code)}}}  # {code.sureness:.0%} sure" for code in one.codes.proposed if code.sureness < SURE]
    asked += [f"{{{_text(code, quoted=True)}: …}} on {rows} rows" for code, rows in one.codes.open]
    if one.codes.says_only_yes:
        asked.append('{"": no}  # yes or nothing in every cell: take this if an empty cell means no')
    if one.codes.not_shown:
        asked.append(f"{one.codes.not_shown} codes that are not shown; `check` says which rows")
    return [f"  {DECIDE} {one.ours}: {line}" for line in asked]


def _sure(one: ColumnProposal) -> list[str]:
    sure = [code for code in one.codes.proposed if code.sureness >= SURE]
    return _map_lines(one.ours, sure) if sure else []


def _map_lines(column: str, codes: list[CodeProposal]) -> list[str]:
    seen = [_code(code) for code in codes if code.rows is not None]
    own = [_code(code) for code in codes if code.rows is None]
    flat = f"  {column}: {{{', '.join([*seen, *own])}}}"
    if len(flat) <= _LONGEST:
        return [flat]
    known = [_OWN_WORDS, *(f"    {code}" for code in own)] if own else []
    return [f"  {column}:", *(f"    {code}" for code in seen), *known]


def _code(one: CodeProposal) -> str:
    return f"{_text(one.theirs, quoted=True)}: {_text(one.ours)}"


def _text(value: str, *, quoted: bool = False) -> str:
    is_plain = _PLAIN_TEXT.fullmatch(value) and value == value.strip() and value.casefold() not in _WORDS_OF_YAML
    is_path = re.fullmatch(r"\.{1,2}/[\w./åäöÅÄÖ-]+", value)
    return value if (is_plain or is_path) and not quoted else _quoted(value)


def _quoted(value: str) -> str:
    """In double quotes, with everything escaped that is no printable sign: what partners write can be no YAML."""
    escaped = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    signs = (escaped.get(sign) or (sign if sign.isprintable() else f"\\U{ord(sign):08x}") for sign in value)
    return f'"{"".join(signs)}"'
