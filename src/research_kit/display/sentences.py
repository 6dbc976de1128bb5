"""The sentence of each method, for every status, in every language (METHODS Annex B).

Sentences are made from released rows alone. A word that claims a cause never occurs in the catalogue; what is
not established is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from research_kit.disclosure.released_table import ReleasedTable
from research_kit.display import catalogue
from research_kit.display.amounts import (
    ended,
    horizon,
    likely_share,
    months_range,
    of_ten,
    people,
    uncertain,
    visible_gap,
)
from research_kit.display.as_of import dated_sentence
from research_kit.display.beside_sentences import (
    adjusted_sentence,
    at_one_time,
    bound_sentence,
    standardised_sentence,
    state_sentence,
    sustained_sentence,
    where_people_are,
)
from research_kit.display.gaps import gap_with_verdict
from research_kit.display.rows import (
    EVERYBODY,
    NO_SIBLINGS,
    Group,
    Row,
    headline_rows,
    headline_time,
    own_rows,
    rows_beside,
    select,
)
from research_kit.display.words import Words, capital
from research_kit.errors import ResearchKitError
from research_kit.results import Subject


def sentence(
    table: ReleasedTable,
    about: Row | Group,
    subject: Subject,
    *,
    language: str = catalogue.REFERENCE,
    siblings: Mapping[str, ReleasedTable] = NO_SIBLINGS,
) -> str:
    """What a released table says about one group, in one or two sentences.

    Parameters
    ----------
    table
        The released table.
    about
        A row of it, or a group: then the row of its headline, at 12 months where there are several times.
    subject
        The study, for its own words.
    language
        A language there is a catalogue for.
    siblings
        The other tables of the same answer: gaps read there in which way months were counted.

    Raises
    ------
    ResearchKitError
        The table has no row about that group.
    """
    words = Words(language, subject)
    rows = rows_beside(table, siblings)
    if table.name == "flow":
        return flow_sentence(rows, words)
    row = about if isinstance(about, Row) else _headline_row(rows, about, table.name)
    states = at_one_time([r for r in rows if r.group == row.group], row.time) if table.name == "states" else {}
    if states:
        return dated_sentence(where_people_are(states, words), states.values(), words)
    return row_sentence(row, words, k=table.k)


def _headline_row(rows: Sequence[Row], group: Group, name: str) -> Row:
    found = [r for r in headline_rows(own_rows(rows)) if r.group == group]
    at_horizon = [r for r in found if r.time == headline_time(rows)]
    if not found:
        raise ResearchKitError(
            f"the released table `{name}` has no row about that group. Its groups are those of its own split."
        )
    return (at_horizon or found)[-1]


def row_sentence(row: Row, words: Words, *, k: int) -> str:
    """The sentence of one row, whatever its status; of a row carried from an earlier release, with its quarter."""
    return dated_sentence(_row_sentence(row, words, k=k), [row], words)


def _row_sentence(row: Row, words: Words, *, k: int) -> str:
    group = words.in_sentence(row.group)
    if row.reason == NOT_PROPORTIONAL and row.compared_with is not None:
        other = words.compared(row.compared_with)
        return words.text("said-changing", group=capital(group), other=other, reason=words.reason(row.reason))
    if row.blocked_dimension is not None or row.status == "blocked":
        return words.text("said-blocked", reason=words.reason(row.reason))
    if row.withheld:
        return words.text("said-suppressed", group=group, reason=words.reason(row.reason))
    if row.reason == "NOT_REACHED":
        return words.text(f"median-not-reached-{_whom(row)}", group=group)
    if row.status == "insufficient" or row.estimate is None:
        return insufficient_sentence(row, words, k=k)
    return _SENTENCES.get(row.statistic, _share_sentence)(row, words)


NOT_PROPORTIONAL = "NOT_PROPORTIONAL"
TOO_LITTLE_YET = frozenset(
    {"FEW_EVENTS", "FEW_AT_RISK", "FEW_PER_TERM", "FEW_PER_STATE", "UNSTABLE", "NOT_PROPORTIONAL", "NOT_SUSTAINED_YET"}
)
"""Reasons that are not about the size of the group."""


def insufficient_sentence(row: Row, words: Words, *, k: int) -> str:
    """Too little to go on: how many people there are, and how large a gap could have been seen."""
    group = words.in_sentence(row.group)
    if row.reason in TOO_LITTLE_YET or (row.n is None and row.is_difference):
        return words.text("said-insufficient-reason", group=group, reason=words.reason(row.reason))
    whom = people(row.n, words, k=k)
    if row.smallest_visible_gap is None:
        return words.text("said-insufficient", group=group, people=whom)
    gap = visible_gap(row.smallest_visible_gap, row.statistic, words)
    return words.text("said-insufficient-gap", group=group, people=whom, gap=gap)


def _whom(row: Row) -> str:
    return "all" if row.group == EVERYBODY else "group"


def _own(row: Row, words: Words) -> str:
    return "-own" if words.has_own_outcome(row) else ""


def _share_sentence(row: Row, words: Words) -> str:
    main = words.text(
        f"within{_own(row, words)}-{_whom(row)}",
        t=horizon(row, words),
        x=of_ten(row.estimate or 0.0, words),
        outcome=words.outcome(row.outcome, row.cause),
        group=words.in_sentence(row.group),
    )
    return ended(main, likely_share(row, words), row, words, ending="ending-plausibly")


def _known_sentence(row: Row, words: Words) -> str:
    """For how many it is known how it went: counted, so without a range."""
    known = of_ten(row.estimate or 0.0, words)
    if row.events is not None and row.n is not None:
        known = words.text("of-count", a=words.number.count(row.events), b=words.number.count(row.n))
    key = f"outcome_known_12_months-{_whom(row)}"
    return words.text("ending-bare", main=words.text(key, x=known, group=words.in_sentence(row.group)))


def _part_sentence(row: Row, words: Words) -> str:
    """A group's part of the participants: counted, so without a range."""
    part = words.number.percent(row.estimate or 0.0)
    group = capital(words.in_sentence(row.group))
    return words.text("ending-bare", main=words.text("share_of_participants-group", x=part, group=group))


def _median_sentence(row: Row, words: Words) -> str:
    main = words.text(
        f"median{_own(row, words)}-{_whom(row)}",
        m=words.number.months(row.estimate or 0.0),
        outcome=words.outcome(row.outcome, row.cause),
        group=words.in_sentence(row.group),
    )
    return ended(main, months_range(row, words, between=row.status == "wide"), row, words, ending="ending-range")


def _months_sentence(row: Row, words: Words) -> str:
    main = words.text(
        f"{row.statistic}{_own(row, words)}-{_whom(row)}",
        t=horizon(row, words),
        m=words.number.months_tenths(row.estimate or 0.0),
        outcome=words.outcome(row.outcome, row.cause),
        group=words.in_sentence(row.group),
    )
    return uncertain(main, row, words, words.number.months_tenths)


def flow_sentence(rows: Sequence[Row], words: Words) -> str:
    """How many were referred, came in, and of how many it is not yet known how it went (METHODS M2)."""
    stages = {r.statistic: r for r in rows if r.group == EVERYBODY and r.cause is None}
    told = [stages[name] for name in ("enrolled", "referred") if name in stages]
    unknown = [r for r in select(rows, "lost_before_outcome_known") if r.group == EVERYBODY]
    told += unknown if all(r.n is not None for r in unknown) else []
    return dated_sentence(_flow(rows, {name: row.n for name, row in stages.items()}, words), told, words)


def _flow(rows: Sequence[Row], stages: Mapping[str, int | None], words: Words) -> str:
    enrolled, referred = stages.get("enrolled"), stages.get("referred")
    unknown = [r.n for r in select(rows, "lost_before_outcome_known") if r.group == EVERYBODY]
    if enrolled is None:
        return words.text("flow-withheld")
    written = words.number.count(enrolled)
    if referred is None:
        return words.text("flow-enrolled", enrolled=people(enrolled, words, k=1))
    first = {"referred": words.number.count(referred), "enrolled": written}
    known = [n for n in unknown if n is not None]
    if not unknown or len(known) < len(unknown):
        return words.text("flow-no-unknown", **first)
    return words.text("flow-all", **first, unknown=words.number.count(sum(known)))


_SENTENCES: dict[str, Callable[[Row, Words], str]] = {
    "median": _median_sentence,
    "months_in_work": _months_sentence,
    "months_without": _months_sentence,
    "gap_within": gap_with_verdict,
    "gap_months": gap_with_verdict,
    "gap_months_without": gap_with_verdict,
    "outcome_known_12_months": _known_sentence,
    "share_of_participants": _part_sentence,
    "share_sustained": sustained_sentence,
    "share_if_none_started": bound_sentence,
    "share_if_all_started": bound_sentence,
    "share_verified": bound_sentence,
    "share_standardised": standardised_sentence,
    "gap_standardised": adjusted_sentence,
    "share_in_state": state_sentence,
}
