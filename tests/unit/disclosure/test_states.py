"""Where people are: what the states of a group tell of few, alone and beside the headline."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.disclosure.test_beside import K, told, within
from tests.unit.disclosure.test_release import released, share, table


def states(counts: dict[str, int], *, n: int = 200, time: float = 12.0, gender: str | None = None) -> list[dict]:
    unknown = n - sum(counts.values())
    facts = {"statistic": "share_in_state", "time": time}
    known = max(sum(counts.values()), 1)
    values = {"unknown": unknown} | facts
    return [share(n, m, gender, cause=state) | values | {"estimate": m / known} for state, m in counts.items()]


WHERE = {"work": 60, "education": 20, "in_project": 70, "ended": 30}


def test_states_show_shares_and_no_counts():
    safe = released(table("states", "share", states(WHERE)))["states"]
    assert safe["estimate"].to_list() == [0.33, 0.11, 0.39, 0.17]
    assert safe["events"].null_count() == safe["unknown"].null_count() == 4


def test_a_small_state_takes_the_whole_time_and_nobody_does_not():
    rows = [*states(WHERE | {"education": 3}, time=3.0), *states(WHERE | {"education": 0}, time=6.0)]
    safe = released(table("states", "share", rows))["states"]
    assert told(safe.filter(time=3.0)) == [False] * 4
    assert safe.filter(time=6.0, cause="education")["estimate"].to_list() == [0.0]


def test_the_states_of_one_group_are_not_those_of_all_less_the_others():
    women = {"work": 27, "education": 3, "in_project": 40, "ended": 10}
    men = {state: WHERE[state] - women[state] for state in WHERE}
    rows = [*states(WHERE), *states(women, n=90, gender="woman"), *states(men, n=110, gender="man")]
    safe = released(table("states", "share", rows))["states"]
    assert told(safe.filter(pl.col("gender").is_null())) == [True] * 4
    assert told(safe.filter(gender="woman")) == told(safe.filter(gender="man")) == [False] * 4


def test_of_those_who_started_few_are_out_of_work_again():
    rows = table("within", "share", [within(63, n=200)])
    assert told(released(rows, table("states", "share", states(WHERE)))["states"]) == [False] * 4
    rows = table("within", "share", [within(70, n=200)])
    assert told(released(rows, table("states", "share", states(WHERE)))["states"]) == [True] * 4


def test_a_time_at_which_few_have_started_has_no_states():
    rows = table("within", "share", [within(3, n=200)])
    made = states(WHERE | {"work": 2})
    assert told(released(rows, table("states", "share", made))["states"]) == [False] * 4


def test_states_of_nearly_all_of_a_group_do_not_say_how_many_they_are():
    rows = table("within", "share", [within(80, n=202, unknown=30)])
    safe = released(rows, table("states", "share", states(WHERE)))["states"]
    assert (told(safe), safe["n"].null_count()) == ([True] * 4, 4)


def test_a_time_between_two_of_the_headline_may_have_states_where_many_left_work_since():
    # 33 had started at nine months and 35 at twelve: nine is withheld, and 33 in work then bound it by 33 and 35.
    rows = [{**within(m, n=100, unknown=7), "time": t} for t, m in ((9.0, 33), (12.0, 35))]
    line = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment", "gender": None}
    steps = [line | {"time": t, "n": n, "events": e, "estimate": 0.3} for t, n, e in ((8.0, 100, 33), (11.0, 60, 2))]
    curve = table("curve", "curve", [*steps, steps[1] | {"time": 30.0, "n": 40, "events": 0}])
    for work, shown in ((27, True), (33, False)):
        where = {"work": work, "education": 10, "in_project": 30, "ended": 15}
        made = states(where, n=100, time=9.0)
        safe = released(curve, table("within", "share", rows), table("states", "share", made))
        assert safe["within"].filter(time=9.0)["status"].to_list() == ["suppressed"]
        assert told(safe["states"]) == [shown] * 4


def test_whole_percents_do_not_give_away_few_of_whom_nothing_is_known():
    few = {"work": 20, "education": 11, "in_project": 17, "ended": 9}
    assert told(released(table("states", "share", states(few, n=60)))["states"]) == [False] * 4
    many = {"work": 70, "education": 20, "in_project": 77, "ended": 30}
    safe = released(table("states", "share", states(many)))["states"]
    assert told(safe) == [True] * 4
    assert _possible_unknown(safe["estimate"].to_list(), 200) >= {0, 3, 8}


def _possible_unknown(shares: list[float], n: int) -> set[int]:
    """Every number of unknown people that four whole percents of those known leave open."""
    found = set()
    for known in range(n // 2, n + 1):
        low = [max(0, -int(-(s - 0.005) * known // 1)) for s in shares]
        high = [int((s + 0.005) * known) for s in shares]
        if all(a <= b for a, b in zip(low, high, strict=True)) and sum(low) <= known <= sum(high):
            found.add(n - known)
    return found


def test_of_a_small_group_defined_by_health_neither_nobody_nor_all_is_told():
    by = ("gender", "foreign_born", "target_long_term_sick")
    trait = {"target_long_term_sick": "yes"}
    where = {"work": 0, "education": 0, "in_project": 25, "ended": 0}
    rows = [*states(WHERE), *(row | trait for row in states(where, n=25))]
    safe = released(table("states", "share", rows, by=by))["states"]
    assert told(safe.filter(target_long_term_sick="yes")) == [False] * 4


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=5, max_size=5), min_size=2, max_size=3))
def test_no_state_of_few_can_be_read_or_subtracted(groups):
    names = ["woman", "man", "non_binary"][: len(groups)]
    parts = {name: dict(zip(WHERE, counts, strict=False)) for name, counts in zip(names, groups, strict=True)}
    sizes = {name: sum(counts) for name, counts in zip(names, groups, strict=True)}
    whole = {state: sum(part[state] for part in parts.values()) for state in WHERE}
    rows = states(whole, n=sum(sizes.values()))
    for name in names:
        rows += states(parts[name], n=sizes[name], gender=name)
    safe = released(table("states", "share", rows))["states"]
    for state in WHERE:
        of = safe.filter(cause=state)
        shown = {g: e for g, e in of.select("gender", "estimate").iter_rows() if e is not None}
        assert all(not 0 < parts[g][state] < K for g in shown if g is not None)
        hidden = [g for g in names if g not in shown]
        if None in shown and len(hidden) == 1:
            assert not 0 < parts[hidden[0]][state] < K
