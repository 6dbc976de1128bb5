"""Why nothing is told of a group: one reason, the same in the figure, under it and under the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import polars as pl
import pytest

from research_kit.disclosure.released_table import Release, ReleasedAnswer, ReleasedTable
from research_kit.display import page_header, render_item
from research_kit.results import Answer, ResultTable
from tests.unit.display.made_up import (
    samba,
    samba_curve,
    samba_flow,
    samba_gaps,
    samba_months,
    samba_subject,
    samba_within,
)
from tests.unit.display.made_up_beside import adjusted, sustained
from tests.unit.display.made_up_tables import SUPPRESSED, measured, released

Row = dict[str, Any]
BLOCKED: Row = {"status": "blocked", "reason": "INTERVAL"}
FEW: Row = {"status": "insufficient", "reason": "FEW_EVENTS"}
HEADLINE: Row = {"statistic": "share_within", "outcome": "strict", "cause": "employment", "time": 12.0}
WIDE: Row = {"statistic": "share_within", "outcome": "wide", "cause": "any_success", "time": 12.0}
CURVE: Row = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment"}
NAMES = {"blocked": "Kortare skola än 9 år", "withheld": "9 års skola", "few": "Gymnasium"}


def text(table: ReleasedTable) -> str:
    html = render_item(table, samba_subject(), language="sv", item_id="x")
    plain = unescape(re.sub(r"<[^>]+>", "\n", re.sub(r'<svg class="n".*?</svg>', "", html, flags=re.S)))
    return re.sub(r"[ \u202f\u00a0]+", " ", plain)


def under_the_table(table: ReleasedTable) -> str:
    return text(table).partition("Siffrorna i en tabell")[2]


def within(*, told: int) -> ReleasedTable:
    """Groups silent about the headline for three reasons, of which another definition gives others; `told` others."""
    rows: list[Row] = [{**HEADLINE, "n": 168, **measured(0.38, 168)}, {**WIDE, "n": 168, **measured(0.5, 168)}]
    for code, headline, beside in (("<9y", BLOCKED, SUPPRESSED), ("9y", SUPPRESSED, FEW), ("upper_sec", FEW, BLOCKED)):
        rows += [{"education": code, **HEADLINE, **headline}, {"education": code, **WIDE, **beside}]
    for number in range(told):
        rows.append({"education": f"way_{number}", "n": 40, **HEADLINE, **measured(0.4, 40)})
    return released("within", rows, ("education",))


@pytest.mark.parametrize("told", [1, 14])
def test_a_group_is_silent_for_the_reason_of_the_headline(told):
    notes = under_the_table(within(told=told))
    assert f"Prickade: {NAMES['withheld']}." in notes
    assert f"Kan inte besvaras här: {NAMES['blocked']}." in notes
    assert f"För lite underlag: {NAMES['few']}." in notes


def test_a_long_figure_and_its_table_give_the_same_reasons():
    said = text(within(told=14))
    for note in (
        "Prickade: 9 års skola.",
        f"Kan inte besvaras här: {NAMES['blocked']}.",
        "För lite underlag: Gymnasium.",
    ):
        assert said.count(note) >= 3  # the figure, its text alternative, the notes of the table


def test_a_short_figure_says_of_each_group_what_the_notes_say():
    figure = text(within(told=1)).partition("Siffrorna i en tabell")[0]
    assert f"{NAMES['blocked']}: kan inte besvaras här" in figure
    assert f"{NAMES['withheld']}: prickad" in figure


def curve(rows: Sequence[Row]) -> ReleasedTable:
    everybody = [{**CURVE, "time": t, "n": 90, **measured(t / 30, 90)} for t in (3.0, 6.0, 9.0, 12.0)]
    women = [{"gender": "woman", **CURVE, "time": t, "n": 50, **measured(t / 30, 50)} for t in (3.0, 6.0, 9.0, 12.0)]
    return released("curve", [*everybody, *women, *rows], ("gender",), kind="curve")


def test_a_curve_that_cannot_be_answered_is_not_called_too_little():
    said = text(curve([{"gender": "man", **CURVE, **BLOCKED}]))
    assert said.count("Kan inte besvaras här: Män.") >= 2
    assert "För lite underlag" not in said
    assert "Kan inte besvaras: för många starter" in said


def test_a_legend_stands_only_where_a_cell_or_a_note_says_so():
    silent_elsewhere = [{"gender": "woman", **CURVE, "cause": "education", "time": None, **BLOCKED}]
    assert "Kan inte besvaras" not in text(curve(silent_elsewhere))
    assert "Kan inte besvaras: för många starter" in under_the_table(within(told=1))


def test_a_table_of_one_column_and_no_number_is_left_out():
    studies = {**CURVE, "cause": "education"}
    assert "börjat studera" not in text(curve([{**studies, **FEW}]))
    assert "börjat studera" in text(curve([{**studies, "time": 12.0, "n": 90, **measured(0.2, 90)}]))


def whole(table: ReleasedTable) -> ReleasedTable:
    """The table without the rows of which nothing can be shown."""
    return replace(table, table=table.table.filter(pl.col("status").is_in(["ok", "wide"])))


def lead(table: ReleasedTable) -> str:
    answer = ReleasedAnswer(name="time_to_employment", tables={"gaps": table}, subject=samba_subject())
    return page_header(Release(answers={answer.name: answer}), language="sv")


def unsure(table: ReleasedTable) -> ReleasedTable:
    """Gaps of which none is to be looked into."""
    at_nought = pl.when(pl.col("lower").is_not_null()).then(pl.lit(-0.3)).alias("lower")
    above = pl.when(pl.col("upper").is_not_null()).then(pl.lit(0.3)).alias("upper")
    alarms = (pl.lit(None, pl.Float64).alias("alarm_lower"), pl.lit(None, pl.Float64).alias("alarm_upper"))
    return replace(table, table=table.table.with_columns(at_nought, above, *alarms))


def test_where_a_gap_is_withheld_nothing_is_said_of_all_groups():
    some, every = unsure(samba_gaps()), whole(unsure(samba_gaps()))
    assert "Ingen skillnad är fastställd bland de grupper som kan visas." in lead(some)
    assert "Bland de grupper som kan visas har ingen skillnad synts" in text(some)
    assert "Ingen skillnad mellan grupper är fastställd." in lead(every)
    assert "Ingen skillnad har synts" in text(every)
    assert "som kan visas" not in text(every) + lead(every)


def test_the_lowest_and_the_highest_share_are_of_the_groups_that_can_be_shown():
    assert "Bland de grupper som kan visas är andelen lägst bland" in text(samba_within())
    assert "Lägst är andelen bland" in text(whole(samba_within()))


def test_an_adjusted_heading_speaks_of_the_groups_that_can_be_shown():
    told = unsure(whole(adjusted()))
    row = told.table.head(1).with_columns(
        pl.lit(None, pl.Float64).alias("estimate"), status=pl.lit("suppressed"), compared_with=pl.lit("men")
    )
    some = replace(told, table=pl.concat([told.table, row.select(told.table.columns)]))
    assert "Bland de grupper som kan visas är ingen skillnad fastställd med hänsyn till läget vid start" in text(some)
    assert "\nIngen skillnad är fastställd med hänsyn till läget vid start" in text(told)


def test_the_axis_speaks_of_groups_only_where_groups_are_shown():
    alone = replace(
        sustained(), table=sustained().table.filter(pl.col("gender").is_null() & pl.col("foreign_born").is_null())
    )
    assert "grupperna: varade minst" in text(sustained())
    assert "grupperna: varade minst" not in text(alone)


def test_the_flow_says_why_its_last_number_is_not_all_of_whom_it_is_known():
    said = "Det sista talet räknar bara dem som har följts i alla steg före"
    assert said in text(samba_flow())
    early = samba_flow().table.filter(pl.col("statistic").is_in(["referred", "accepted", "enrolled"]))
    assert said not in text(replace(samba_flow(), table=early))


def test_months_in_work_say_that_a_job_may_have_ended():
    assert "räknat från första arbetsdagen även om arbetet sedan tog slut" in text(samba_months())


def exact(table: ReleasedTable, **more: Any) -> ResultTable:
    values = {"method_id": "M3.2", "method_version": "1", "sentence_key": "x", **more}
    return ResultTable(name=table.name, kind=table.kind, table=table.table.drop("as_of"), by=table.by, **values)


def explored(tables: dict[str, ResultTable], name: str) -> str:
    from research_kit.display import show

    return show(Answer(name="time_to_employment", tables=tables, subject=samba_subject()), name, language="en").html[
        "en"
    ]


def test_exploring_shows_which_route_was_taken_and_draws_the_curve_before_its_rows():
    tables = {"within": exact(samba_within()), "curve": exact(samba_curve())}
    route = "How we count: those who go to studies or leave for good do not count as in work"
    assert route in explored(tables, "within")
    assert "Method: M3.2." in explored(tables, "within")
    curve = explored(tables, "curve")
    assert route not in curve
    assert 0 < curve.index("<svg") < curve.index("<table")
    assert curve.index("Not for release") < curve.index("<svg")
    assert "(1–40 / " in curve
    assert "<svg" not in explored(tables, "within")


def test_a_check_that_two_tables_carry_is_shown_once():
    checks = {"checks": pl.DataFrame({"allowed_for": ["age"], "parameters": [3]})}
    other = {"checks": pl.DataFrame({"allowed_for": ["age"], "parameters": [4]})}
    tables = {
        "standardised": exact(samba_within(), diagnostics=checks),
        "adjusted": exact(samba_gaps(), diagnostics=checks),
    }
    assert "checks" in explored(tables, "standardised")
    assert "checks" not in explored(tables, "adjusted")
    assert "checks" in explored({**tables, "adjusted": exact(samba_gaps(), diagnostics=other)}, "adjusted")


def test_the_whole_release_keeps_one_reason_per_group_and_item():
    answer = samba()["time_to_employment"]
    for table in answer.values():
        notes = under_the_table(table)
        groups = [
            set(found.split("; ")) for found in re.findall(r"(?:Prickade|besvaras här|underlag): (.*)\.\n", notes)
        ]
        assert sum(len(of) for of in groups) == len(set().union(*groups))
