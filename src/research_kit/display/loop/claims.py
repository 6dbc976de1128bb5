"""A claim in words: what it measures, its number, and the sentence that the release has for it."""

from __future__ import annotations

from dataclasses import replace

from research_kit.disclosure.released_table import Release, ReleasedTable
from research_kit.display.amounts import ended
from research_kit.display.as_of import dated_sentence
from research_kit.display.gaps import gap_pair, gap_sentence
from research_kit.display.rows import EVERYBODY, Group, Row, rows_beside
from research_kit.display.sentences import row_sentence
from research_kit.display.subject import subject_of
from research_kit.display.tellings import TELLINGS
from research_kit.display.tellings.effects import effect_sentence
from research_kit.display.tellings.gaps_of import gap_of_sentence
from research_kit.display.tellings.target_words import target_name
from research_kit.display.words import Words, capital, key_of, lower_first
from research_kit.display.written import Written, written
from research_kit.results.finding import Claim, codes_of

_ROUTES = "gap_months_without", "gap_months"
"""How the gap in months is read beside the months, and as it stands in the release."""
_WORK = frozenset({
    "share_within", "median", "months_in_work", "months_without", "share_of_participants", "share_sustained",
    "outcome_known_12_months", "gap_standardised",
})  # fmt: skip
"""Statistics with a sentence of their own, whomever they are about."""
_TOLD_WHOLE = frozenset({
    "attainment", "forecast", "access", "waits", "waits_median", "attendance", "contacts", "offers", "dropout",
    "responses", "needs_match",
})  # fmt: skip
"""Tables whose item has a sentence about everybody that a claim may borrow."""
_EFFECTS = "gap_starting"
_NAMED_BY_ITS_AXIS = frozenset({
    ("activity_starts", "share_started"), ("access", "share_through_gate"), ("in_results", "representation_in_results"),
    ("representation", "representation_ratio"), ("responses", "share_answered"), ("scales", "mean_score"),
    ("change_mean", "mean_change"), ("closer", "share_closer"), ("needs_match", "match_received"),
    ("waits", "share_within_days"), ("waits_median", "median_days"), ("dropout", "share_dropped_out"),
    ("attendance", "attendance"), ("contacts", "held_per_month"), ("offers", "share_declined"),
    ("phases", "share_in_phase"), ("attainment", "share_attained"),
})  # fmt: skip
"""Table and statistic of which the words under the item's axis say what the number is."""


def group_in(code: str) -> Group:
    """A claim's group as rows have it."""
    return Group(tuple(codes_of(code).items()))


def row_of(claim: Claim, release: Release) -> tuple[ReleasedTable, Row] | None:
    """The released row that a claim is about, with its table; nothing where the release has none."""
    if claim.answer not in release or claim.table not in release[claim.answer].tables:
        return None
    table = release[claim.answer][claim.table]
    wanted = _identity(_plain_row(claim))
    found = [row for row in rows_beside(table, release[claim.answer].tables) if not row.beside]
    row = next((row for row in found if _identity(row) == wanted), None)
    return None if row is None else (table, row)


def _identity(row: Row) -> tuple[object, ...]:
    statistic = _ROUTES[1] if row.statistic == _ROUTES[0] else row.statistic
    codes = frozenset(row.group.codes)
    return statistic, row.outcome or "", row.cause or "", row.time, codes, row.compared_with or ""


def _plain_row(claim: Claim, unit: str = "") -> Row:
    """A row without a number: what a claim is about, where the release has nothing on it."""
    return Row(
        group=group_in(claim.group),
        statistic=claim.statistic,
        outcome=claim.outcome or None,
        cause=claim.cause or None,
        time=claim.time,
        compared_with=claim.compared_with or None,
        unit=unit or None,
    )


def is_gap(claim: Claim) -> bool:
    """Whether a claim is about the difference between two groups."""
    return _plain_row(claim).is_difference and not claim.statistic.startswith("ratio_")


def writer_of(claim: Claim, unit: str, words: Words) -> Written:
    """How the numbers of a claim are written."""
    return written(unit or "share", words, gap=is_gap(claim))


def change_writer(unit: str, words: Words) -> Written:
    """How a change of a claim's number is written: of shares in points."""
    return written(unit or "share", words, gap=True)


def change_range(lower: float, upper: float, unit: str, words: Words) -> str:
    """The likely range of a change, with its unit where that is points."""
    said = words.number.range(lower, upper, change_writer(unit, words).digits)
    return words.text("gap-points-value", d=said, count=2) if unit in ("", "share") else said


def whom(claim: Claim, words: Words) -> str:
    """Whom a claim is about, inside a sentence: a group, or a group against another."""
    row = _plain_row(claim)
    return gap_pair(row, words) if row.is_difference else words.in_sentence(row.group)


def what_is_measured(claim: Claim, words: Words) -> str:
    """What a claim's number is, as the words under an axis."""
    row = _plain_row(claim)
    if claim.table == "attainment":
        return target_name(row, words, briefly=True)
    outcome, what = words.outcome(*row.measure), _what(row, words)
    if is_gap(claim):
        return words.text("axis-gaps-of", what=what or outcome)
    key = f"axis-{claim.table}"
    if not words.known(key):
        return words.text("claim-measure")
    time = "" if row.time is None else words.number.months(row.time)
    name = target_name(row, words) if claim.answer == "targets" else ""
    values = {"what": what, "outcome": outcome, "t": time, "name": name, "source": row.compared_with or "", "d": ""}
    said, beside = words.text(key, **values), f"column-{claim.table}-{key_of(claim.statistic)}"
    is_named = (claim.table, claim.statistic) in _NAMED_BY_ITS_AXIS or not words.known(beside)
    return said if is_named else words.text("claim-beside", what=said, beside=lower_first(words.text(beside)))


def _what(row: Row, words: Words) -> str:
    """What a row is about, where the study or the catalogue has words for it."""
    named = (words.coded(code) for code in (row.outcome, row.cause, row.statistic) if code is not None)
    return next((said for said in named if said is not None), "")


def claim_sentence(claim: Claim, release: Release, *, language: str) -> str:
    """A claim in one sentence, in the words that its own item on the page has for it.

    Parameters
    ----------
    claim
        What is claimed.
    release
        Where its number stands.
    language
        A language there is a catalogue for.

    Returns
    -------
    The sentence; empty where the release does not tell the claim's number, or nothing has words for it.
    """
    found = row_of(claim, release)
    if found is None or not found[1].shown:
        return ""
    table, row = found
    words = Words(language, subject_of(release))
    said = _told(claim, table, row, release, words)
    return dated_sentence(said, [row], words) if said else ""


def _told(claim: Claim, table: ReleasedTable, row: Row, release: Release, words: Words) -> str:
    if row.statistic.startswith(_EFFECTS):
        return effect_sentence(row, words)
    if row.statistic in ("gap_within", *_ROUTES):
        return gap_sentence(row, words)
    if words.known(f"{row.statistic}-more"):
        return gap_of_sentence(row, words)
    if row.statistic in _WORK:
        return row_sentence(_undated(row), words, k=table.k)
    if table.name in _TOLD_WHOLE and row.group == EVERYBODY:
        rows = rows_beside(table, release[claim.answer].tables)
        kept = [_undated(r) for r in rows if r == row or r.statistic == "target_value" or r.beside]
        said = TELLINGS[table.name].sentences(table, kept, words)
        return said[0] if said else ""
    return _number(claim, row, words) if (table.name, row.statistic) in _NAMED_BY_ITS_AXIS else ""


def _undated(row: Row) -> Row:
    """The row without its quarter, which stands at the head of the sentence."""
    return replace(row, as_of=None)


def _number(claim: Claim, row: Row, words: Words) -> str:
    """The number with its name, where the catalogue has no sentence for one group of its table."""
    write = writer_of(claim, row.unit or "", words)
    main = words.text(
        "claim-number",
        what=capital(what_is_measured(claim, words)),
        group=whom(claim, words),
        value=write.value(row.estimate or 0.0),
    )
    return ended(main, write.range(_undated(row), words), row, words, ending="ending-plausibly")
