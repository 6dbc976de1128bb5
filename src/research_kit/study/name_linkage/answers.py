"""Her answers, before they are recorded: each about a pair that was proposed, none against another, no name in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from research_kit.errors import SourceError
from research_kit.study.identity_numbers import contains_identity_number
from research_kit.study.name_linkage.at_the_door import lists_of
from research_kit.study.name_linkage.groups import gathered, twice_in_a_list
from research_kit.study.name_linkage.journal import Journal, Pair
from research_kit.study.name_linkage.review_file import Answered
from research_kit.study.name_linkage.spelling import spelled
from research_kit.study.pseudonyms import PseudonymKey

_NOTHING = "Nothing was recorded."
_SHORTEST_NAME = 3


def coded_pairs(pairs: Sequence[Pair], key: PseudonymKey) -> dict[str, Pair]:
    """Code -> pair. The code stands beside names: it is no pseudonym of the study."""
    distinct = list(dict.fromkeys(pairs))
    said = pl.Series([f"{a}\x1f{b}" for a, b in distinct], dtype=pl.String)
    codes = key.pseudonyms(said, namespace="linkage_pair").str.slice(0, 12)
    return dict(zip(codes, distinct, strict=True))


def codes_about(persons: Collection[str], journal: Journal, key: PseudonymKey) -> set[str]:
    """The codes of all pairs in which one of these people stands."""
    others = journal.without(persons)
    pairs = {*journal.proposed, *journal.answers} - {*others.proposed, *others.answers}
    return set(coded_pairs(sorted(pairs), key))


def accepted(
    answered: Sequence[Answered], journal: Journal, people: pl.DataFrame, *, key: PseudonymKey, today: date
) -> list[dict[str, Any]]:
    """The entries for the journal, all of them or none.

    Raises
    ------
    SourceError
        An answer is about no pair that was proposed, has a name or an identity number in its reason, makes two numbers
        of one list one person, or says yes where other answers together say no.
    """
    pair_of = coded_pairs([*journal.proposed, *journal.answers], key)
    unknown = [one.where for one in answered if one.code not in pair_of]
    if unknown:
        raise SourceError(
            f"{unknown[0]}: the code in the first column is none of this study's ({len(unknown)} such rows). Leave "
            f"that column as it was, or delete the file and run `research-kit link` again. {_NOTHING}"
        )
    _require_no_names(answered, pair_of, people)
    new = [one for one in answered if journal.answers.get(pair_of[one.code]) != one.answer]
    said = {pair_of[one.code]: one for one in new}
    _require_one_meaning({**journal.answers, **{pair: one.answer for pair, one in said.items()}}, said, people)
    return [
        {"kind": "answered", "pair": pair, "answer": one.answer, "by": "researcher", "on": today.isoformat(),
         "reason": one.reason}
        for pair, one in said.items()
    ]  # fmt: skip


def _require_no_names(answered: Sequence[Answered], pair_of: Mapping[str, Pair], people: pl.DataFrame) -> None:
    """The journal holds no name: a reason that mentions one of the two is refused."""
    names = people.select(
        "person", part=pl.concat_str("given", "family", separator=" ", ignore_nulls=True).str.split(" ")
    )
    of_person = {person: set(parts) for person, parts in names.iter_rows()}
    words = pl.DataFrame({"reason": [one.reason for one in answered]}, schema={"reason": pl.String}).select(
        spelled(pl.col("reason")).fill_null("").str.split(" ")
    )["reason"]
    for one, said in zip(answered, words, strict=True):
        theirs = set().union(*(of_person.get(person, set()) for person in pair_of[one.code]))
        is_named = any(len(word) >= _SHORTEST_NAME and word in theirs for word in said)
        if is_named or contains_identity_number(one.reason):
            raise SourceError(
                f"{one.where}: the reason holds a name or an identity number, and it is kept for good. Write it "
                f"without, such as `same phone, asked the coach`. {_NOTHING}"
            )


def _require_one_meaning(answers: Mapping[Pair, str], new: Mapping[Pair, Answered], people: pl.DataFrame) -> None:
    yes = [pair for pair, answer in answers.items() if answer == "yes"]
    clashing = twice_in_a_list(yes, lists_of(people))
    rows = [one.where for pair, one in new.items() if pair in clashing]
    if rows:
        raise SourceError(
            f"{', '.join(rows)}: with these answers two different numbers of one list would be one person. At most one "
            f"of them can be right: change the others to no, or correct the list. {_NOTHING}"
        )
    groups = dict(gathered(yes).iter_rows())
    against = [
        pair
        for pair, answer in answers.items()
        if answer == "no" and groups.get(pair[0], -1) == groups.get(pair[1], -2)
    ]
    if against:
        where = [one.where for pair, one in new.items()]
        raise SourceError(
            f"{', '.join(where)}: some of these answers together make one person of two whom an answer of no keeps "
            f"apart. Change one of them. {_NOTHING}"
        )
