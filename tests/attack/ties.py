"""What ties the numbers of one group: outcomes, times, definitions within one another, steps on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.attack.answer_ties import answer_quantities, answer_ties_of
from tests.attack.numbers import Numbers
from tests.attack.statements import Told

TIMES = (3, 6, 9, 12)
STAGES = (
    "referred", "accepted", "enrolled", "any_activity", "followed_1", "followed_2", "followed_3", "followed_4",
    "outcome_known",
)  # fmt: skip
_STATES = ("work", "education", "in_project", "ended", "unknown")
_OVER_TIME = ("employment", "education", "terminal", "other", "any_success", "self_support", "unknown")
_CONTAINED = (
    ("employment@12", "sustained_90", "work that did not last 90 days"),
    ("sustained_90", "sustained_180", "work of 90 to 180 days"),
    ("mature", "known", "enrolled a year ago, outcome not known"),
    ("n", "mature", "enrolled less than a year ago"),
)


def quantities(told: Sequence[Told]) -> list[str]:
    """The quantities told of, and those that are left when they are taken away."""
    names = {one.key.what for one in told} | {one.perhaps for one in told} | {one.of for one in told}
    names = {name for name in names if name not in ("", "all", "everybody") and not name.startswith("lost before")} | {
        "n"
    }
    names |= answer_quantities(names)
    for t in TIMES:
        names |= {f"employment@{t}", f"unknown@{t}", f"followed@{t}"}
        apart = {f"education@{t}", f"terminal@{t}"}
        names |= apart if names & apart else {f"other@{t}"}
        if any(name.startswith("state") and name.endswith(f"@{t}") for name in names):
            names |= {f"state {state}@{t}" for state in (*_STATES, "neither")}
    return sorted(names)


def ties_of(system: Numbers, at: Mapping[str, int], label: str) -> None:
    """Every tie of one group in one quarter; `at` has the place of each quantity."""
    for t in TIMES:
        _outcomes(system, at, label, t)
        _states(system, at, label, t)
    for before, after in pairwise(TIMES):
        for cause in _OVER_TIME:
            _contained(system, at, (f"{cause}@{after}", f"{cause}@{before}"), f"{label} {cause}, {before} to {after}")
        ends = (f"followed@{before}", f"followed@{after}")
        _contained(system, at, ends, f"{label} followed until between {before} and {after}")
    for what in [what for what in at if what.startswith("employment@") and int(what.partition("@")[2]) > TIMES[-1]]:
        _contained(system, at, ("n", what), f"{label} not {what}")
        _contained(system, at, (what, f"employment@{TIMES[-1]}"), f"{label} {what}, after {TIMES[-1]}")
    for whole, part, name in _CONTAINED:
        _contained(system, at, (whole, part), f"{label} {name}")
    if "employment or lost@12" in at:
        lost = system.rest(at["employment or lost@12"], [at["employment@12"]], f"{label} lost")
        system.rest(at["unknown@12"], [lost], f"{label} not known of, not lost")
    for step, next_step in pairwise(stage for stage in STAGES if stage in at):
        _contained(system, at, (step, next_step), f"{label} lost before {next_step}")
    if "enrolled" in at:
        system.equal(at["enrolled"], [at["n"]], f"{label}: those enrolled are the people of the page")
    answer_ties_of(system, at, label)


def _outcomes(system: Numbers, at: Mapping[str, int], label: str, t: int) -> None:
    causes = ("employment", "education", "terminal", "other", "unknown", "followed")
    strict = [at[f"{what}@{t}"] for what in causes if f"{what}@{t}" in at]
    system.equal(at["n"], strict, f"{label}: everybody has an outcome at {t}, is followed, or is not known of")
    _contained(system, at, ("n", f"employment@{t}"), f"{label} not started work by {t}")
    for name in ("any_success", "self_support"):
        _contained(system, at, ("n", f"{name}@{t}"), f"{label} not {name} by {t}")
        own = [at[each] for each in (f"{name}@{t}", f"{name} unknown@{t}") if each in at]
        if len(own) > 1:
            system.rest(at["n"], own, f"{label} neither {name} nor unknown at {t}")
    wide = f"any_success@{t}"
    for part in ("employment", "education", "self_support"):
        _contained(system, at, (wide, f"{part}@{t}"), f"{label} wide but not {part} at {t}")
    if wide in at and f"education@{t}" in at:
        system.rest(at[wide], [at[f"employment@{t}"], at[f"education@{t}"]], f"{label} supported only at {t}")


def _states(system: Numbers, at: Mapping[str, int], label: str, t: int) -> None:
    if f"state work@{t}" not in at:
        return
    system.equal(at["n"], [at[f"state {state}@{t}"] for state in _STATES], f"{label}: everybody is in a state at {t}")
    neither = [at[f"state in_project@{t}"], at[f"state ended@{t}"]]
    system.equal(at[f"state neither@{t}"], neither, f"{label}: neither is in or out of the project at {t}")
    _contained(system, at, (f"employment@{t}", f"state work@{t}"), f"{label} started work and left it by {t}")


def _contained(system: Numbers, at: Mapping[str, int], pair: tuple[str, str], name: str) -> None:
    if pair[0] in at and pair[1] in at:
        system.rest(at[pair[0]], [at[pair[1]]], name)
