"""Numbers written as words, in Swedish and English: `tre personer`, `none of them`, `the fourth`."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    digits = {word: value for word, value in ones.items() if value < 10}
    digits |= {"en": 1, "ett": 1} if language == "sv" else {"one": 1}
    between = "" if language == "sv" else "-"
    both = {f"{a}{between}{b}": ten + one for a, ten in tens.items() for b, one in digits.items()}
    return {**ones, **tens, **ordinals, **both, **_MANY[language]}


_PLAIN = {language: _plain(language) for language in _SMALL}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


def words_in(text: str, language: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of each number word; of both languages where the language is not known."""
    for one in (language,) if language in _PLAIN else tuple(_PLAIN):
        counting, people = _OF_PEOPLE[one]
        for match in _WORD.finditer(text):
            word = match.group().lower()
            if word in _PLAIN[one]:
                yield match.start(), match.end(), _PLAIN[one][word]
            elif word in counting and re.match(rf"\s+(?:{people})", text[match.end() :], re.IGNORECASE):
                yield match.start(), match.end(), counting[word]


def counts_people(word: str) -> bool:
    """Whether a word that was read as a number is nobody or a pair: `one of them` may as well be one of two ways."""
    return any(counting.get(word.lower(), 1) != 1 for counting, _ in _OF_PEOPLE.values())
