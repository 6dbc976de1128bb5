"""Read an item as a person would: its text, and whether it reads well in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.unit.display.lix import lix


def text(html: str) -> str:
    """What stands on the page, without figures."""
    unbroken = re.sub(r"</?span[^>]*>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", unbroken, flags=re.S))


def digits(said: str) -> list[str]:
    """Every number in a text, smallest first."""
    return sorted(re.findall(r"\d+(?:\.\d+)?", said.replace(",", ".")))


def require_reads_well(item: Callable[[str], str]) -> None:
    """The same digits in both languages, nothing left out of a sentence, and Swedish that is easy to read."""
    swedish, english = item("sv"), item("en")
    assert digits(text(swedish)) == digits(text(english))
    for said in (text(swedish), text(english)):
        assert "None" not in said
        assert not re.search(r"(?<![\d])\.\.| ,| \.(?!\d)|\(\)|: \.", said)
    prose = re.findall(r"<(?:p|h3|figcaption)[^>]*>(.*?)</(?:p|h3|figcaption)>", swedish, flags=re.S)
    assert lix(" ".join(re.sub(r"<[^>]+>", "", part).rstrip(".") + "." for part in prose)) <= 45
