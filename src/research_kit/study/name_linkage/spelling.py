"""Names in one spelling, so that what is only written differently is the same: accents, hyphens, å and aa, ö and oe."""

from __future__ import annotations

import polars as pl

_LETTERS = {
    "å": "a", "ä": "a", "ö": "o", "æ": "a", "ø": "o", "ü": "u", "é": "e", "è": "e", "ê": "e", "ë": "e", "á": "a",
    "à": "a", "â": "a", "ã": "a", "í": "i", "ì": "i", "î": "i", "ï": "i", "ı": "i", "ó": "o", "ò": "o", "ô": "o",
    "õ": "o", "ú": "u", "ù": "u", "û": "u", "ý": "y", "ÿ": "y", "ñ": "n", "ń": "n", "ç": "c", "ć": "c", "č": "c",
    "š": "s", "ś": "s", "ş": "s", "ș": "s", "ž": "z", "ź": "z", "ż": "z", "ł": "l", "đ": "d", "ð": "d", "ğ": "g",
    "ř": "r", "ť": "t", "ţ": "t", "ț": "t", "ß": "ss", "þ": "th",
}  # fmt: skip
_PAIRS = {"aa": "a", "ae": "a", "oe": "o", "ue": "u"}
_PARTICLES = ("al", "el", "von", "van", "de", "da", "af")


def spelled(name: pl.Expr) -> pl.Expr:
    """A name in small letters of a to z and single spaces; null where nothing is left of it."""
    small = name.str.to_lowercase().str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    plain = small.str.replace_all(r"['’´`.]", "").str.replace_all(r"[^a-z]+", " ").str.strip_chars()
    one_way = plain.str.replace_many(list(_PAIRS), list(_PAIRS.values()))
    return pl.when(one_way != "").then(one_way)


def parts_of(spelled_name: pl.Expr) -> pl.Expr:
    """The parts of a spelled name, in the order of the alphabet and without small words that come and go."""
    parts = spelled_name.str.split(" ").list.unique().list.sort()
    kept = parts.list.filter(~pl.element().is_in(_PARTICLES))
    return pl.when(kept.list.len() > 0).then(kept).otherwise(parts)
