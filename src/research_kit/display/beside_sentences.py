"""The sentences of the tables that stand beside the headline (METHODS Annex B): one row each, whatever the group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from research_kit.display.amounts import ended, horizon, likely_share, of_ten
from research_kit.display.gaps import gap_verdict_key
from research_kit.display.rows import EVERYBODY, HORIZON, Row
from research_kit.display.words import Words, capital

APART = ("work", "education", "in_project", "ended")
JOINTLY = ("work", "education", "neither")
STATES = (*APART, "neither")
"""Where people may be, in the order of the figure; the last stands for the two before it where they are one."""


def whom(row: Row) -> str:
    """Whether a sentence is about everybody or about a group, as the end of its key."""
    return "all" if row.group == EVERYBODY else "group"


def both(share: float, words: Words) -> str:
    """A share in tenths and in percent: `3 av 10 (31 %)`."""
    return words.text("share-both", x=of_ten(share, words), percent=words.number.percent(share))


def sustained_sentence(row: Row, words: Words) -> str:
    """How many had got a job that lasted (METHODS M3.6)."""
    main = words.text(
        f"share_sustained-{whom(row)}",
        x=of_ten(row.estimate or 0.0, words),
        d=words.lasted(row.outcome),
        group=words.in_sentence(row.group),
    )
    return ended(main, likely_share(row, words), row, words, ending="ending-plausibly")


def bound_sentence(row: Row, words: Words) -> str:
    """The share had none, or all, of those lost got there; or among those whom a register follows (METHODS M6.3)."""
    kind = {"share_if_none_started": "none", "share_if_all_started": "all"}.get(row.statistic, "verified")
    key = f"bounds-{kind}" if row.group == EVERYBODY else f"bounds-{kind}-group"
    main = words.text(key, x=of_ten(row.estimate or 0.0, words), group=words.in_sentence(row.group))
    return ended(main, likely_share(row, words), row, words, ending="ending-plausibly")


def standardised_sentence(row: Row, words: Words) -> str:
    """The share of a group allowing for what it was like at the start (METHODS M3.5)."""
    own = "-own" if words.has_own_outcome(row) else ""
    main = words.text(
        f"share_standardised{own}-group",
        allowed=allowed_in(row, words),
        x=of_ten(row.estimate or 0.0, words),
        group=words.in_sentence(row.group),
        outcome=words.outcome(row.outcome, row.cause),
        t=horizon(row, words),
    )
    return ended(main, likely_share(row, words), row, words, ending="ending-plausibly")


def allowed_in(row: Row, words: Words) -> str:
    """What a comparison allows for in words, without the dimension that it compares."""
    others = [name for name in row.allowed_for if name not in row.group.dimensions]
    return words.allowed_for(others) or words.text("allowed-unnamed")


def adjusted_sentence(row: Row, words: Words) -> str:
    """The gap between two groups allowing for what they were like at the start, and whether it is established."""
    pair = words.text(
        "gap_standardised-pair", group=capital(words.in_sentence(row.group)), other=words.compared(row.compared_with)
    )
    return f"{pair} {adjusted_gap(row, words)} {words.text(gap_verdict_key(row))}"


def adjusted_gap(row: Row, words: Words) -> str:
    """The gap itself with its limits, in the words of METHODS Annex B."""
    gap = signed_points(row.estimate or 0.0, words)
    main = words.text("gap_standardised", x=allowed_in(row, words), d=gap)
    if row.lower is None or row.upper is None:
        return words.text("ending-bare", main=main)
    low, high = words.number.points(row.lower), words.number.points(row.upper)
    if row.status == "wide":
        return words.text("ending-wide", main=main, range=words.text("range-between", lo=low, hi=high))
    return words.text("ending-limits", main=main, lo=low, hi=high)


def signed_points(gap: float, words: Words) -> str:
    """A gap in whole points with its sign and unit: `−12 punkter`."""
    digits = words.number.points(abs(gap))
    return words.text("points", count=int(digits), n=words.number.points(gap))


def state_sentence(row: Row, words: Words) -> str:
    """How many are in one state at a time."""
    key = f"share_in_state-row-{whom(row)}"
    values = {"x": of_ten(row.estimate or 0.0, words), "group": words.in_sentence(row.group)}
    main = words.text(key, state=words.text(f"state-{row.cause or 'work'}"), t=horizon(row, words), **values)
    return ended(capital(main), likely_share(row, words), row, words, ending="ending-plausibly")


def where_people_are(of: Mapping[str, Row], words: Words) -> str:
    """Of one group at one time: how many are in work, in education, still in the project or neither (METHODS M4.6).

    Parameters
    ----------
    of
        The rows of the group and time, by state; all are shown.
    words
        The language and the study.
    """
    work = of["work"]
    counts = {state: tenths(row.estimate or 0.0, words) for state, row in of.items() if state not in ("work", "ended")}
    year = "-year" if work.time in (HORIZON, None) else ""
    neither = "-neither" if "neither" in of else ""
    key = f"share_in_state{neither}-{whom(work)}{year}"
    group = words.in_sentence(work.group)
    main = words.text(key, t=horizon(work, words), group=group, work=of_ten(work.estimate or 0.0, words), **counts)
    if work.lower is None and work.upper is None:
        return words.text("ending-bare", main=capital(main))
    key = "ending-states-wide" if work.status == "wide" else "ending-states"
    return words.text(key, main=capital(main), range=likely_share(work, words))


def tenths(share: float, words: Words) -> str:
    """How many of ten, without saying of ten; few never reads as none."""
    whole = words.number.tenths(share)
    if share == 0:
        return words.text("tenths-none")
    if whole == 0:
        return words.text("tenths-less")
    return words.text("tenths-more") if whole == 10 and share < 1 else words.number.plain(whole)


def at_one_time(rows: Sequence[Row], time: float | None) -> dict[str, Row]:
    """The shown states of one group at one time, told apart or jointly; nothing unless all of them are there."""
    of = {r.cause: r for r in rows if r.time == time and r.shown}
    for states in (APART, JOINTLY):
        if set(of) == set(states):
            return {state: of[state] for state in states}
    return {}
