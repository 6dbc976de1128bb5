"""What the rules of single tables overlook and the gate's own intruder finds: attacked here by sums written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from research_kit.disclosure import Policy, Release, release
from research_kit.disclosure.linked.intruder import exposed
from research_kit.disclosure.linked.linked_counts import LinkedCounts, Sum, Told
from research_kit.disclosure.read_together.counted_people import Cell
from research_kit.disclosure.read_together.hiding import without
from research_kit.disclosure.read_together.reader import _says_no_more
from research_kit.disclosure.read_together.second_cells import second_cells
from research_kit.disclosure.read_together.told_numbers import Candidate
from research_kit.errors import DisclosureError
from research_kit.results import Answer
from tests.unit.disclosure.subtraction import Equation, width
from tests.unit.disclosure.test_beside import bounds, lasted, within
from tests.unit.disclosure.test_release import SUBJECT, released, share, table

K = 5
GROUPS = ("a", "b", "c")


def wide(events: int, *, n: int = 120, gender: str | None = None, time: float = 12.0) -> dict:
    facts = {"statistic": "share_within", "outcome": "wide", "cause": "any_success", "time": time}
    return share(n, events, gender, **facts) | {"unknown": 30}


def studies(events: int, *, time: float = 12.0) -> dict:
    facts = {"statistic": "share_within", "outcome": "strict", "cause": "education", "time": time}
    return share(120, events, **facts) | {"unknown": 30}


def events(frame: pl.DataFrame, **row: object) -> int | None:
    found = frame.filter(*(pl.col(name).eq_missing(pl.lit(value)) for name, value in row.items()))
    assert found.height == 1, row
    number = found["events"].item()
    return None if number is None else int(number)


def test_supported_work_is_not_found_as_a_difference_of_two_differences():
    # Of group a, 12 had any success and 10 work: two in supported work, found by neither table alone.
    work, any_success = {"a": 10, "b": 20, "c": 30}, {"a": 12, "b": 20, "c": 40}
    rows = [within(60, n=240), *(within(work[g], n=80, gender=g) for g in GROUPS)]
    rows += [wide(72, n=240), *(wide(any_success[g], n=80, gender=g) for g in GROUPS)]
    safe = released(table("within", "share", rows))["within"]
    told = {}
    for group in (None, *GROUPS):
        told[f"work {group}"] = events(safe, gender=group, outcome="strict")
        told[f"any {group}"] = events(safe, gender=group, outcome="wide")
    sums: list[Equation] = [(f"any {g}", (f"work {g}", f"supported {g}")) for g in (None, *GROUPS)]
    sums += [(f"{what} None", [f"{what} {g}" for g in GROUPS]) for what in ("work", "any", "supported")]
    assert width(told, sums, "supported a") >= K


def test_work_that_did_not_last_180_days_is_not_found_group_by_group():
    days_90, days_180, work = {"a": 10, "b": 20, "c": 30}, {"a": 8, "b": 20, "c": 20}, {"a": 20, "b": 40, "c": 50}
    rows = [within(110, n=300), *(within(work[g], n=100, gender=g) for g in GROUPS)]
    kept = [lasted(90, 60, n=300), *(lasted(90, days_90[g], n=100, gender=g) for g in GROUPS)]
    kept += [lasted(180, 48, n=300), *(lasted(180, days_180[g], n=100, gender=g) for g in GROUPS)]
    safe = released(table("within", "share", rows), table("sustained", "share", kept))["sustained"]
    told = {}
    for group in (None, *GROUPS):
        for days, numbers in ((90, days_90), (180, days_180)):
            row = safe.filter(pl.col("gender").eq_missing(pl.lit(group)), outcome=f"sustained_{days}").row(
                0, named=True
            )
            exact = sum(numbers.values()) if group is None else numbers[group]
            told[f"{days} {group}"] = None if row["estimate"] is None else exact  # a whole percent of 100 is exact
    sums: list[Equation] = [(f"90 {g}", (f"180 {g}", f"between {g}")) for g in (None, *GROUPS)]
    sums += [(f"{what} None", [f"{what} {g}" for g in GROUPS]) for what in ("90", "180", "between")]
    assert width(told, sums, "between a") >= K


def test_outcomes_that_contain_each_other_are_compared_at_different_times_too():
    # 40 - 20 - 18 = 2: in studies since month nine, or in supported work.
    rows = [within(12) | {"time": 9.0}, within(20), studies(18, time=9.0), studies(19), wide(40)]
    safe = released(table("within", "share", rows))["within"]
    told = {"wide": events(safe, outcome="wide"), "work": events(safe, cause="employment", time=12.0)}
    told |= {f"studies {t}": events(safe, cause="education", time=float(t)) for t in (9, 12)}
    sums = [("wide", ("work", "studies 12", "supported")), ("studies 12", ("studies 9", "new studies"))]
    assert width(told, sums, "supported") >= K
    assert width(told, sums, "new studies") >= K


def test_a_wide_outcome_is_not_shown_too_near_to_work_of_an_earlier_time():
    rows = [within(20) | {"time": 6.0}, within(21) | {"time": 9.0}, wide(23, time=9.0)]
    safe = released(table("within", "share", rows))["within"]
    told = {"wide": events(safe, outcome="wide")}
    told |= {f"work {t}": events(safe, outcome="strict", time=float(t)) for t in (6, 9)}
    sums = [("wide", ("work 9", "supported")), ("work 9", ("work 6", "new"))]
    assert width(told, sums, "new") >= K
    assert width(told, sums, "supported") >= K


def test_a_withheld_total_is_not_the_sum_of_the_groups_shown():
    rows = [within(6, n=160), within(3, n=80, gender="a"), within(3, n=80, gender="b")]
    rows += [wide(10, n=160), wide(5, n=80, gender="a"), wide(5, n=80, gender="b")]
    safe = released(table("within", "share", rows))["within"]
    told = {}
    for group in (None, "a", "b"):
        told[f"work {group}"] = events(safe, gender=group, outcome="strict")
        told[f"any {group}"] = events(safe, gender=group, outcome="wide")
    sums: list[Equation] = [(f"any {g}", (f"work {g}", f"supported {g}")) for g in (None, "a", "b")]
    sums += [(f"{what} None", (f"{what} a", f"{what} b")) for what in ("work", "any", "supported")]
    assert width(told, sums, "supported None") >= K
    assert width(told, sums, "work a") >= K


def test_a_bound_does_not_stand_in_for_a_headline_that_tells_too_little():
    # Of 22 at twelve months nothing is said; "if none of the lost had started" would be 18 %, two more than at nine.
    rows = [
        within(20) | {"time": 9.0},
        within(22) | {"status": "insufficient", "reason": "FEW_AT_RISK", "estimate": None},
    ]
    made = table("within", "share", rows)
    made = replace(made, table=made.table.with_columns(status=pl.Series(["ok", "insufficient"])))
    safe = released(made, table("bounds", "share", bounds(22, 10)))
    started = events(safe["within"], time=9.0)
    assert started is None or safe["bounds"].filter(statistic="share_if_none_started")["estimate"].is_null().all()


def test_a_table_that_nobody_wrote_rules_for_is_protected_across_tables():
    # The same question under two names: 40 - 20 of the men is told by neither, 60 - 38 by both together.
    def asked(statistic: str, numbers: tuple[int, int, int]) -> list[dict]:
        every = zip((None, "woman", "man"), (100, 60, 40), numbers, strict=True)
        return [share(n, number, gender, statistic=statistic) for gender, n, number in every]

    safe = released(table("needs", "share", asked("needs_help", (41, 38, 3))))["needs"]
    told = {str(g): events(safe, gender=g) for g in (None, "woman", "man")}
    assert width(told, [("None", ("woman", "man"))], "man") >= K


def test_a_gap_to_the_rest_goes_with_the_total_of_which_the_rest_is_a_part():
    # Beside 30 of 60 women, a gap of 0.45 to the rest would be two of the 40 men: the total that says so is withheld.
    rows = [within(32, n=100, unknown=0), within(30, n=60, unknown=0, gender="woman")]
    gap = {"statistic": "gap_within", "gender": "woman", "outcome": "strict", "cause": "employment", "time": 12.0}
    gaps = table("gaps", "gap", [gap | {"n": 40, "compared_with": "rest", "estimate": 0.45, "unit": "share"}])
    safe = released(table("within", "share", rows), gaps)
    shown = safe["within"]["events"].is_not_null().to_list()
    assert sum(shown) < 2
    assert safe["gaps"]["estimate"][0] is None


def test_of_shares_that_add_up_to_one_all_go_or_none():
    rows = [
        share(100, number, statistic="share_in_state", cause=cause, time=6.0, unknown=0)
        for cause, number in (("work", 30), ("education", 20), ("in_project", 40), ("ended", 10))
    ]
    shown = {"time_to_employment": {"states": Candidate("share", table("states", "share", rows).table)}}
    kept = without(shown, [Cell("states/education@6", ())], named=lambda cell: cell)["time_to_employment"][
        "states"
    ].frame
    assert kept["estimate"].null_count() == 4


def test_hiding_costs_as_few_places_as_it_can():
    # 2 = 30 - 28: either goes; the one told in one place goes, not the one told in nine.
    linked = LinkedCounts(size=3, sums=(Sum(0, (1, 2)),))
    hidden, helpless = second_cells(linked, np.array([30.0, 28.0, 2.0]), {0: 9.0, 1: 1.0}, [2], {2: K})
    assert (set(hidden), helpless) == ({1}, ())
    assert hidden[1] == {2}


def test_a_true_zero_is_hidden_only_where_nothing_else_helps():
    linked = LinkedCounts(size=4, sums=(Sum(0, (1, 2, 3)),))
    world, prices = np.array([30.0, 28.0, 2.0, 0.0]), {0: 100.0, 1: 50.0, 3: 1.0}
    assert set(second_cells(linked, world, prices, [2], {2: K})[0]) == {1}


GIVES_AWAY = [within(20), studies(18, time=9.0), studies(19), wide(40)]
"""One studied between 9 and 12 months: of few people, and told by two numbers."""


def told_now(release_made: Release) -> int:
    frame = release_made["time_to_employment"]["within"].table
    return int((frame["events"].is_not_null() & frame["as_of"].is_null()).sum())


def quarter(rows: list[dict], cut: date, earlier: Sequence[Release] = ()) -> Release:
    subject = replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}")
    answer = Answer(name="time_to_employment", tables={"within": table("within", "share", rows)}, subject=subject)
    return release([answer], policy=Policy(), earlier=earlier)


def test_what_cannot_be_repaired_stops_the_release_and_names_the_cell_without_its_value(monkeypatch):
    monkeypatch.setattr("research_kit.disclosure.read_together.hiding.Hiding.without", lambda self, _: self.candidates)
    with pytest.raises(DisclosureError, match=r"`strict/education between.* of everybody") as refused:
        quarter(GIVES_AWAY, date(2010, 3, 31))
    assert "`disclosure.collapse`" in str(refused.value)
    assert " 1 " not in str(refused.value).split(":", 1)[1]


def test_where_no_choice_is_found_the_nearest_number_goes_and_the_rest_is_told(monkeypatch):
    chosen = told_now(quarter(GIVES_AWAY, date(2010, 3, 31)))
    monkeypatch.setattr("research_kit.disclosure.read_together.remedies.second_cells", lambda *_, **__: ({}, ()))
    assert 0 < told_now(quarter(GIVES_AWAY, date(2010, 3, 31))) <= chosen


def test_when_the_time_is_up_the_table_is_withheld_and_the_release_goes_on(monkeypatch):
    monkeypatch.setattr("research_kit.disclosure.read_together.repair._SECONDS", 0.0)
    assert told_now(quarter(GIVES_AWAY, date(2010, 3, 31))) == 0


def test_when_the_time_is_up_a_table_published_before_stands_as_it_was(monkeypatch):
    first = quarter([within(20), studies(9, time=9.0), studies(19), wide(60)], date(2010, 3, 31))
    grown = [within(30), studies(28, time=9.0), studies(29), wide(80)]
    assert told_now(first) == 4
    assert told_now(quarter(grown, date(2010, 6, 30), [first])) > 0
    monkeypatch.setattr("research_kit.disclosure.read_together.repair._SECONDS", 0.0)
    second = quarter(grown, date(2010, 6, 30), [first])["time_to_employment"]["within"].table
    assert second["as_of"].to_list() == ["2010-Q1"] * 4
    assert second.drop("as_of").equals(first["time_to_employment"]["within"].table.drop("as_of"))


def test_a_secret_found_safe_is_not_asked_for_again_and_stays_safe(monkeypatch):
    calls: list[tuple[LinkedCounts, Told, Mapping[int, int]]] = []

    def watched(linked, told, secrets, **given):
        calls.append((linked, told, secrets))
        return exposed(linked, told, secrets, **given)

    monkeypatch.setattr("research_kit.disclosure.read_together.reader.exposed", watched)
    groups = [within(23, n=120), within(3, n=60, gender="woman"), within(20, n=60, gender="man")]
    quarter([*groups, *GIVES_AWAY[1:3], wide(43)], date(2010, 3, 31))
    (linked, _, secrets), (_, told, asked) = calls[0], calls[-1]
    assert 0 < len(asked) <= len(secrets)
    assert exposed(linked, told, secrets) == ()


def test_more_that_is_told_makes_every_secret_a_question_again():
    before = {0: (3.0, 3.0), 1: (0.0, 9.0)}
    assert _says_no_more({0: (3.0, 3.0)}, before)
    assert _says_no_more({1: (0.0, np.inf)}, before)
    assert not _says_no_more({1: (0.0, 8.0)}, before)
    assert not _says_no_more({2: (0.0, 8.0)}, before)


def test_a_release_is_the_same_each_time():
    rows = [within(12) | {"time": 9.0}, within(20), studies(18, time=9.0), studies(19), wide(40)]
    first, second = (released(table("within", "share", rows))["within"] for _ in range(2))
    assert first.equals(second)
