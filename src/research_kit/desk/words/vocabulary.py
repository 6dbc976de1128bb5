"""The words by which a partner's names and codes are recognised: the package's own, and those the study declares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from research_kit.desk.words.likeness import likeness, plain
from research_kit.desk.words.read_words import Words, read_words
from research_kit.study.declaration import DataDeclaration
from research_kit.study.schemas.columns import ColumnSpec

_DECLARED = {"target_groups": "target_groups", "phase": "phases"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """What is known beside the package's own words, as the study declares it.

    `labels`: our column -> {word: code}. `dimensions`: a dimension of the study's own -> what it is called.
    """

    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dimensions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def likeness_of_column(self, name: str, table: str, column: str) -> float:
        """How sure a header is to mean a column of a table, by its name alone."""
        words = (*_words_of_column(table, column), *map(plain, self.dimensions.get(column, ())))
        return 1.0 if name in words else max(likeness(name, word) for word in words)

    def codes(self, table: str, spec: ColumnSpec) -> dict[str, str]:
        """Plain word -> our code, for a column of codes."""
        own = _code_words(table, spec.name)
        known = {word: code for word, code in own.items() if not spec.codes or code in spec.codes}
        known |= {plain(code): code for code in spec.codes}
        return known | {plain(word): code for word, code in self.labels.get(spec.name, {}).items()}

    def spoken(self, table: str, spec: ColumnSpec) -> dict[str, str]:
        """The same words as they are spelled, in small letters."""
        own = _codes_of(table, spec.name).items()
        words = {word: code for code, spoken in own for word in spoken if not spec.codes or code in spec.codes}
        return words | {word.casefold(): code for word, code in self.labels.get(spec.name, {}).items()}


def study_vocabulary(data: DataDeclaration | None) -> Vocabulary:
    """The words of a study: what its own target groups, phases and dimensions are called."""
    if data is None:
        return Vocabulary()
    labels = {column: _spoken(getattr(data, section)) for column, section in _DECLARED.items()}
    return Vocabulary(
        labels=labels | {name: _spoken(one.codes) for name, one in data.dimensions.items()},
        dimensions={name: tuple(_words_of(one.labels)) for name, one in data.dimensions.items()},
    )


def likeness_of_personal_number(name: str) -> float:
    """How sure a header is to be a personal number's, by its name alone."""
    return _most_alike(name, read_words("columns")["*"]["personal_number"])


def likeness_of_own_id(name: str) -> float:
    """How sure a header is to be a partner's own number for a person, by its name alone."""
    return _most_alike(name, read_words("columns")["*"]["own_id"])


def likeness_of_table(name: str, table: str) -> float:
    """How sure a file's or a sheet's name is to mean a table."""
    return _most_alike(name, read_words("tables")["*"].get(table, ()))


def by_convention(column: str) -> dict[str, str]:
    """Digit -> our code, as official code lists have it."""
    return {digit: code for code, digits in read_words("digits").get(column, {}).items() for digit in digits}


def _most_alike(name: str, words: Iterable[str]) -> float:
    return max((likeness(name, plain(word)) for word in words), default=0.0)


@cache
def _words_of_column(table: str, column: str) -> tuple[str, ...]:
    everywhere, own = read_words("columns")["*"], read_words("columns").get(table, {})
    words = own.get(column, ()) if column != "recorded_at" else everywhere[column]
    people = everywhere["own_id"] if column == "own_id" else ()
    return tuple(dict.fromkeys([*map(plain, (*words, *people)), plain(column)]))


@cache
def _code_words(table: str, column: str) -> dict[str, str]:
    return {plain(word): code for code, words in _codes_of(table, column).items() for word in (*words, code)}


def _codes_of(table: str, column: str) -> Words:
    """Words by code; a column may have words in one table that it has not in another."""
    lists = read_words("codes")
    return lists.get(f"{table}.{column}", lists.get(column, {}))


def _spoken(texts: Mapping[str, object]) -> dict[str, str]:
    """What a study's own codes are called, in every language it says it in."""
    return {word: code for code, labels in texts.items() for word in _words_of(labels)}


def _words_of(labels: object) -> list[str]:
    values = labels.values() if isinstance(labels, Mapping) else dict(labels).values()  # type: ignore[call-overload]
    return [str(value) for value in values if isinstance(value, str) and value]
