"""The gate: what it withholds, and what somebody who reads the page could find out from the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.disclosure import Policy, read_policy, read_release, release, write_release
from research_kit.disclosure.released_table import ReleasedTable
from research_kit.disclosure.statements.declared import DECLARED
from research_kit.errors import DisclosureError
from research_kit.results import Answer, ResultTable, Subject, result_frame
from tests.unit.disclosure.subtraction import width

SUBJECT = Subject(study="example", title={"sv": "Exempel"}, as_of=date(2011, 6, 30))


def table(name: str, kind: str, rows: list[dict], by: tuple[str, ...] = ("gender", "foreign_born")) -> ResultTable:
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(status=pl.lit("ok"))
    return ResultTable(
        name=name, kind=kind, table=result_frame([frame], by), by=by,
        method_id="M0", method_version="1", sentence_key="M0",
    )  # fmt: skip


def released(*tables: ResultTable, policy: Policy | None = None) -> dict[str, pl.DataFrame]:
    """The tables of one run, each in the answer that it belongs to; those that nobody declared in one of their own."""
    own: dict[str, dict[str, ResultTable]] = {}
    for each in tables:
        home = next((name for name, said in DECLARED.items() if each.name in said.tables), "another")
        own.setdefault(home, {})[each.name] = each
    answers = [Answer(name=name, tables=its, subject=SUBJECT) for name, its in own.items()]
    safe = release(answers, policy=policy or Policy())
    return {name: t.table for answer in safe.values() for name, t in answer.items()}


def share(n: int, events: int, gender: str | None = None, foreign_born: str | None = None, **more) -> dict:
    estimate = events / n if n else None
    group = {"gender": gender, "foreign_born": foreign_born}
    return {
        **group, "statistic": "share", "n": n, "events": events, "unknown": 0,
        "estimate": estimate, "lower": estimate, "upper": estimate, "std_error": 0.0123, **more,
    }  # fmt: skip


def test_only_release_makes_a_released_table():
    with pytest.raises(DisclosureError, match=r"can only be made by `research_kit\.release"):
        ReleasedTable(name="x", kind="count", table=pl.DataFrame(), by=(), method_id="", sentence_key="", k=5)


@pytest.mark.parametrize(
    ("n", "events", "shown"),
    [(40, 12, True), (4, 0, False), (40, 4, False), (40, 36, False), (40, 35, True), (40, 0, True), (5, 5, True)],
)
def test_a_share_is_shown_only_if_group_numerator_and_complement_are_safe(n, events, shown):
    whole = share(100, 50)  # of fewer than k people in all nothing is listed
    row = released(table("t", "share", [whole, share(n, events, "woman")]))["t"].row(1, named=True)
    assert (row["estimate"] is not None) == shown
    assert row["status"] == ("ok" if shown else "suppressed")
    if not shown:
        assert row["events"] is None
        assert row["reason"] == "WITHHELD"


def test_nothing_about_health_is_told_of_a_small_group_by_a_zero():
    rows = [share(20, 0) | {"disability": "yes"}]
    told = released(table("t", "share", rows, by=("gender", "foreign_born", "disability")))["t"]
    assert told["estimate"][0] is None  # n < 3k with k = 10 for health
    assert released(table("t", "share", [share(20, 0)]))["t"]["estimate"][0] == 0


def test_a_withheld_group_cannot_be_found_as_the_total_less_the_others():
    rows = [share(100, 40), share(60, 25, "woman"), share(37, 12, "man"), share(3, 3, "unstated")]
    safe = released(table("t", "share", rows))["t"]
    hidden = safe.filter(pl.col("events").is_null())
    assert hidden["gender"].to_list() == ["man", "unstated"]  # the smallest of the others goes with it
    assert safe.filter(gender="man")["n"][0] is None  # 100 - 60 - 37 would be the three
    assert safe.filter(gender="woman")["n"][0] == 60


def test_the_attack_of_a_two_by_two_table_with_margins_finds_no_small_cell():
    # METHODS 10.3: hiding one cell leaves SBW = 3 exactly; hiding all four does not.
    cells = {("woman", "yes"): 41, ("man", "yes"): 7, ("woman", "no"): 3, ("man", "no"): 29}
    rows = [{"statistic": "enrolled", "gender": g, "foreign_born": b, "n": n} for (g, b), n in cells.items()]
    for gender, n in (("woman", 44), ("man", 36)):
        rows.append({"statistic": "enrolled", "gender": gender, "foreign_born": None, "n": n})
    for born, n in (("yes", 48), ("no", 32)):
        rows.append({"statistic": "enrolled", "gender": None, "foreign_born": born, "n": n})
    rows.append({"statistic": "enrolled", "gender": None, "foreign_born": None, "n": 80})
    safe = released(table("c", "count", rows))["c"]
    crossed = safe.filter(pl.col("gender").is_not_null() & pl.col("foreign_born").is_not_null())
    assert crossed["n"].to_list() == [None] * 4
    assert safe.filter(pl.col("foreign_born").is_null())["n"].sort().to_list() == [36, 44, 80]


def test_nested_stages_do_not_give_away_the_people_between_them():
    rows = [
        {"statistic": s, "n": n, "gender": None} for s, n in (("referred", 100), ("accepted", 83), ("enrolled", 80))
    ]
    safe = released(table("flow", "count", rows))["flow"]
    assert dict(safe.select("statistic", "n").iter_rows()) == {"referred": 100, "accepted": None, "enrolled": 80}


def test_a_lone_withheld_reason_takes_another_reason_with_it():
    lost = [("declined", 3), ("moved", 9), ("ill", 12)]
    rows = [{"statistic": "lost_before_enrolled", "cause": c, "n": n, "gender": None} for c, n in lost]
    alone = released(table("flow", "count", rows))["flow"]
    assert dict(alone.select("cause", "n").iter_rows()) == {"declined": None, "moved": 9, "ill": 12}
    stages = [{"statistic": name, "n": n, "gender": None} for name, n in (("accepted", 104), ("enrolled", 80))]
    safe = released(table("flow", "count", [*stages, *rows]))["flow"]  # 24 were lost: 24 - 9 - 12 declined
    told = dict(safe.select(pl.coalesce("cause", "statistic"), "n").iter_rows())
    sums = [("accepted", ("enrolled", "lost")), ("lost", ("declined", "moved", "ill"))]
    assert told["declined"] is None
    assert width(told, sums, "declined") >= 5


def test_a_wide_definition_does_not_give_away_those_in_subsidised_work():
    def row(outcome: str, cause: str, events: int) -> dict:
        return share(80, events, outcome=outcome, cause=cause, time=12.0)

    rows = [row("strict", "employment", 25), row("strict", "education", 9), row("wide", "any_success", 37)]
    safe = released(table("within", "share", rows))["within"]
    assert safe["events"].to_list() == [25, None, 37]  # 37 - 25 - 9 = 3 in subsidised work


def test_a_blocked_or_insufficient_row_says_nothing_in_numbers():
    blocked = share(30, 12, status="blocked", reason="INTERVAL")
    frame = result_frame([pl.DataFrame([blocked])], ("gender", "foreign_born"))
    made = ResultTable(
        name="t", kind="share", table=frame, by=("gender", "foreign_born"),
        method_id="M3.2", method_version="1", sentence_key="M3.2",
    )  # fmt: skip
    row = released(made)["t"].row(0, named=True)
    assert (row["estimate"], row["events"], row["n"], row["status"]) == (None, None, 30, "blocked")


def test_values_are_rounded_and_the_standard_error_stays_inside():
    row = released(table("t", "share", [share(300, 100)]))["t"].row(0, named=True)
    assert row["estimate"] == 0.33
    assert row["std_error"] is None


def test_a_share_keeps_its_digits_in_a_table_of_another_kind():
    chance = {**share(300, 100), "statistic": "chance_of_reaching", "estimate": 0.524, "unit": "share"}
    row = released(table("t", "count", [{**chance, "events": None}]))["t"].row(0, named=True)
    assert row["estimate"] == 0.52  # the kind alone would have made it one


def test_a_policy_weaker_than_the_house_rules_needs_a_note():
    with pytest.raises(ValueError, match="approval_note"):
        Policy(k=3)
    assert Policy(k=3, approval_note="The board, 2011-05-02: closed meeting").k == 3


def quarter(n: int, events: int, cut: date) -> Answer:
    made = {"t": table("t", "share", [share(n, events)])}
    return Answer(name="a", tables=made, subject=replace(SUBJECT, as_of=cut, quarter=f"{cut.year}-Q{cut.month // 3}"))


@pytest.mark.parametrize(("came", "started", "as_of"), [(3, 1, "2011-Q2"), (12, 6, None)])
def test_a_number_that_few_have_changed_stands_as_it_was_last_published(came, started, as_of):
    first = release([quarter(40, 12, date(2011, 6, 30))], policy=Policy())
    later = quarter(40 + came, 12 + started, date(2011, 9, 30))
    row = release([later], policy=Policy(), earlier=[first])["a"]["t"].table.row(0, named=True)
    assert row["as_of"] == as_of
    assert (row["n"], row["events"]) == ((40, 12) if as_of else (52, 18))


def test_a_release_says_of_when_and_for_whom_it_is():
    safe = release([quarter(40, 12, date(2011, 6, 30))], policy=Policy())
    assert (safe.quarter, safe.as_of, safe.audience) == ("2011-Q2", date(2011, 6, 30), "board")


def test_what_was_lost_is_told_by_table_and_rule():
    rows = [share(100, 40), share(60, 25, "woman"), share(37, 12, "man"), share(3, 3, "unstated")]
    answer = Answer(name="a", tables={"t": table("t", "share", rows)}, subject=SUBJECT)
    lost = release([answer], policy=Policy()).lost
    assert lost.rows() == [("a", "t", "LINKED", 1, 37), ("a", "t", "SMALL", 1, 3)]


def test_a_release_reads_back_as_it_was_and_refuses_a_changed_table(tmp_path):
    answer = Answer(name="a", tables={"t": table("t", "share", [share(40, 12), share(4, 1, "man")])}, subject=SUBJECT)
    safe = release([answer], policy=Policy())
    write_release(safe, tmp_path)
    again = read_release(tmp_path)
    assert again["a"]["t"].table.equals(safe["a"]["t"].table)
    assert again["a"].subject == SUBJECT
    path = tmp_path / "a.t.csv"
    path.write_text(path.read_text().replace("40", "41"))
    with pytest.raises(DisclosureError, match="changed after the release"):
        read_release(tmp_path)


def line(events_by_month: dict[int, int], *, people: int = 60) -> tuple[ResultTable, ResultTable]:
    """A group followed to the end by everybody, with so many events in the month before each given one."""
    rows, at_risk, so_far = [], people, 0
    facts = {"outcome": "strict", "cause": "employment", "status": "ok"}
    for month, events in events_by_month.items():
        so_far += events
        share_now = {"estimate": so_far / people, "lower": 0.0, "upper": 1.0}
        time = {"statistic": "cumulative_incidence", "time": month - 0.5}
        rows.append({**facts, **time, "n": at_risk, "events": events, **share_now})
        at_risk -= events
    rows.append({**rows[-1], "time": 30.0, "n": at_risk, "events": 0})
    within, so_far = [], 0
    for month in (3, 6, 9, 12):
        so_far = sum(e for m, e in events_by_month.items() if m <= month)
        within.append(share(people, so_far, time=float(month), outcome="strict", cause="employment"))
    by = ("gender", "foreign_born")
    curve = ResultTable(
        name="curve", kind="curve", table=result_frame([pl.DataFrame(rows)], by), by=by,
        method_id="M3.2", method_version="1", sentence_key="M3.2",
    )  # fmt: skip
    return curve, table("within", "share", within)


def test_a_share_is_shown_only_where_the_curve_has_the_end_of_a_safe_step():
    safe = released(*line({3: 6, 9: 7, 12: 2}))
    # Two people between 9 and 12 months: the step ends at 12, and 9 would give them away.
    assert safe["within"]["estimate"].is_not_null().to_list() == [True, True, False, True]
    assert safe["within"].filter(time=9.0)["reason"].to_list() == ["WITHHELD"]
    assert safe["curve"].filter(pl.col("time") > 0)["time"].to_list()[:3] == [3, 6, 12]


def test_where_too_few_are_followed_the_reason_is_that_and_no_secret():
    curve, within = line({3: 6, 6: 9})
    few = curve.table.with_columns(n=pl.when(pl.col("time") > 6).then(4).otherwise("n"))
    row = released(replace(curve, table=few), within)["within"].filter(time=12.0).row(0, named=True)
    assert (row["status"], row["reason"], row["estimate"]) == ("insufficient", "FEW_AT_RISK", None)


def test_of_fewer_than_k_people_in_all_not_even_the_groups_are_listed():
    rows = [share(3, 1), share(3, 1, "woman"), share(3, 1, "woman", "yes")]
    assert released(table("t", "share", rows))["t"].height == 0


def test_two_withheld_groups_that_add_up_to_too_little_take_a_third():
    rows = [
        share(90, 40),
        share(50, 25, "woman"),
        share(38, 14, "man"),
        share(1, 1, "non_binary"),
        share(1, 0, "unstated"),
    ]
    safe = released(table("t", "share", rows))["t"]
    assert safe.filter(pl.col("n").is_null())["gender"].sort().to_list() == ["man", "non_binary", "unstated"]


def test_a_target_group_is_not_shown_if_those_outside_it_are_few():
    everybody, target = share(80, 30), share(77, 28) | {"target_youth": "yes"}
    safe = released(table("t", "share", [everybody, target], by=("gender", "foreign_born", "target_youth")))["t"]
    assert safe.filter(target_youth="yes").select("n", "events", "estimate").row(0) == (None, None, None)


def test_a_gap_to_a_withheld_group_is_withheld():
    within = table("within", "share", [
        share(90, 40, time=12.0, outcome="strict", cause="employment"),
        share(50, 25, "woman", time=12.0, outcome="strict", cause="employment"),
        share(37, 14, "man", time=12.0, outcome="strict", cause="employment"),
        share(3, 1, "unstated", time=12.0, outcome="strict", cause="employment"),
    ])  # fmt: skip
    gap = {"statistic": "gap_within", "gender": "woman", "outcome": "strict", "cause": "employment", "n": 37}
    gaps = table("gaps", "gap", [gap | {"compared_with": "gender=man", "estimate": 0.12, "unit": "share"}])
    assert released(within, gaps)["gaps"]["estimate"][0] is None


def test_the_last_of_a_sum_is_withheld_with_a_withheld_cause():
    # 160 - 92 - 30 - 21 who are followed leaves 17: of whom 4 left for good and 13 are not known of.
    def row(cause: str, events: int) -> dict:
        return share(160, events, time=12.0, outcome="strict", cause=cause, unknown=13)

    safe = released(table("within", "share", [row("employment", 92), row("education", 30), row("terminal", 4)]))[
        "within"
    ]
    told = dict(safe.select("cause", "events").iter_rows()) | {"n": 160, "unknown": safe["unknown"].max()}
    assert told["terminal"] is None
    parts = ("employment", "education", "terminal", "unknown", "followed")
    assert width(told, [("n", parts)], "terminal") >= 5
    assert width(told | {"followed": 21, "unknown": 13}, [("n", parts)], "terminal") == 0  # the sum does give it away


def test_one_reason_is_given_for_every_withheld_cell():
    rows = [share(100, 40), share(60, 25, "woman"), share(37, 12, "man"), share(3, 3, "unstated")]
    safe = released(table("t", "share", rows))["t"]
    assert set(safe.filter(status="suppressed")["reason"]) == {"WITHHELD"}


HEALTH = ("gender", "foreign_born", "target_long_term_sick")


def test_months_and_medians_tell_no_nobody_of_a_small_group_defined_by_health():
    rows = [share(100, 40), share(25, 0) | {"target_long_term_sick": "yes"}]
    for kind in ("months", "time"):
        row = released(table("t", kind, rows, by=HEALTH))["t"].filter(target_long_term_sick="yes").row(0, named=True)
        assert (row["estimate"], row["events"]) == (None, None)


def test_a_curve_tells_no_nobody_of_a_small_group_defined_by_health():
    def rows(n: int, trait: str | None) -> list[dict]:
        facts = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment", "status": "ok"}
        level = {"estimate": 0.0, "lower": 0.0, "upper": 0.1, "events": 0, "target_long_term_sick": trait}
        return [facts | level | {"time": t, "n": n} for t in (2.0, 14.0)]

    frame = pl.DataFrame([*rows(100, None), *rows(25, "yes")], infer_schema_length=None)
    curve = ResultTable(
        name="curve", kind="curve", table=result_frame([frame], HEALTH), by=HEALTH,
        method_id="M3.2", method_version="1", sentence_key="M3.2",
    )  # fmt: skip
    safe = released(curve)["curve"]
    assert safe.filter(target_long_term_sick="yes")["estimate"].is_null().all()
    assert safe.filter(pl.col("target_long_term_sick").is_null())["estimate"].is_not_null().any()


def test_a_dimension_that_the_data_call_sensitive_is_protected(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("data: {dimensions: {race: {sensitive: true}, reason: {sensitive: false}}}\ndisclosure: {k: 6}\n")
    policy = read_policy(path)
    assert (policy.k, policy.sensitive_dimensions) == (6, ("race",))
    rows = [share(100, 40) | {"race": None}, share(15, 0) | {"race": "x"}]
    assert released(table("t", "share", rows, by=("gender", "race")), policy=policy)["t"]["estimate"][1] is None


def test_a_table_by_what_is_never_exported_is_refused():
    with pytest.raises(DisclosureError, match="split by `coach_id`, which is never exported"):
        released(table("composition", "share", [share(60, 30)], by=("coach_id",)))


def test_a_curve_that_says_nothing_has_no_alarm_limits_either():
    curve, within = line(dict.fromkeys(range(1, 13), 0), people=8)
    alarming = curve.table.with_columns(alarm_lower=pl.lit(0.1), alarm_upper=pl.lit(0.9))
    shown = released(replace(curve, table=alarming), within)["curve"]
    silent = shown.filter(pl.col("status") == "suppressed")
    assert silent.height
    assert silent["alarm_lower"].null_count() == silent.height
