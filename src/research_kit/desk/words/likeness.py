"""How alike two names are, however they are written: 1 is the same word, 0 is nothing in common."""

from __future__ import annotations

import difflib
import re
import unicodedata
from functools import lru_cache

_NOISE = frozenset(
    {"datum", "date", "dag", "den", "for", "kod", "code", "nr", "nummer", "the", "of", "procent", "level", "grad"}
)
_NEGATIONS = frozenset({"ej", "inte", "icke", "ingen", "inga", "utan", "no", "not", "non", "without", "never"})
_LEAST_RATIO = 0.86
_LEAST_CUT = 6
_CHOICE = r"(?i)(?<=\s)(ja|j|k|m|kv|yes|y|kvinna|man)\s?/\s?(nej|n|m|k|no|man|kvinna)$"
_CUT_SHORT = 0.88


@lru_cache(maxsize=8_192)
def plain(name: str) -> str:
    """A name in small letters a to z and digits, its words parted by single spaces; what is in brackets is left out.

    `Utrikes_född (ja/nej)`, `UtrikesFodd` and `utrikes född` are one name. A word that a full stop cuts short keeps a
    mark (`inskr. dag` is `inskr~ dag`), `nr` is a number, `dat` a date. What may be answered
    (`J/N`, `K/M`) is no part of it.
    """
    bare = re.sub(r"\(.*?\)|\[.*?\]", " ", name)
    bare = re.sub(_CHOICE, " ", bare) if " " in bare.strip() else bare
    parted = re.sub(r"(?<=[a-zåäö0-9])(?=[A-ZÅÄÖ][a-zåäö])", " ", bare)
    letters = unicodedata.normalize("NFKD", parted.casefold()).encode("ascii", "ignore").decode()
    cut = re.sub(r"\b([a-z]{3,})\.", r"\1~ ", letters.replace("<", " under ").replace("%", " procent "))
    words = re.sub(r"(?<![a-z])nr\b|(?<=[a-z]{4})nr\b", "nummer", re.sub(r"[^a-z0-9~]+", " ", cut))
    return re.sub(r"(?<![a-z])dat\b|(?<=[a-z]{4})dat\b", "datum", words).strip()


@lru_cache(maxsize=262_144)
def likeness(name: str, word: str) -> float:
    """How alike two plain names are.

    The same but for spaces: nearly 1. Cut short, or in another form (`genomford`, `genomfort`): 0.95; cut short without
    a full stop: 0.88. The same but for words such as `datum`: 0.92. A word within a longer name or at its end: 0.7. A
    slip of the pen: below 0.9. One denies what the other says: 0.
    """
    if name == word:
        return 1.0
    if name.replace(" ", "") == word.replace(" ", ""):
        return 0.98
    if _stems(name) == _stems(word) or _is_cut_short(name, word):
        return 0.95
    return _by_words(name, word) or (_CUT_SHORT if _may_be_cut_short(name, word) else _by_letters(name, word))


def _is_cut_short(name: str, word: str) -> bool:
    return "~" in name and re.fullmatch(name.replace("~ ", "[a-z]* ?").replace("~", "[a-z]*"), word) is not None


def _may_be_cut_short(name: str, word: str) -> bool:
    """The same without the full stops: `startdat`, `utb niva`, `inskr nummer`."""
    parts = name.split()
    if "~" in name or min(map(len, parts), default=0) < (3 if len(parts) > 1 else _LEAST_CUT):
        return False
    return re.fullmatch("[a-z]* ?".join(parts) + "[a-z]*", word) is not None


def _by_words(name: str, word: str) -> float:
    ours, theirs = set(name.split()), set(word.split())
    if not theirs or not theirs <= ours or (ours & _NEGATIONS) != (theirs & _NEGATIONS):
        return 0.0
    return 0.92 if ours - theirs <= _NOISE else 0.7


@lru_cache(maxsize=8_192)
def _stems(name: str) -> tuple[str, ...]:
    """Words without the endings of Swedish participles."""
    return tuple(re.sub(r"(?<=[a-z]{5})(des|de|da|d|t|en|na|et)$", "", word) for word in name.split())


def _by_letters(name: str, word: str) -> float:
    if (set(name.split()) & _NEGATIONS) != (set(word.split()) & _NEGATIONS):
        return 0.0
    if len(word) >= 5 and name.endswith(word):
        return 0.7
    shorter, longer = sorted((len(name), len(word)))
    if shorter < 4 or 2 * shorter < _LEAST_RATIO * (shorter + longer):
        return 0.0
    if re.sub(r"\D", "", name) != re.sub(r"\D", "", word):
        return 0.0
    matcher = difflib.SequenceMatcher(None, name, word, autojunk=False)
    if matcher.quick_ratio() < _LEAST_RATIO:
        return 0.0
    ratio = matcher.ratio()
    return 0.9 * ratio if ratio >= _LEAST_RATIO else 0.0
