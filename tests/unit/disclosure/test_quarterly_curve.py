"""Curves of interval-censored follow-up: the same safe steps, from rows by quarter."""

from __future__ import annotations

from dataclasses import replace

from research_kit.results import ResultTable
from tests.unit.disclosure.test_beside import told
from tests.unit.disclosure.test_release import released, share, table


def quarterly(followed: dict[float, tuple[int, int]], n: int = 60) -> tuple[ResultTable, ResultTable]:
    """A curve of METHODS M3.3: per quarter those still followed at its end, and those known to have started in it."""
    rows, so_far = [], 0
    facts = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment", "gender": None}
    for time, (left, events) in followed.items():
        so_far += events
        rows.append(facts | {"time": time, "n": left, "events": events, "estimate": so_far / n})
    shares = [share(n, sum(e for t, (_, e) in followed.items() if t <= m), time=m, outcome="strict", cause="employment")
              for m in followed]  # fmt: skip
    curve = replace(table("curve", "curve", rows), method_id="M3.3")
    return curve, table("within", "share", shares)


def test_a_quarterly_curve_ends_where_it_ends_and_counts_those_followed_then():
    safe = released(*quarterly({3.0: (54, 6), 6.0: (46, 8), 9.0: (31, 7), 12.0: (24, 6)}))
    assert safe["curve"].select("time", "n").rows() == [(0, 60), (3, 54), (6, 46), (9, 31), (12, 24)]
    assert safe["curve"]["events"].null_count() == 5
    assert told(safe["within"]) == [True] * 4


def test_a_quarter_with_few_known_starts_is_merged_in_a_quarterly_curve_too():
    safe = released(*quarterly({3.0: (52, 6), 6.0: (40, 8), 9.0: (31, 7), 12.0: (22, 2)}))
    assert safe["curve"]["time"].to_list() == [0, 3, 6, 12]
    assert safe["within"].filter(time=9.0)["reason"].to_list() == ["WITHHELD"]
