"""What a page says about numbers of people: each statement with the quarter it is from and the place it stands at."""

from __future__ import annotations

from dataclasses import dataclass

Group = tuple[tuple[str, str], ...]
"""Pairs of dimension and value in alphabetical order; () is everybody."""


@dataclass(frozen=True, slots=True)
class Key:
    """A number of people: of which quarter, which group, and what they have in common."""

    quarter: str
    group: Group
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """`n` people are told of, or a share of `of` in percent, give or take `room`, or that they are `at_most` so many.

    `place` is the page, the item and the text.
    """

    key: Key
    place: str
    n: int | None = None
    percent: float | None = None
    of: str = ""
    perhaps: str = ""
    """Of those counted by this name it is not known whether they belong to the part: empty for a plain share."""
    at_most: int | None = None
    room: float = 0.5


@dataclass(frozen=True, slots=True)
class Edition:
    """The pages of one quarter, oldest number first where several quarters are told of."""

    quarter: str
    pages: tuple[str, ...]


def said(group: Group) -> str:
    """A group in words."""
    return ", ".join(f"{name}={value}" for name, value in group) or "all"
