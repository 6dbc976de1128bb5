"""Everything told over all quarters as one system of whole numbers of people: what is told, and what ties it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.attack.answer_ties import is_of_a_moment
from tests.attack.statements import Group, Key, Told, said
from tests.attack.ties import STAGES, quantities, ties_of

MOST = 5000.0
Kept = Mapping[tuple[str, ...], Sequence[str]]
"""The quantities of each way to divide people."""


@dataclass(frozen=True, slots=True)
class Row:
    """lower <= sum of coefficient x number <= upper, and why anybody can say so."""

    terms: tuple[tuple[int, float], ...]
    lower: float
    upper: float
    why: str


@dataclass
class System:
    """Numbers of people, each with its name; `derived` says which number is the rest of which others."""

    names: list[str] = field(default_factory=list)
    keys: list[Key | None] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    derived: dict[int, tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    place: dict[Key, int] = field(default_factory=dict)

    def number(self, key: Key) -> int:
        """The number of a key, made when it is first asked for."""
        if key not in self.place:
            self.place[key] = self._new(f"{key.quarter} {said(key.group)} {key.what}", key, 0.0)
        return self.place[key]

    def rest(self, whole: int, parts: Sequence[int], name: str, *, any_sign: bool = False) -> int:
        """whole = parts + rest, where the rest is people too."""
        made = self._new(name, self.keys[whole], -MOST if any_sign else 0.0)
        self.derived[made] = (whole, tuple(parts))
        self.rows.append(Row(((whole, 1.0), *((part, -1.0) for part in parts), (made, -1.0)), 0.0, 0.0, name))
        return made

    def equal(self, whole: int, parts: Sequence[int], why: str) -> None:
        """whole = sum of parts."""
        self.rows.append(Row(((whole, 1.0), *((part, -1.0) for part in parts)), 0.0, 0.0, why))

    def upto(self, number: int, lower: float, upper: float) -> None:
        """lower <= number <= upper."""
        self.rows.append(Row(((number, 1.0),), lower, upper, f"{self.names[number]} is {lower:g} to {upper:g}"))

    def _new(self, name: str, key: Key | None, lower: float) -> int:
        self.names.append(name)
        self.keys.append(key)
        self.lower.append(lower)
        return len(self.names) - 1


def system_of(told: Sequence[Told], *, falls: bool = False) -> System:
    """The system of everything told.

    Parameters
    ----------
    told
        The statements of all pages.
    falls
        Whether numbers may fall from one quarter to the next (withdrawals): then nothing is known of the changes.
    """
    system = System()
    told = _of_somebody(told)
    quarters = sorted({one.key.quarter for one in told})
    groups = sorted({one.key.group for one in told} | {()})
    reasons = sorted({one.key.what for one in told if one.key.what.startswith("lost before")})
    kept = _quantities_by_split(told)
    whole = _whole_splits(told)
    for quarter in quarters:
        for group in groups:
            at = {what: system.number(Key(quarter, group, what)) for what in kept[_split(group)]}
            ties_of(system, at, f"{quarter} {said(group)}")
            if group == ():
                lost_by_reason(system, at, quarter, reasons)
        _over_groups(system, quarter, (groups, kept), whole)
    _over_quarters(system, quarters, (groups, kept), falls=falls)
    _between_told(system, told)
    _outside_between_told(system, told)
    _charts_together(system, told)
    for one in told:
        _tell(system, one)
    return system


def _of_somebody(told: Sequence[Told]) -> list[Told]:
    """Without the groups of which nothing but noughts is told: nobody is in them."""
    somebody = {one.key.group for one in told if one.n or one.percent} | {()}
    return [one for one in told if one.key.group in somebody or one.n is None]


def _split(group: Group) -> tuple[str, ...]:
    return tuple(name for name, _ in group)


def _quantities_by_split(told: Sequence[Told]) -> Kept:
    """What is told of everybody, and of the groups of each way to divide people, in any quarter."""
    own: dict[tuple[str, ...], list[Told]] = {(): []}
    for one in told:
        own.setdefault(_split(one.key.group), []).append(one)
    return {split: quantities(statements) for split, statements in own.items()}


def lost_by_reason(system: System, at: Mapping[str, int], quarter: str, reasons: Sequence[str]) -> None:
    """Of everybody it is told why people were lost before each step; the reasons listed are all there are."""
    for before, after in pairwise(stage for stage in STAGES if stage in at):
        own = [system.number(Key(quarter, (), each)) for each in reasons if each.startswith(f"lost before {after}:")]
        if own:
            system.equal(at[before], [at[after], *own], f"{quarter}: those lost before {after}, by reason")


def _over_groups(
    system: System, quarter: str, which: tuple[Sequence[Group], Kept], whole: set[tuple[str, ...]]
) -> None:
    groups, kept = which
    for parent, dimension, children in _splits(groups):
        leaves_nobody_out = (dimension, *[dict(child)[dimension] for child in children]) in whole
        for what in sorted(
            each for each in {*kept[_split(parent)]} & {*kept[_split(children[0])]} if not each.startswith("chart")
        ):
            total = system.number(Key(quarter, parent, what))
            parts = [system.number(Key(quarter, child, what)) for child in children]
            name = f"{quarter} {said(parent)} by {dimension}: {what}"
            if leaves_nobody_out:
                system.equal(total, parts, name)
            elif dimension.startswith("target"):
                for child, part in zip(children, parts, strict=True):
                    system.rest(total, [part], f"{name}, outside {said(child)}")
            else:
                system.rest(total, parts, f"{name}, outside")


def _splits(groups: Iterable[Group]) -> list[tuple[Group, str, list[Group]]]:
    """Each group that others divide, by which dimension, and they."""
    found: dict[tuple[Group, str], list[Group]] = {}
    known = set(groups)
    for group in sorted(known):
        for dimension, _ in group:
            parent = tuple(pair for pair in group if pair[0] != dimension)
            if parent in known:
                found.setdefault((parent, dimension), []).append(group)
    return [(parent, dimension, children) for (parent, dimension), children in found.items()]


def _whole_splits(told: Sequence[Told]) -> set[tuple[str, ...]]:
    """The divisions that leave nobody out: some page shows all parts of the people, and their sum."""
    people = {
        Key(one.key.quarter, one.key.group, "n"): one.n
        for one in told
        if one.key.what in ("n", "EECO01") and one.n is not None
    }
    found = set()
    for parent, dimension, children in _splits({one.key.group for one in told} | {()}):
        for quarter in {key.quarter for key in people}:
            numbers = [people.get(Key(quarter, group, "n")) for group in (parent, *children)]
            if None not in numbers and numbers[0] == sum(n for n in numbers[1:] if n is not None):
                found.add((dimension, *[dict(child)[dimension] for child in children]))
    return found


def _over_quarters(
    system: System, quarters: Sequence[str], which: tuple[Sequence[Group], Kept], *, falls: bool
) -> None:
    """Who was there, had started or reached a step stays so: only newcomers are added."""
    for before, after in pairwise(quarters):
        for group in which[0]:
            for what in which[1][_split(group)]:
                if _stays(what):
                    old, new = (system.number(Key(quarter, group, what)) for quarter in (before, after))
                    name = f"{after} {said(group)} {what}, come since {before}"
                    system.rest(new, [old], name, any_sign=falls)


def _stays(what: str) -> bool:
    """Whether it stays true of a person for ever."""
    passing = any(word in what for word in ("unknown", "followed@", "state", "lost"))
    return not passing and not is_of_a_moment(what)


def _between_told(system: System, told: Sequence[Told]) -> None:
    """What came between two quarters of which the same is told, and of the others in the group, of either sign.

    Those not known of are left out: people come to them and leave them, so a change of three is not three people.
    """
    when: dict[tuple[Group, str], set[str]] = {}
    for one in told:
        is_told = one.n is not None or one.percent is not None
        if is_told and "unknown" not in one.key.what and not is_of_a_moment(one.key.what):
            when.setdefault((one.key.group, one.key.what), set()).add(one.key.quarter)
    for (group, what), quarters in when.items():
        for before, after in pairwise(sorted(quarters)):
            old, new = (system.number(Key(quarter, group, what)) for quarter in (before, after))
            system.rest(new, [old], f"{after} {said(group)} {what}, told of since {before}", any_sign=True)
            if what != "n" and "@" in what and not what.startswith(("wait", "stay")):
                people = [system.number(Key(quarter, group, "n")) for quarter in (after, before)]
                others = [system.rest(whole, [part], f"{said(group)} not {what}", any_sign=True)
                          for whole, part in zip(people, (new, old), strict=True)]  # fmt: skip
                name = f"{after} {said(group)} not {what}, told of since {before}"
                system.rest(others[0], [others[1]], name, any_sign=True)


def _outside_between_told(system: System, told: Sequence[Told]) -> None:
    """Those outside a group of which the same is told in two quarters, of either sign."""
    when: dict[tuple[Group, str], set[str]] = {}
    for one in told:
        if one.n is not None and "followed" not in one.key.what and _stays(one.key.what):
            when.setdefault((one.key.group, one.key.what), set()).add(one.key.quarter)
    for (group, what), quarters in when.items():
        parent = when.get(((), what), set())
        for before, after in pairwise(sorted(quarters & parent)) if len(group) == 1 else ():
            outside = [_outside(system, Key(quarter, group, what)) for quarter in (after, before)]
            name = f"{after} outside {said(group)} {what}, told of since {before}"
            system.rest(outside[0], [outside[1]], name, any_sign=True)


def _charts_together(system: System, told: Sequence[Told]) -> None:
    """Those referred up to a quarter, without those of the quarters that a later chart tells of one by one."""
    chart = "chart median_wait "
    single: dict[tuple[str, Group], dict[str, int]] = {}
    for one in told:
        if one.n is not None and one.key.what.startswith(chart):
            quarters = single.setdefault((one.key.quarter, one.key.group), {})
            quarters[one.key.what.removeprefix(chart)] = system.number(one.key)
    for (edition, group), quarters in sorted(single.items()):
        for last in sorted(quarters):
            referred = system.place.get(Key(last, group, "referred"))
            own = [place for quarter, place in quarters.items() if quarter <= last]
            if referred is not None:
                system.rest(referred, own, f"{last} {said(group)} referred in quarters not told of in {edition}")


def _outside(system: System, key: Key) -> int:
    everybody = system.number(Key(key.quarter, (), key.what))
    return system.rest(everybody, [system.number(key)], f"{key.quarter} outside {said(key.group)} {key.what}")


def _base(one: Told) -> Key:
    """Of whom a share is: of all people, of all who have the same in common, or of those in the group."""
    if one.of in ("all", "everybody"):
        return Key(one.key.quarter, (), "n" if one.of == "all" else one.key.what)
    return Key(one.key.quarter, one.key.group, one.of)


def _tell(system: System, one: Told) -> None:
    number = system.number(one.key)
    if one.n is not None:
        system.rows.append(Row(((number, 1.0),), one.n, one.n, one.place))
    if one.at_most is not None:
        system.upto(number, 0.0, one.at_most)
    if one.percent is not None:
        base = system.number(_base(one))
        low, high = ((one.percent + room) / 100 for room in (-one.room - 1e-7, one.room + 1e-7))
        unsure = [(system.number(Key(one.key.quarter, one.key.group, one.perhaps)), 1.0)] if one.perhaps else []
        if base != number:
            system.rows.append(Row(((number, 1.0), (base, -high)), -MOST * 10, 0.0, one.place))
            system.rows.append(Row(((number, 1.0), *unsure, (base, -low)), 0.0, MOST * 10, one.place))
