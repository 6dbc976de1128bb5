"""What ties the numbers of process, equity, targets and ESF+ in one group: only what everybody can be sure of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tests.attack.answer_cells import CHARTS, GATES, PHASE_TIMES, STAYS, TARGETS, WAITS
from tests.attack.numbers import Numbers

_REFERRED = ("phases n", *(f"wait {wait} n" for wait in WAITS if wait.startswith("referral")))
_ENROLLED = (
    "stay n", "contacts", "balance", "so far participants", "EECO01",
    *(f"wait {wait} n" for wait in WAITS if wait.startswith("enrolment")),
)  # fmt: skip
_DAYS = (14, 30, 60)
_PARTS = (
    ("EECO01", ("EECO02", "EECO04", "EECO05"), "labour market not known"),
    ("EECO02", ("EECO03",), "out of work, not for long"),
    ("EECO01", ("EECO06", "EECO07", "EECO08"), "aged 30 to 54"),
    ("EECO01", ("EECO09", "EECO10", "EECO11"), "education not known"),
    ("EECO01", ("EECO12",), "without disabilities"),
    ("EECO01", ("left_28_days",), "not left for 28 days"),
    ("left_28_days", ("left_6_months",), "left between 28 days and six months ago"),
    *(("left_28_days", (one,), f"left, not {one}") for one in ("EECR01", "EECR02", "EECR04")),
    ("left_6_months", ("EECR05",), "left, not in work after six months"),
    ("n", ("attends",), "took part in nothing with planned hours"),
    ("n", ("offered",), "offered nothing"),
    ("offered", ("declined", "offered unknown"), "offered and accepted"),
    ("n", ("so far at_once",), "not taking part now"),
    ("gate accepted n", ("gate enrolled n",), "referred long enough ago for the first gate only"),
    ("gate enrolled n", ("gate activity n",), "referred long enough ago for two gates"),
    ("referred", ("gate accepted n",), "referred just now"),
    ("accepted", ("gate accepted",), "accepted late"),
    ("enrolled", ("gate enrolled",), "enrolled late"),
    ("any_activity", ("gate activity",), "active late"),
    *((f"gate {gate} n", (f"gate {gate}", f"gate {gate} unknown"), f"not through the gate {gate}") for gate in GATES),
    *((f"attains {one} n", (f"attains {one}", f"attains {one} unknown"), f"not attained {one}") for one in TARGETS),
    *(("n", (f"attains {one} n",), f"not yet asked for {one}") for one in TARGETS),
)  # fmt: skip
"""Whole, those of its parts that are told of, and what is left."""


def answer_quantities(names: set[str]) -> set[str]:
    """What is needed beside the quantities told of, so that they hang together."""
    needed = {"referred"} if names & {*_REFERRED} or any(name.startswith("gate") for name in names) else set()
    return needed | {
        f"{name.split(' unknown')[0]} n" for name in names if name.startswith("wait") and "unknown" in name
    }


def is_of_a_moment(what: str) -> bool:
    """Whether people come to it and leave it (who had left may be back): then a change of three is not three people."""
    passing = (
        "at once",
        "so far at_once",
        "chart",
        "phase ",
        "stay completed",
        "EECR",
        "attains closer",
        "attains tog",
    )
    return what.startswith(passing)


def answer_ties_of(system: Numbers, at: Mapping[str, int], label: str) -> None:
    """Every tie of one group in one quarter; `at` has the place of each quantity."""
    for what in _REFERRED:
        if what in at and "referred" in at:
            system.equal(at["referred"], [at[what]], f"{label}: {what} are those referred")
    for what in _ENROLLED:
        if what in at:
            system.equal(at["n"], [at[what]], f"{label}: {what} are those enrolled")
    for whole, parts, name in (*_PARTS, *_over_time(), *_phases(at)):
        told = [at[part] for part in parts if part in at]
        if whole in at and told:
            system.rest(at[whole], told, f"{label} {name}")
    for what in at:
        if what.startswith("at once"):
            system.rest(at["n"], [at[what]], f"{label} not {what}")
    _charts(system, at, label)


def _over_time() -> Iterator[tuple[str, tuple[str, ...], str]]:
    """To whom it had happened by a time, to them it had by every later one."""
    for names, whole, times in (
        *(((f"wait {wait}",), f"wait {wait}", _DAYS) for wait in WAITS),
        (tuple(f"stay {stay}" for stay in STAYS), "stay", PHASE_TIMES),
    ):
        for t in times:
            yield f"{whole} n", (*(f"{name}@{t}" for name in names), f"{whole} unknown@{t}"), f"{whole} later than {t}"
        for before, after in pairwise(times):
            for name in (*names, f"{whole} unknown"):
                yield f"{name}@{after}", (f"{name}@{before}",), f"{name}, {before} to {after}"


def _phases(at: Mapping[str, int]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Everybody is in one phase, or not known of; `neither` is all but two of them."""
    for t in PHASE_TIMES:
        own = [what for what in at if what.startswith("phase ") and what.endswith(f"@{t}") and " neither@" not in what]
        yield "phases n", tuple(own), f"in other phases at {t}"
        sure = (f"phase {each}@{t}" for each in ("neither", "work", "education", "unknown"))
        yield "phases n", tuple(sure), f"in no phase at {t}"


def _charts(system: Numbers, at: Mapping[str, int], label: str) -> None:
    """A quarter that is not told of by itself is told of with another: then it has no number of its own."""
    for statistic in CHARTS[:2]:
        own = [place for what, place in at.items() if what.startswith(f"chart {statistic} ")]
        if own and "referred" in at:
            system.rest(at["referred"], own, f"{label} referred, not in the chart of {statistic}")
