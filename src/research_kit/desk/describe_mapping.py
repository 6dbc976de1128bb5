"""A proposal in words: what each column is thought to be, how sure that is and why, and what she must decide."""

from __future__ import annotations

import re

from research_kit.desk.proposal import SURE, ColumnProposal, MappingProposal
from research_kit.study.identity_numbers import scrub

_MOST_CODES = 12
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
"""What a header may hold and a terminal may act on: line breaks, escape sequences."""


def describe_mapping(proposal: MappingProposal, *, file: str) -> str:
    """The proposal as lines of text; no value of a participant is in it."""
    sure = f"{proposal.table_sureness:.0%} sure"
    lines = [f"{file}: the table `{proposal.table}` of {proposal.partner} ({sure}), {proposal.rows} rows"]
    if proposal.identifier is not None:
        one = proposal.identifier
        lines.append(f"  {_mark(one.sureness)} {one.column} → {one.kind} ({one.sureness:.0%}): {one.why}")
    lines += [line for one in proposal.columns for line in _column(one)]
    lines += [f"  – {name} → nothing: {why}; it is left behind" for name, why in proposal.open.items()]
    lines += [f"  ! `{name}` is missing: the table cannot do without it" for name in proposal.missing]
    if proposal.date_format:
        lines.append(f"  ✓ days are written as {proposal.date_format}")
    if proposal.id_scheme:
        lines.append(f"  ✓ numbers of enrolments and referrals are taken to be shared within `{proposal.id_scheme}`")
    lines += [f"  ! {told}" for told in proposal.told]
    return scrub("\n".join(_CONTROL.sub(" ", line) for line in lines))


def _column(one: ColumnProposal) -> list[str]:
    lines = [f"  {_mark(one.sureness)} {one.theirs} → {one.ours} ({one.sureness:.0%}): {one.why}"]
    seen = [code for code in one.codes.proposed if code.rows is not None]
    for code in seen[:_MOST_CODES]:
        lines.append(f"      {_mark(code.sureness)} {code.theirs} → {code.ours} ({code.rows} rows)")
    if len(seen) > _MOST_CODES:
        lines.append(f"      … and {len(seen) - _MOST_CODES} more")
    own = len(one.codes.proposed) - len(seen)
    lines += [f"      ✓ {own} words that are known, for codes on few rows or none"] if own else []
    lines += [f"      ? {code} → ? ({rows} rows)" for code, rows in one.codes.open[:_MOST_CODES]]
    if one.codes.not_shown:
        lines.append(f"      ? {one.codes.not_shown} codes are not shown, and nothing is proposed for them")
    return lines


def _mark(sureness: float) -> str:
    return "✓" if sureness >= SURE else "?"
