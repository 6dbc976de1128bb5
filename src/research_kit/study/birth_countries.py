"""Countries of birth as partners write them: all that is kept of one is whether it is another country than Sweden."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

_SWEDEN = "SE"
_LANGUAGES = ("sv", "en")
_NO_COUNTRIES = ("001", "ZZ")  # the world, and a region that is not known
_OTHER_NAMES = (
    "norden", "övriga norden", "europa", "övriga europa", "utanför europa", "eu", "inom eu", "övriga eu", "utanför eu",
    "övriga världen", "afrika", "asien", "nordamerika", "sydamerika", "latinamerika", "oceanien", "mellanöstern",
    "africa", "asia", "europe", "outside europe", "jugoslavien", "f.d. jugoslavien", "yugoslavia", "sovjetunionen",
    "soviet union", "kurdistan", "palestina", "palestine", "bosnien", "bosnia", "usa", "england", "burma",
    "elfenbenskusten", "vitryssland", "kongo", "congo", "makedonien", "macedonia", "tjeckoslovakien", "turkey",
)  # fmt: skip
"""Parts of the world, countries that are no more, and names that are not the official ones."""


@cache
def foreign_born_by_country() -> Mapping[str, str]:
    """What somebody was born in, in small letters, Swedish or English -> `yes` (another country) or `no` (Sweden)."""
    from babel import Locale

    names = {
        name.casefold(): "no" if code == _SWEDEN else "yes"
        for language in _LANGUAGES
        for code, name in Locale(language).territories.items()
        if code not in _NO_COUNTRIES
    }
    return MappingProxyType(dict.fromkeys(_OTHER_NAMES, "yes") | names)
