"""Countries of birth as partners write them: all that is kept of one is whether it is another country than Sweden."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_SWEDEN = "SE"
_LANGUAGES = ("sv", "en")
_MAY_HOLD_SWEDEN = ("001", "150", "154", "155", "EU", "EZ", "UN", "XA", "XB", "ZZ")
"""The world, Europe and its north and west, unions of countries, and what is no place: nothing is guessed of them."""

_OTHER_NAMES = (
    "övriga norden", "utanför norden", "övriga europa", "utanför europa", "outside europe", "övriga eu", "utanför eu",
    "outside eu", "övriga världen", "utomlands", "abroad", "annat land", "utanför sverige", "outside sweden",
    "afrika", "asien", "nordamerika", "sydamerika", "latinamerika", "oceanien", "mellanöstern", "africa", "asia",
    "jugoslavien", "f.d. jugoslavien", "yugoslavia", "sovjetunionen", "soviet union", "kurdistan", "palestina",
    "palestine", "bosnien", "bosnia", "usa", "england", "burma", "elfenbenskusten", "vitryssland", "kongo", "congo",
    "makedonien", "macedonia", "tjeckoslovakien", "turkey",
)  # fmt: skip
"""Words for outside Sweden, parts of the world without it, countries that are no more, and unofficial names."""


@cache
def foreign_born_by_country() -> Mapping[str, str]:
    """What somebody was born in, in small letters, Swedish or English -> `yes` (another country) or `no` (Sweden)."""
    from babel import Locale

    names = {
        name.casefold(): "no" if code == _SWEDEN else "yes"
        for language in _LANGUAGES
        for code, name in Locale(language).territories.items()
        if code not in _MAY_HOLD_SWEDEN
    }
    return MappingProxyType(dict.fromkeys(_OTHER_NAMES, "yes") | names)
