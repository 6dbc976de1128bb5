"""Everything that pages say, of all quarters, as one set of linked counts: what an outsider can put together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from research_kit.disclosure.linked.linked_counts import LinkedCounts, Ratio, Sum
from research_kit.reporting.read_back.divisions import Divisions, division_of, overlaps, splits
from research_kit.reporting.read_back.known_ties import never_falls, ties_among, with_what_they_imply
from research_kit.reporting.read_back.statements import Group, Key, Statement

_HALF = 0.005 + 1e-9
Interval = tuple[float, float]


@dataclass
class Together:
    """Linked counts and what is told of each; `what` says of every count whom it counts."""

    what: list[Key] = field(default_factory=list)
    place: dict[Key, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    told: dict[int, Interval] = field(default_factory=dict)

    @property
    def linked(self) -> LinkedCounts:
        """The counts and their ties."""
        ties = dict.fromkeys(self.sums)
        return LinkedCounts(size=len(self.what), sums=tuple(ties), ratios=tuple(dict.fromkeys(self.ratios)))

    def count(self, key: Key) -> int:
        """The number of a count, made when it is first asked for."""
        if key not in self.place:
            self.place[key] = len(self.what)
            self.what.append(key)
        return self.place[key]

    def tie(self, whole: Key, parts: Iterable[Key], rest: str | None = None, *, group: Group | None = None) -> None:
        """whole = sum of parts + the rest, where there may be any."""
        counts = [self.count(part) for part in parts]
        if rest is not None:
            counts.append(self.count(Key(whole.quarter, whole.group if group is None else group, rest)))
        self.sums.append(Sum(self.count(whole), tuple(counts)))

    def tell(self, count: int, lower: float, upper: float) -> None:
        """lower <= count <= upper; of two statements both hold."""
        least, most = self.told.get(count, (0.0, float("inf")))
        self.told[count] = (max(least, lower), min(most, upper))


def told_together(statements: Sequence[Statement], *, rising: bool = True) -> Together:
    """What the pages of one or several quarters say, as linked counts.

    Parameters
    ----------
    statements
        Of all pages (`statements_of`).
    rising
        Whether nobody ever leaves: else nothing is known of one quarter from another but their numbers. Then a quarter
        has only the counts of which it tells something, since all quarters hang together.
    """
    made = Together()
    quarters = sorted({one.key.quarter for one in statements})
    groups = sorted({one.key.group for one in statements} | {()})
    divided = Divisions(statements)
    everything = _names_by_split(statements)
    for quarter in quarters:
        of_quarter = _names_by_split([one for one in statements if one.key.quarter == quarter])
        names = of_quarter if rising else everything
        own = {group: names[_split(group)] for group in groups if _split(group) in names}
        _of_one_quarter(made, quarter, own, divided)
    for one in statements:
        _say(made, one)
    if rising:
        _from_quarter_to_quarter(made)
    return made


def _split(group: Group) -> tuple[str, ...]:
    return tuple(name for name, _ in group)


def _names_by_split(statements: Sequence[Statement]) -> dict[tuple[str, ...], list[str]]:
    """The quantities that are told of everybody, and of the groups of each way to divide people."""
    told: dict[tuple[str, ...], set[str]] = {(): {"n"}}
    for one in statements:
        told.setdefault(_split(one.key.group), set()).update({one.key.what, one.of, one.perhaps} - {"", "all"})
    return {split: with_what_they_imply(names) for split, names in told.items()}


def _of_one_quarter(made: Together, quarter: str, names: Mapping[Group, Sequence[str]], divided: Divisions) -> None:
    """The ties within each group, then over the groups that divide another."""
    for group, own in names.items():
        for tie in ties_among(own):
            made.tie(Key(quarter, group, tie.whole), [Key(quarter, group, part) for part in tie.parts], tie.rest)
    for parent, dimension, children in splits(names):
        for name in names[parent]:
            parts = [child for child in children if name in names[child]]
            if parts:
                complete = divided.leave_nobody_out(division_of(dimension, children), quarter, name)
                _over_groups(made, Key(quarter, parent, name), (dimension, parts), complete=complete)


def _over_groups(made: Together, whole: Key, split: tuple[str, list[Group]], *, complete: bool) -> None:
    """Groups of one dimension are parts of a whole; overlapping ones each by itself."""
    dimension, children = split
    parts = [Key(whole.quarter, child, whole.what) for child in children]
    if complete:
        made.tie(whole, parts)
        return
    together = [[part] for part in parts] if overlaps(dimension) else [parts]
    for own in together:
        values = "|".join(dict(part.group)[dimension] for part in own)
        outside = tuple(sorted((*whole.group, (dimension, f"none of {values}"))))
        made.tie(whole, own, whole.what, group=outside)


def _say(made: Together, one: Statement) -> None:
    """A number is itself; a share in whole percent is an interval of parts of its base, known or not."""
    if one.n is not None:
        made.tell(made.count(one.key), one.n, one.n)
    if one.percent is None:
        return
    of_all = one.of == "all"
    base = made.count(Key(one.key.quarter, () if of_all else one.key.group, "n" if of_all else one.of))
    part, most = made.count(one.key), made.count(one.key)
    if part == base:
        return
    if one.perhaps:
        most = made.count(Key(one.key.quarter, one.key.group, f"{one.key.what} or {one.perhaps}"))
        made.tie(made.what[most], [one.key, Key(one.key.quarter, one.key.group, one.perhaps)])
    share = one.percent / 100
    made.ratios.append(Ratio(part, base, 0.0, min(share + _HALF, 1.0)))
    made.ratios.append(Ratio(most, base, max(share - _HALF, 0.0), 1.0))


def _from_quarter_to_quarter(made: Together) -> None:
    """Who was counted is counted still, where nobody leaves: a later number is an earlier one and those who came."""
    series: dict[tuple[Group, str], list[Key]] = {}
    for key in [key for key in made.place if never_falls(key.what) and not _is_rest(key)]:
        series.setdefault((key.group, key.what), []).append(key)
    for (_, what), keys in series.items():
        own = sorted(keys, key=lambda key: key.quarter)
        told = [key for key in own if made.place[key] in made.told]
        for before, after in dict.fromkeys([*pairwise(own), *pairwise(told)]):
            made.tie(after, [before], f"{what}, come since {before.quarter}")


def _is_rest(key: Key) -> bool:
    return " " in key.what or any(value.startswith("none of") for _, value in key.group)


def exact(told: Mapping[int, Interval]) -> dict[int, float]:
    """The counts of which the number itself is told."""
    return {count: lower for count, (lower, upper) in told.items() if lower == upper}
