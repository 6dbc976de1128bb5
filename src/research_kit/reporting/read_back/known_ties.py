"""What anybody knows of the numbers on a page: which people are part of which, and who steps never back.

Every tie has the form whole = sum of parts + the others. It follows from what the words on the page mean, and from
nothing that the release or the data say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from research_kit.reporting.read_back.page_words import STAGES

TIMES = (3, 6, 9, 12)
_OVER_TIME = ("employment", "education", "terminal", "other", "any_success", "self_support", "unknown")
_STATES = ("work", "education", "in_project", "ended", "unknown")
_WITHIN = (
    ("n", "mature"),
    ("mature", "known"),
    ("employment@12", "sustained_90"),
    ("sustained_90", "sustained_180"),
    ("employment or lost@12", "employment@12"),
    ("EECO02", "EECO03"),
)
_AT_ENTRY = ("EECO02", "EECO04", "EECO05")
"""What everybody who enters is one of by the regulation, as far as it is known: unemployed, inactive or employed."""
_FALLING = ("unknown", "followed@", "state ", "lost")


class Tie(NamedTuple):
    """`whole` = sum of `parts`, and of `rest` where somebody may be in none of them."""

    whole: str
    parts: tuple[str, ...]
    rest: str | None = None


def with_what_they_imply(told: Collection[str]) -> list[str]:
    """The quantities told of, and those that the ones told of are parts of."""
    names = {name for name in told if name and name != "all"} | {"n"}
    times = [t for t in TIMES if any(name.endswith(f"@{t}") for name in names)]
    for t in times:
        names |= {f"employment@{t}", f"unknown@{t}", f"followed@{t}"}
        apart = {f"education@{t}", f"terminal@{t}"}
        names |= apart if names & apart else {f"other@{t}"}
        if any(name.startswith("state ") and name.endswith(f"@{t}") for name in names):
            names |= {f"state {state}@{t}" for state in (*_STATES, "neither")}
    return sorted(names)


def ties_among(names: Collection[str]) -> Iterator[Tie]:
    """Every tie of the quantities of one group."""
    known = frozenset(names)
    for tie in (*_at_each_time(known), *_in_time(), *_on_the_way(known), *_contained()):
        if tie.whole in known and tie.parts and known.issuperset(tie.parts):
            yield tie


def never_falls(what: str) -> bool:
    """Whether who is counted once is counted in every later quarter."""
    return not any(part in what for part in _FALLING) and what != "employment or lost@12"


def _at_each_time(known: frozenset[str]) -> Iterator[Tie]:
    for t in TIMES:
        causes = ("employment", "education", "terminal", "other", "unknown", "followed")
        outcomes = tuple(f"{cause}@{t}" for cause in causes if f"{cause}@{t}" in known)
        if f"unknown@{t}" in known:
            yield Tie("n", outcomes)
        wide, work, studies = f"any_success@{t}", f"employment@{t}", f"education@{t}"
        if wide in known:
            yield Tie(wide, (work, studies) if studies in known else (work,), f"wide, neither work nor studies, at {t}")
            yield Tie(wide, (f"self_support@{t}",), f"wide, not self-supporting, at {t}")
        for name in ("any_success", "self_support"):
            parts = tuple(each for each in (f"{name}@{t}", f"{name} unknown@{t}") if each in known)
            yield Tie("n", parts, f"neither {name} nor unknown at {t}")
        yield Tie("n", (work,), f"not started work by {t}")
        yield Tie("n", tuple(f"state {state}@{t}" for state in _STATES))
        yield Tie(f"state neither@{t}", (f"state in_project@{t}", f"state ended@{t}"))
        yield Tie(work, (f"state work@{t}",), f"left work by {t}")


def _in_time() -> Iterator[Tie]:
    """Who had started by 6 months had by 9; who is followed at 9 months was at 6."""
    for before, after in pairwise(TIMES):
        for cause in _OVER_TIME:
            yield Tie(f"{cause}@{after}", (f"{cause}@{before}",), f"{cause} between {before} and {after}")
        yield Tie(f"followed@{before}", (f"followed@{after}",), f"followed until between {before} and {after}")


def _on_the_way(known: frozenset[str]) -> Iterator[Tie]:
    there = [stage for stage in STAGES if stage in known]
    for before, after in pairwise(there):
        reasons = tuple(sorted(name for name in known if name.startswith(f"lost before {after}: ")))
        yield Tie(before, (after,), f"lost before {after}")
        yield Tie(before, (after, *reasons), f"lost before {after} for another reason")
    yield Tie("enrolled", ("n",))
    yield Tie("EECO01", _AT_ENTRY, "work at entry not known")


def _contained() -> Iterator[Tie]:
    for whole, part in _WITHIN:
        yield Tie(whole, (part,), f"{whole} and not {part}")
    yield Tie("unknown@12", ("employment or lost@12 and not employment@12",), "not known of, not lost")
