"""The outside attack as a whole: pages in, and whom they give away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from research_kit.results import Subject
from tests.attack.intruder import attacked, least_of
from tests.attack.pages import told_by
from tests.attack.statements import Edition, Key, Told
from tests.attack.system import System, system_of
from tests.attack.truth import contradicted, world_of


@dataclass(frozen=True, slots=True)
class SingledOut:
    """A number of 1 to k-1 people that the pages give away: what it counts, the truth, and the attacker's limits."""

    name: str
    true: int
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attack came to: `misled` counts narrow intervals that the true number is not in."""

    statements: int
    numbers: int
    ties: int
    asked: int
    singled_out: tuple[SingledOut, ...]
    misled: int
    unproven: int
    untrue: tuple[str, ...]


def read(editions: Sequence[Edition], subject: Subject) -> list[Told]:
    """Everything that the pages of all quarters say."""
    return [told for edition in editions for told in told_by(edition, subject)]


def attack(
    told: Sequence[Told],
    truth: Mapping[Key, int],
    *,
    falls: bool = False,
    seconds: float = 600.0,
    whole_seconds: float = 0.0,
) -> Outcome:
    """Asks for every number of people that truly is 1 to k-1, whatever its sign.

    Parameters
    ----------
    told
        What the pages say.
    truth
        The exact numbers, which decide what is asked for; the attacker's arithmetic does not see them.
    falls
        Whether the attacker allows for numbers that fall from quarter to quarter.
    seconds, whole_seconds
        Time boxes, as of `attacked`.
    """
    system = system_of(told, falls=falls)
    world = world_of(system, truth)
    asked = _small(system, world)
    answer = attacked(system, asked, seconds=seconds, whole_seconds=whole_seconds)
    narrow = [(one, world[one.place]) for one in answer.narrow]
    right = [(one, true) for one, true in narrow if true is not None and one.lower - 0.5 < true < one.upper + 0.5]
    return Outcome(
        statements=sum(one.n is not None or one.percent is not None for one in told),
        numbers=len(system.names),
        ties=len(system.rows),
        asked=len(asked),
        singled_out=tuple(SingledOut(system.names[one.place], true, one.lower, one.upper) for one, true in right),
        misled=len(narrow) - len(right),
        unproven=answer.unproven,
        untrue=tuple(contradicted(system, world)),
    )


def _small(system: System, world: Sequence[int | None]) -> dict[int, int]:
    """The numbers that are 1 to k-1 people, each with its k, or with the number of those among whom it is counted.

    Where seven people of everybody are told, that the long-term sick among them are none to seven is no secret.
    """
    signs = {_sign(system, place): place for place in range(len(system.names))}
    found = {}
    for place, true in enumerate(world):
        key = system.keys[place]
        if true is None or key is None or not 0 < abs(true) < least_of(key.group):
            continue
        among = signs.get(_sign(system, place, of_all=True))
        people = None if among is None or among == place else world[among]
        least = least_of(key.group)
        found[place] = least if people is None else min(least, max(least_of(()), abs(people)))
    return found


def _sign(system: System, place: int, *, of_all: bool = False) -> tuple[object, ...]:
    """What a number is, however it was made; the same number of everybody, the well included."""
    if place in system.derived:
        whole, parts = system.derived[place]
        return tuple(_sign(system, each, of_all=of_all) for each in (whole, *parts))
    key = system.keys[place]
    assert key is not None
    group = tuple(pair for pair in key.group if least_of((pair,)) == least_of(())) if of_all else key.group
    return (key.quarter, group, key.what)
