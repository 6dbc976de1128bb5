"""Told as one: what somebody could find out of those in the project and those out of it where the two are one."""

from __future__ import annotations

from itertools import product

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.disclosure import Policy
from tests.unit.disclosure.subtraction import width
from tests.unit.disclosure.test_beside import K, told
from tests.unit.disclosure.test_release import released, share, table

APART = {"work": 60, "education": 20, "in_project": 70, "ended": 30}
JOINT = {"work": 60, "education": 20, "neither": 100}


def states(counts: dict[str, int], time: float = 12.0, **group: str) -> list[dict]:
    n = sum(counts.values())
    facts = {"statistic": "share_in_state", "time": time, "unknown": 0, "estimate": None}
    return [
        share(n, m, **group, cause=state) | facts | {"estimate": m / n if n else None} for state, m in counts.items()
    ]


def as_told(counts: dict[str, int]) -> dict[str, int]:
    """As the analyses tell it: as one where one of the two has few."""
    if not any(0 < counts[state] < K for state in ("in_project", "ended")):
        return counts
    return {"work": counts["work"], "education": counts["education"], "neither": counts["in_project"] + counts["ended"]}


def safe_states(*rows: list[dict], **more) -> pl.DataFrame:
    return released(table("states", "share", [row for part in rows for row in part]), **more)["states"]


def causes(frame: pl.DataFrame, gender: str | None) -> list[str]:
    return frame.filter(pl.col("gender").eq_missing(pl.lit(gender)) & pl.col("foreign_born").is_null())[
        "cause"
    ].to_list()


def test_either_set_of_states_is_told_and_a_joint_one_has_no_limits():
    safe = safe_states(states(APART, 9.0), states(JOINT))
    assert told(safe) == [True] * 7
    assert safe.filter(cause="neither")["estimate"].to_list() == [0.56]
    assert safe.filter(cause="neither").select("lower", "upper", "events", "unknown").null_count().row(0) == (1,) * 4
    assert safe.filter(cause="work")["lower"].null_count() == 0


def test_few_in_the_project_are_told_with_those_out_of_it():
    # Not told as one by the analysis: a threshold of the policy may be higher than the analysis's own.
    safe = safe_states(states(APART | {"ended": 3}))
    assert dict(safe.select("cause", "estimate").iter_rows()) == {"work": 0.39, "education": 0.13, "neither": 0.48}
    assert safe["status"].to_list() == ["ok"] * 3
    wider = safe_states(states(APART | {"ended": 8}), policy=Policy(k=10))
    assert wider["cause"].to_list() == ["work", "education", "neither"]


def test_few_in_neither_take_the_whole_time():
    safe = safe_states(states({"work": 60, "education": 20, "neither": 3}))
    assert safe["cause"].to_list() == ["work", "education", "in_project", "ended"]  # nor is it told that they are few
    assert told(safe) == [False] * 4


def test_a_joint_group_is_not_the_total_less_the_others():
    women = {"work": 30, "education": 10, "in_project": 47, "ended": 3}
    men = {state: APART[state] - women[state] for state in APART}
    safe = safe_states(states(APART), states(as_told(women), gender="woman"), states(men, gender="man"))
    assert causes(safe, None) == [*APART]
    assert causes(safe, "woman") == causes(safe, "man") == [*JOINT]
    assert told(safe) == [True] * 10


def test_all_groups_of_a_split_are_told_in_one_way():
    women, others = {"work": 30, "education": 10, "in_project": 17, "ended": 3}, dict.fromkeys(APART, 9)
    men = dict.fromkeys(APART, 60)
    whole = {state: women[state] + others[state] + men[state] for state in APART}
    groups = [states(as_told(women), gender="woman"), states(men, gender="man"), states(others, gender="non_binary")]
    safe = safe_states(states(whole), *groups)
    assert causes(safe, "non_binary") == causes(safe, "man") == causes(safe, "woman") == [*JOINT]
    assert causes(safe, None) == [*APART]


def test_of_a_crossing_no_group_is_told_apart_beside_one_that_is_not():
    cells = {pair: dict(APART) for pair in product(("woman", "man"), ("yes", "no"))}
    cells["woman", "yes"] = APART | {"ended": 2}
    margins = [{"gender": g} for g in ("woman", "man")] + [{"foreign_born": f} for f in ("yes", "no")]
    rows = states({s: sum(cell[s] for cell in cells.values()) for s in APART})
    for group in margins:
        of = [cell for (g, f), cell in cells.items() if {"gender": g, "foreign_born": f}.items() >= group.items()]
        rows += states({s: sum(cell[s] for cell in of) for s in APART}, **group)
    for (g, f), cell in cells.items():
        rows += states(as_told(cell), gender=g, foreign_born=f)
    safe = safe_states(rows)
    crossed = pl.col("gender").is_not_null() & pl.col("foreign_born").is_not_null()
    assert set(safe.filter(crossed)["cause"]) == {*JOINT}
    assert set(safe.filter(~crossed)["cause"]) == {*APART}


def test_the_number_of_people_is_told_in_all_rows_of_a_group_or_in_none():
    # Three non-binary people: the women or the men must go too, whichever way their states are told.
    women, men = (
        {"work": 30, "education": 10, "neither": 50},
        {"work": 26, "education": 10, "in_project": 22, "ended": 29},
    )
    few = {"work": 3, "education": 0, "in_project": 0, "ended": 0}
    rows = [states(APART), states(women, gender="woman"), states(men, gender="man"), states(few, gender="non_binary")]
    safe = safe_states(*rows)
    known = {g: of["n"].drop_nulls().unique().to_list() for (g,), of in safe.group_by("gender")}
    assert known["non_binary"] == []
    seen = {group: numbers[0] if numbers else None for group, numbers in known.items()}
    assert width(seen, [(None, ("woman", "man", "non_binary"))], "non_binary") >= K
    for _, of in safe.group_by("gender"):
        assert of["n"].null_count() in (0, of.height)


def possible(
    groups: list[dict[str, int]], seen: pl.DataFrame, whole: dict[str, int], state: str
) -> dict[str, set[int]]:
    """Every number of people in a state that the sums leave open, for the two groups told as one."""
    names = ["woman", "man", "non_binary"][: len(groups)]
    parts = dict(zip(names, groups, strict=True))
    joint = [name for name in names if causes(seen, name) == [*JOINT]]
    sums = {s: whole[s] - sum(parts[n][s] for n in names if n not in joint) for s in ("in_project", "ended")}
    other = "ended" if state == "in_project" else "in_project"
    neither = {name: parts[name]["in_project"] + parts[name]["ended"] for name in joint}
    found: dict[str, set[int]] = {name: set() for name in joint}
    for guess in product(*(range(neither[name] + 1) for name in joint)):
        if sum(guess) == sums[state] and sum(neither.values()) - sum(guess) == sums[other]:
            for name, people in zip(joint, guess, strict=True):
                found[name].add(people)
    return found


COUNTS = st.tuples(st.integers(5, 20), st.integers(5, 20), st.integers(0, 16), st.integers(0, 16))


@settings(max_examples=150, deadline=None)
@given(st.lists(COUNTS, min_size=2, max_size=3))
def test_few_cannot_be_found_from_exact_sums(counts):
    groups = [dict(zip(APART, each, strict=True)) for each in counts]
    names = ["woman", "man", "non_binary"]
    whole = {state: sum(group[state] for group in groups) for state in APART}
    rows = states(as_told(whole))
    for name, group in zip(names, groups, strict=False):
        rows += states(as_told(group), gender=name)
    safe = safe_states(rows)
    withheld = safe.filter(pl.col("status") == "suppressed").height > 0
    if withheld or causes(safe, None) == [*JOINT]:
        return  # other rules protect these (`test_states`); a total told as one gives no sum to subtract from
    for state in ("in_project", "ended"):
        for name, left in possible(groups, safe, whole, state).items():
            few = 0 < groups[names.index(name)][state] < K
            assert not few or len(left) >= K
        for name, group in zip(names, groups, strict=False):
            if causes(safe, name) == [*APART]:
                assert not 0 < group[state] < K
