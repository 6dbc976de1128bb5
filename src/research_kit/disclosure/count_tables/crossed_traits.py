"""Which traits have to be crossed with one another for people with all traits to be found, and which need not be."""

from __future__ import annotations

from collections.abc import Collection

Traits = frozenset[str]


def crossed_traits(counted: Collection[Traits]) -> tuple[Traits, ...]:
    """Sets of traits, each counted set within one of them, that hang together like a tree.

    Counts by these sets that agree wherever two of them share traits are the counts of some people with all traits
    (Vorob'ev 1962, doi:10.1137/1107014): whoever is alike in what is shared can be joined, person by person. Traits
    are taken away one after the other, each with what it is crossed with, the least crossed first.
    """
    found: list[Traits] = []
    left, names = set(counted), set[str]().union(*counted)
    while names:
        own = {name: frozenset[str]().union(*(each for each in left if name in each)) for name in names}
        first = min(names, key=lambda name: (len(own[name]), name))
        found.append(own[first])
        left = {each for each in left if first not in each} | {own[first] - {first}}
        names.remove(first)
    return tuple(each for each in found if not any(each < other for other in found))
