"""`research-kit link`: read her answers, compare everybody, link what is certain, ask about the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from research_kit.errors import FaultyInputError, SourceError
from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.checks.report import CheckReport
from research_kit.study.declaration import DataDeclaration, read_data_declaration
from research_kit.study.erased_people import erased_or_demanded
from research_kit.study.intake import Door, open_key
from research_kit.study.name_linkage.answers import accepted, coded_pairs, codes_about
from research_kit.study.name_linkage.at_the_door import lists_of, with_links_by_name
from research_kit.study.name_linkage.certain import RULE, RULE_IN_WORDS, certain_pairs
from research_kit.study.name_linkage.compare import compare_people
from research_kit.study.name_linkage.groups import links_of, most_counted_twice, twice_in_a_list
from research_kit.study.name_linkage.journal import (
    Journal,
    Pair,
    add_to_journal,
    linkage_folder,
    linking_alone,
    read_journal,
)
from research_kit.study.name_linkage.journal_head import journal_of, keep_head
from research_kit.study.name_linkage.people import DETAILS, people_to_compare
from research_kit.study.name_linkage.review_file import (
    APART,
    DECIDE,
    LINKED,
    read_review,
    review_rows,
    write_review,
)
from research_kit.study.name_linkage.waiting import read_names
from research_kit.study.pseudonyms import PseudonymKey
from research_kit.study.register_head import register_of
from research_kit.study.safe_errors import scrubbed_errors


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkReport:
    """What became of the people in the lists of names.

    `lists`: whose numbers -> how many people. `answers`: how many of hers were recorded now; `certain`: pairs linked by
    the rule now; `linked`: pairs that are one person, in all; `undecided`: pairs in the review file, by which at the
    `most` so many people too many are counted.
    """

    lists: Mapping[str, int]
    answers: int
    certain: int
    linked: int
    undecided: int
    most: int
    review: Path


def link_people(parameters: str | Path, *, today: date) -> LinkReport:
    """Compare the people in the lists of names, and record what is decided; names stay in the review file.

    Parameters
    ----------
    parameters
        The YAML file whose `data` names sources of the table `identity_details`, of at least two partners.
    today
        The day of the decisions.

    Raises
    ------
    FaultyInputError
        The lists of names have blocking faults.
    SourceError
        There is nothing to compare; an answer cannot be accepted (nothing is recorded then); she saved the review file
        meanwhile (it stays as it is); Splink is not installed.
    RunLockedError
        Another command is linking or erasing people of this study.
    """
    with scrubbed_errors():
        return _link(Path(parameters), today)


def _link(parameters: Path, today: date) -> LinkReport:
    data = read_data_declaration(parameters)
    _require_two_lists(data, parameters)
    key = open_key(data, parameters.parent)
    register_of(parameters, data.key_file)
    with linking_alone(linkage_folder(data, parameters)):
        return _linked(data, parameters, Door(folder=parameters.parent, key=key, today=today, log=FaultLog()))


def _linked(data: DataDeclaration, parameters: Path, door: Door) -> LinkReport:
    folder, key = linkage_folder(data, parameters), door.key
    tables, gone = _without_erased(_tables(data, parameters, door), data, parameters, key)
    before, review = journal_of(data, parameters).without(gone), read_review(folder)
    everybody = people_to_compare(tables, data, links_of((), {}), key)
    theirs = codes_about(gone, read_journal(folder), key)
    answered = [one for one in review.answers if one.code not in theirs]
    answers = accepted(answered, before, everybody, key=key, today=door.today)
    add_to_journal(folder, answers)
    journal = read_journal(folder).without(gone)
    lists = lists_of(everybody)
    people = people_to_compare(tables, data, links_of(journal.answered("yes"), lists), key)
    pairs = compare_people(people)
    found = _found(pairs, journal, lists, door.today)
    add_to_journal(folder, [*found, _compared(people, door.today)])
    keep_head(data, parameters)
    journal = read_journal(folder).without(gone)
    path = write_review(folder, _sheets(journal, pairs, everybody, key, review.notes), instead_of=review)
    return LinkReport(
        lists=dict(everybody.group_by("list").agg(pl.col("person").n_unique()).sort("list").iter_rows()),
        answers=len(answers),
        certain=sum(entry["kind"] == "answered" for entry in found),
        linked=len(journal.answered("yes")),
        undecided=len(_open(journal, pairs)),
        most=most_counted_twice(_open(journal, pairs), lists),
        review=path,
    )


def _require_two_lists(data: DataDeclaration, parameters: Path) -> None:
    if len({source.partner for source in data.sources if source.table == DETAILS}) < 2:
        raise SourceError(
            f"{parameters}: people are linked by name between the lists of at least two partners: declare their "
            f"sources of the table `{DETAILS}` (docs/how-to/link_people.md)."
        )


def _tables(data: DataDeclaration, parameters: Path, door: Door) -> dict[str, pl.DataFrame]:
    tables = read_names(data, parameters, door)
    report = CheckReport(study=parameters.stem, table=door.log.table())
    if report.blocking or DETAILS not in tables:
        raise FaultyInputError(report.to_text())
    return dict(tables)


def _without_erased(
    tables: Mapping[str, pl.DataFrame], data: DataDeclaration, parameters: Path, key: PseudonymKey
) -> tuple[dict[str, pl.DataFrame], pl.Series]:
    """The tables without people who were erased, under whichever id, also linked by name; and all their ids."""
    linked = with_links_by_name(tables, data, parameters, key=key, log=FaultLog()).tables
    gone = erased_or_demanded({**tables, **linked}, key, register_of(parameters, data.key_file))
    is_gone = pl.col("pid").is_in(gone.implode()).fill_null(False)
    return {name: rows.filter(~is_gone) for name, rows in tables.items()}, gone


def _found(pairs: pl.DataFrame, journal: Journal, lists: Mapping[str, str], today: date) -> list[dict[str, Any]]:
    """The entries for pairs that are new: proposed, and linked by the rule; and for those that are alike no more."""
    known = {*journal.proposed, *journal.answers}
    certain = [pair for pair in _as_pairs(certain_pairs(pairs)) if pair not in journal.answers]
    clashing = set(twice_in_a_list([*journal.answered("yes"), *certain], lists))
    linked = [pair for pair in certain if pair not in clashing]
    weights = {(a, b): weight for a, b, weight in pairs.select("a", "b", "weight").iter_rows()}
    proposed = [pair for pair in weights if pair not in known]
    said = {"by": RULE, "on": today.isoformat(), "reason": RULE_IN_WORDS, "answer": "yes", "kind": "answered"}
    gone = [pair for pair in journal.undecided if pair not in weights]
    return [
        *({"kind": "withdrawn", "pair": pair} for pair in gone),
        *({"kind": "proposed", "pair": pair, "weight": round(weights[pair], 3)} for pair in proposed),
        *({**said, "pair": pair} for pair in linked),
    ]


def _compared(people: pl.DataFrame, today: date) -> dict[str, Any]:
    return {
        "kind": "compared",
        "on": today.isoformat(),
        "library": f"splink {version('splink')}",
        "rule": RULE,
        "people": people["person"].n_unique(),
        "seen": people["fingerprint"].unique().sort().to_list(),
    }


def _open(journal: Journal, pairs: pl.DataFrame) -> list[Pair]:
    """The undecided pairs among those that are still alike."""
    there = set(_as_pairs(pairs))
    return [pair for pair in journal.undecided if pair in there]


def _sheets(
    journal: Journal, pairs: pl.DataFrame, people: pl.DataFrame, key: PseudonymKey, notes: Mapping[str, str]
) -> dict[str, pl.DataFrame]:
    coded = {pair: code for code, pair in coded_pairs([*journal.proposed, *journal.answers], key).items()}
    is_open = pl.Series([pair in set(journal.undecided) for pair in _as_pairs(pairs)], dtype=pl.Boolean)
    shown = {
        DECIDE: pairs.filter(is_open),
        LINKED: _answered(journal, "yes"),
        APART: _answered(journal, "no"),
    }
    return {name: review_rows(rows, people, coded, notes) for name, rows in shown.items()}


def _answered(journal: Journal, answer: str) -> pl.DataFrame:
    rows = [(*pair, journal.proposed.get(pair)) for pair in sorted(journal.answered(answer))]
    return pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String, "weight": pl.Float64}, orient="row")


def _as_pairs(pairs: pl.DataFrame) -> Sequence[Pair]:
    return list(pairs.select("a", "b").iter_rows())
