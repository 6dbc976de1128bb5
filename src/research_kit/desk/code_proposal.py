"""Which of a partner's codes is which of ours, from the words alone; rare codes are neither shown nor kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from research_kit.desk.proposal import CodeProposal, CodesOfColumn
from research_kit.desk.value_facts import filled_cells
from research_kit.desk.words.likeness import likeness, plain
from research_kit.desk.words.vocabulary import by_convention
from research_kit.study import codes
from research_kit.study.birth_countries import foreign_born_by_country
from research_kit.study.schemas.columns import ColumnSpec

_MOST_CODES = 60
_LEAST_KNOWN = 0.5
_BY_A_SLIP = 0.7
_BY_CONVENTION = 0.7
_MOST_SHORT_CODES = 15
_SHORT = 2
_SEPARATORS = (",", ";", "|", "/", "+")
_YES_NO = (*codes.TRUE_WORDS, *codes.FALSE_WORDS, *codes.UNKNOWN_WORDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeQuestion:
    """A column of codes, and what its codes may be.

    `words`: plain word -> our code; `spoken`: the same words as they are spelled. `people`: who each row is about, null
    where the rows are about nobody.
    """

    spec: ColumnSpec
    words: Mapping[str, str]
    spoken: Mapping[str, str]
    k: int
    people: pl.Series | None


def share_recognised(cells: pl.Series, question: CodeQuestion) -> float:
    """The share of the filled cells whose codes, all of them, are recognised for certain; 0 where none is filled."""
    text = filled_cells(cells)
    if text.is_empty():
        return 0.0
    known = list(_known(text, question))
    if question.spec.kind != "set":
        return float(text.str.to_lowercase().is_in(known).sum()) / len(text)
    separator = _separator(text, question) or ","
    members = text.str.to_lowercase().str.split(separator).list.eval(pl.element().str.strip_chars())
    within = members.list.eval(pl.element().is_in(known) | (pl.element() == "")).list.all()
    return float(within.sum()) / len(text)


def propose_codes(cells: pl.Series, question: CodeQuestion) -> CodesOfColumn:
    """What is proposed for the codes of a column; those that our reader understands by itself need no line.

    A code on fewer than `k` rows is never taken from the cells. Where a rare code is one of the assistant's own words,
    the assistant's words are proposed for every code that no shown one means, whether or not anybody has them.
    """
    separator = _separator(cells, question) if question.spec.kind == "set" else None
    found = _counted(cells, question, separator)
    if found.height > _MOST_CODES or found.is_empty():
        return CodesOfColumn(not_shown=0 if question.spec.kind == "text" else found.height)
    known = _known(found["code"], question)
    asked = found.filter(~pl.col("code").is_in(_understood(question.spec)))
    recognised = asked.filter(pl.col("code").is_in(list(known)))
    proposed = [
        CodeProposal(theirs=written, ours=known[code], sureness=1.0, rows=rows)
        for written, code, rows in recognised.filter("shown").select("written", "code", "rows").iter_rows()
    ]
    has_rare = not recognised["shown"].all()
    proposed += _own_words(question, {one.ours for one in proposed}) if has_rare else []
    placed = {one.theirs.casefold() for one in proposed}
    unknown = asked.filter(~pl.col("code").is_in(list(placed)))
    may_be_shown = unknown.filter("shown") if _is_small_set(found, known, question.spec) else unknown.clear()
    rest = _unplaced(may_be_shown, unknown.height, question)
    return replace(
        rest,
        proposed=(*proposed, *rest.proposed),
        separator=None if separator == "," else separator,
        says_only_yes=_says_only_yes(cells, found, question.spec),
    )


def _says_only_yes(cells: pl.Series, found: pl.DataFrame, spec: ColumnSpec) -> bool:
    """A cross where it is so, and nothing where it is not, or is not known."""
    has_empty = len(filled_cells(cells)) < len(cells)
    return has_empty and {"yes", "no"} <= set(spec.codes) and set(found["code"]) <= set(codes.TRUE_WORDS)


def _unplaced(may_be_shown: pl.DataFrame, unknown: int, question: CodeQuestion) -> CodesOfColumn:
    """Of the codes that no word says: what they may be, and how many of them nothing is proposed for."""
    guesses = tuple(_guesses(may_be_shown, question))
    if question.spec.kind == "text":  # the project's own words, of which some have a meaning to us
        return CodesOfColumn(proposed=guesses)
    left = may_be_shown.filter(~pl.col("code").is_in([one.theirs.casefold() for one in guesses]))
    return CodesOfColumn(
        proposed=guesses,
        open=tuple(left.select("written", "rows").iter_rows()),
        not_shown=unknown - may_be_shown.height,
    )


def _is_small_set(found: pl.DataFrame, known: Mapping[str, str], spec: ColumnSpec) -> bool:
    """Whether a column holds codes, of which unknown ones may be shown: digits of a list, a few signs (`A`, `B2`), or
    most rows recognised.
    """
    if set(found["code"]) - set(known) <= set(by_convention(spec.name)):
        return True
    if found.height <= _MOST_SHORT_CODES and (found["code"].str.len_chars() <= _SHORT).all():
        return True
    recognised = found.filter(pl.col("code").is_in(list(known)))["rows"].sum()
    return float(recognised) >= _LEAST_KNOWN * float(found["rows"].sum())


def _counted(cells: pl.Series, question: CodeQuestion, separator: str | None) -> pl.DataFrame:
    """One row is a code in small letters: how it is `written` most often, its `rows`, and whether it may be `shown`."""
    people = question.people if question.people is not None else pl.Series(range(len(cells)))
    rows = pl.DataFrame({"cell": cells, "person": people.cast(pl.String)}).with_columns(
        pl.col("cell").str.split(separator) if separator else pl.concat_list("cell")
    )
    members = rows.explode("cell").with_columns(written=pl.col("cell").str.strip_chars(" \t\n\u00a0\u202f"))
    members = members.with_columns(code=pl.col("written").str.to_lowercase())
    members = members.filter(pl.col("code").is_not_null() & ~pl.col("code").is_in(codes.NOTHING_WORDS))
    enough = 1 if question.people is None else question.k
    return (
        members.group_by("code")
        .agg(pl.col("written").mode().sort(descending=True).first(), rows=pl.len(), people=pl.col("person").n_unique())
        .with_columns(shown=(pl.min_horizontal("rows", "people") >= enough))
        .sort("rows", "code", descending=[True, False])
    )


def _known(written: pl.Series, question: CodeQuestion) -> dict[str, str]:
    """Codes in small letters -> ours, where a word says so or our reader understands it."""
    folded = written.str.to_lowercase().unique().to_list()
    if question.spec.kind == "set":
        folded = [*folded, *{part.strip() for one in folded for sep in _SEPARATORS for part in one.split(sep)}]
    known = {one: one for one in folded if one in question.spec.codes}
    known |= {one: question.words[plain(one)] for one in folded if plain(one) in question.words}
    understood = _understood(question.spec)
    return known | {one: one for one in folded if one in understood}


def _understood(spec: ColumnSpec) -> list[str]:
    """What our reader understands without a line: our own codes, yes and no, countries of birth."""
    countries = foreign_born_by_country() if spec.name == "foreign_born" else ()
    return [*spec.codes, *(_YES_NO if {"yes", "no"} <= set(spec.codes) else ()), *countries]


def _own_words(question: CodeQuestion, there: set[str]) -> list[CodeProposal]:
    """The assistant's words for every code that none of the shown ones means: they tell nothing of the file."""
    understood = _understood(question.spec)
    return [
        CodeProposal(theirs=word, ours=code, sureness=1.0)
        for word, code in question.spoken.items()
        if code not in there and word not in understood
    ]


def _guesses(unknown: pl.DataFrame, question: CodeQuestion) -> list[CodeProposal]:
    """Slips of the pen and digits of official lists: never sure."""
    digits = by_convention(question.spec.name)
    if set(unknown["code"]) <= set(digits):
        return [
            CodeProposal(theirs=written, ours=digits[code], sureness=_BY_CONVENTION, rows=rows)
            for written, code, rows in unknown.select("written", "code", "rows").iter_rows()
        ]
    guesses = []
    for written, code, rows in unknown.select("written", "code", "rows").iter_rows():
        near = {ours for word, ours in question.words.items() if likeness(plain(code), word) > 0.7}
        if len(near) == 1:
            guesses.append(CodeProposal(theirs=written, ours=near.pop(), sureness=_BY_A_SLIP, rows=rows))
    return guesses


def _separator(cells: pl.Series, question: CodeQuestion) -> str | None:
    """What stands between the members of a set: the sign by which most cells fall into codes that are recognised."""
    text = filled_cells(cells).str.to_lowercase()
    known = list(_known(text, question)) if len(text) else []

    def recognised(separator: str) -> int:
        parts = text.str.split(separator).explode().str.strip_chars()
        return int(parts.is_in(known).sum())

    best = max(_SEPARATORS, key=recognised)
    return best if recognised(best) > recognised("\x1f") else ","
