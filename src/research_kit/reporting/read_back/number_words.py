"""Numbers written as words: `tre personer`, `none of them`, `the fourth`.

Those of Swedish and English are here, for every language whose tag begins as theirs. Another language says its own in
its catalogue, in `language-number-words`; one that does not cannot be read back, and is refused (DeclarationError).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from research_kit.display import catalogue
from research_kit.errors import DeclarationError

NUMBER_WORDS = "language-number-words"
"""The text in which a catalogue says the number words of its language and their values: `kaksi 2 kolme 3`."""
_SMALL = {
    "sv": "två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton",
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
}
_TENS = {
    "sv": "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
}
_ORDINALS = {
    "sv": "tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte",
    "en": "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
}
_PARTS = {
    "sv": "tredjedel fjärdedel femtedel sjättedel sjundedel åttondel niondel tiondel",
    "en": "",
}
"""Parts of a whole that are words of their own; in English they are the ordinals."""
_OF_PEOPLE = {
    "sv": (
        {"ingen": 0, "inga": 0, "noll": 0, "en": 1, "ett": 1, "enda": 1, "par": 2},
        "person(?:er)?|deltagar\\w*|kvinn\\w+|m[aä]n\\b|man\\b|av|individ\\w*",
    ),
    "en": (
        {"none": 0, "no": 0, "nobody": 0, "zero": 0, "one": 1, "single": 1, "couple": 2},
        "person|people|participants?|wom[ae]n|m[ae]n|of|in|individuals?",
    ),
}
"""Words that are articles or the like elsewhere, and what follows where they count people."""


_MANY = {
    "sv": {"dussin": 12, "dussinet": 12, "tjog": 20, "tiotal": 10, "hundra": 100},
    "en": {"dozen": 12, "dozens": 12, "hundred": 100},
}


def _plain(language: str) -> dict[str, int]:
    ones = {word: value for value, word in enumerate(_SMALL[language].split(), start=2)}
    tens = {word: value for value, word in zip(range(20, 100, 10), _TENS[language].split(), strict=True)}
    ordinals = {word: value for value, word in enumerate(_ORDINALS[language].split(), start=3)}
    parts = {word: value for value, word in enumerate(_PARTS[language].split(), start=3)}
    digits = {word: value for word, value in ones.items() if value < 10}
    digits |= {"en": 1, "ett": 1} if language == "sv" else {"one": 1}
    between = "" if language == "sv" else "-"
    both = {f"{a}{between}{b}": ten + one for a, ten in tens.items() for b, one in digits.items()}
    return {**ones, **tens, **ordinals, **parts, **both, **_MANY[language]}


_PLAIN = {language: _plain(language) for language in _SMALL}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


def words_in(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of each number word, once; of all languages here where the language is not known.

    A page has texts of what its language falls back on too: their number words are read as well.
    """
    known = language in catalogue.languages()
    said = _lists_of(language, catalogue.folders(language)) if known else _here(tuple(_PLAIN))
    for match in _WORD.finditer(text):
        value = next((found for one in said if (found := _value(match, one)) is not None), None)
        if value is not None:
            yield match.start(), match.end(), value


_List = tuple[dict[str, int], dict[str, int], str]
"""The words of a language that are numbers, those that are where they count people, and what then follows."""


def _value(match: re.Match[str], said: _List) -> int | None:
    plain, counting, people = said
    word = match.group().lower()
    is_counted = word in counting and re.match(rf"\s+(?:{people})", match.string[match.end() :], re.IGNORECASE)
    return plain.get(word, counting[word] if is_counted else None)


def require_readable(language: str) -> None:
    """Refuse a language whose numbers in words cannot be read back from its pages.

    Raises
    ------
    DeclarationError
        Its catalogue does not say them, and they are not known here.
    """
    _lists_of(language, catalogue.folders(language))


@lru_cache
def _lists_of(language: str, folders: tuple[Path, ...]) -> tuple[_List, ...]:
    """The lists for a language and what it falls back on, as long as the texts are from these folders."""
    del folders
    return tuple(said for one in catalogue.chain(language) for said in _lists(one))


def _lists(language: str) -> tuple[_List, ...]:
    base = catalogue.tag(language).split("-")[0].lower()
    if base in _PLAIN:
        return _here((base,))
    pairs = (catalogue.own(language, NUMBER_WORDS) or "").lower().split()
    if not pairs or len(pairs) % 2 or not all(value.isdigit() for value in pairs[1::2]):
        raise DeclarationError(
            f"the catalogue `{language}` does not say its number words, so that its pages could not be checked. Add "
            f"`{NUMBER_WORDS} = …`: each word and its value, such as `kaksi 2 kolme 3`."
        )
    return (({word: int(value) for word, value in zip(pairs[::2], pairs[1::2], strict=True)}, {}, ""),)


@lru_cache
def _here(bases: tuple[str, ...]) -> tuple[_List, ...]:
    return tuple((_PLAIN[base], *_OF_PEOPLE[base]) for base in bases)


def counts_people(word: str) -> bool:
    """Whether a word that was read as a number is nobody or a pair: `one of them` may as well be one of two ways."""
    return any(counting.get(word.lower(), 1) != 1 for counting, _ in _OF_PEOPLE.values())
