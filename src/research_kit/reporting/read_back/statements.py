"""What a page says of numbers of people: each statement with whom it counts, the quarter it is from and its place."""

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
class Statement:
    """`n` people are told of, or a share in whole percent of `of`; `place` is the page, the item and the text.

    Where neither is given, the page says that the number is withheld.
    """

    key: Key
    place: str
    n: int | None = None
    percent: int | None = None
    of: str = ""
    perhaps: str = ""
    """Of those counted by this name it is not known whether they belong to the part: empty for a plain share."""
    at: tuple[str, str, str, str] = ("", "", "", "")
    """The page, the item, and the headers of the row and the column, or where in a text: none of them a value."""

    @property
    def is_told(self) -> bool:
        """Whether it says how many."""
        return self.n is not None or self.percent is not None


def group_in_words(group: Group) -> str:
    """A group by its dimensions and codes."""
    return ", ".join(f"{name} = {value}" for name, value in group) or "everybody"
