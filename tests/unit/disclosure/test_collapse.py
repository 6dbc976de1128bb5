"""Collapse before suppress: halves instead of ages, margins instead of a crossing; in counts and in answers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import research_kit as rk
from research_kit.cohort import build_cohort
from research_kit.cohort.coarse_groups import with_coarse_groups
from research_kit.disclosure import Policy, release
from research_kit.disclosure.count_tables.collapsed_counts import collapsed_counts, collapsed_tables
from research_kit.disclosure.rules.collapse import collapsed, collapsed_together
from research_kit.errors import CohortError, DisclosureError
from research_kit.results import Answer, ResultTable, Subject, result_frame
from research_kit.study.hierarchy import Hierarchy
from tests.unit.analyses.small_answers import people
from tests.unit.cohort.small_studies import definition, study, together

HALVES = {
    "name": "age_half",
    "labels": {"sv": "ålder i två grupper", "en": "age in two groups"},
    "groups": {"15-34": ["15-24", "25-34"], "35-75": ["35-44", "45-54", "55-75"]},
    "codes": {"15-34": {"sv": "15–34 år"}, "35-75": {"sv": "35–75 år"}, "unknown": {"sv": "ålder okänd"}},
}
POLICY = Policy(collapse={"age_band": HALVES, "gender * foreign_born": "margins"})
BANDS = {"15-24": 12, "25-34": 14, "35-44": 20, "45-54": 9, "55-75": 8}


def ages(counts: dict[str, int]) -> pl.DataFrame:
    rows = [{"age_band": None, "n": sum(counts.values())}, *({"age_band": a, "n": n} for a, n in counts.items())]
    return pl.DataFrame(rows, schema={"age_band": pl.String, "n": pl.Int64})


def crossing(woman_yes: int, woman_no: int, man_yes: int, man_no: int, *, margins: bool = True) -> pl.DataFrame:
    cells = {("woman", "yes"): woman_yes, ("woman", "no"): woman_no, ("man", "yes"): man_yes, ("man", "no"): man_no}
    rows = [(None, None, sum(cells.values()))] if margins else []
    for value in ("woman", "man") if margins else ():
        rows.append((value, None, sum(n for (gender, _), n in cells.items() if gender == value)))
    for value in ("yes", "no") if margins else ():
        rows.append((None, value, sum(n for (_, born), n in cells.items() if born == value)))
    rows += [(gender, born, n) for (gender, born), n in cells.items()]
    return pl.DataFrame(rows, schema={"gender": pl.String, "foreign_born": pl.String, "n": pl.Int64}, orient="row")


def test_counts_that_are_safe_stay_fine():
    assert collapsed_counts(ages(BANDS), POLICY).equals(ages(BANDS))
    safe = crossing(8, 7, 9, 30)
    assert collapsed_counts(safe, POLICY).equals(safe)


def test_counts_with_a_small_band_are_told_in_halves():
    made = collapsed_counts(ages(BANDS | {"55-75": 2}), POLICY)
    assert dict(made.iter_rows()) == {None: 57, "15-34": 26, "35-75": 31}


def test_who_did_not_say_stays_apart():
    made = collapsed_counts(ages(BANDS | {"15-24": 4, "unknown": 6}), POLICY)
    assert dict(made.iter_rows()) == {None: 61, "15-34": 18, "35-75": 37, "unknown": 6}


def test_a_small_crossing_leaves_its_margins():
    # The 2x2 of METHODS 10.3: margins 44, 36 / 48, 32.
    made = collapsed_counts(crossing(41, 3, 7, 29), POLICY)
    expected = [(None, None, 80), ("woman", None, 44), ("man", None, 36), (None, "yes", 48), (None, "no", 32)]
    assert made.rows() == expected
    bare = collapsed_counts(crossing(41, 3, 7, 29, margins=False), POLICY)
    assert sorted(bare.rows(), key=str) == sorted(expected[1:], key=str)


def test_a_dimension_is_collapsed_in_all_tables_or_in_none():
    other = ages(BANDS).with_columns(gender=pl.lit("woman")).select("gender", "age_band", "n")
    made = collapsed_tables({"a": ages(BANDS | {"55-75": 1}), "b": other, "c": crossing(8, 7, 9, 30)}, POLICY)
    assert made["b"]["age_band"].to_list() == [None, "15-34", "35-75"]
    assert made["c"].height == 9


def test_counts_already_withheld_are_not_added_up():
    frame = ages(BANDS | {"55-75": 2}).with_columns(n=pl.when(pl.col("age_band") != "15-24").then("n"))
    with pytest.raises(DisclosureError, match="2 of 6 counts"):
        collapsed_counts(frame, POLICY)


@given(st.lists(st.integers(0, 30), min_size=5, max_size=5), st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_collapsing_keeps_everybody_and_what_it_is_for(bands, cells):
    before = {"ages": ages(dict(zip(BANDS, bands, strict=True))), "crossed": crossing(*cells)}
    after = collapsed_tables(before, POLICY)
    for name, column in (("ages", "age_band"), ("crossed", "gender")):
        sums = [
            frame.filter(pl.col(column).is_not_null() & others_null(frame, column))["n"].sum()
            for frame in (before[name], after[name])
        ]
        assert sums[0] == sums[1]
    fine = set(BANDS) & set(after["ages"]["age_band"])
    assert not fine or not any(1 <= n < 5 for n in bands)


def others_null(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.all_horizontal([pl.lit(True), *(pl.col(c).is_null() for c in frame.columns if c not in (column, "n"))])


BY = ("gender", "foreign_born", "age_band", "age_half")
SUBJECT = Subject(study="example", title={"sv": "Exempel"}, as_of=date(2011, 6, 30))


def within(last: dict[str, int], *, n: int = 40, name: str = "within", cause: str = "employment") -> ResultTable:
    """A table by age: everybody, five bands with their events at 12 months, and the halves."""
    groups = [{}, *({"age_band": a} for a in last), {"age_half": "15-34"}, {"age_half": "35-75"}]
    events = [100, *last.values(), 30, 70]
    rows = [
        {**group, "statistic": "share_within", "outcome": "strict", "cause": cause, "time": time, "n": n * 5,
         "events": count if time == 12 else 1, "unknown": 0, "status": "ok"}
        for group, count in zip(groups, events, strict=True) for time in (3.0, 12.0)
    ]  # fmt: skip
    frame = result_frame([pl.DataFrame([row], infer_schema_length=None) for row in rows], BY)
    return ResultTable(
        name=name, kind="share", table=frame, by=BY, method_id="M3.2", method_version="1", sentence_key="M3.2"
    )


def answer(*tables: ResultTable, name: str = "a") -> Answer:
    return Answer(name=name, tables={table.name: table for table in tables}, subject=SUBJECT)


SAFE = dict.fromkeys(BANDS, 20)


def test_safe_ages_are_shown_as_they_are_and_the_halves_go():
    made = collapsed(answer(within(SAFE)), POLICY)["within"]
    assert made.by == ("gender", "foreign_born", "age_band")
    assert set(made.table["age_band"].drop_nulls()) == set(BANDS)
    assert made.table.height == 12


def test_an_unsafe_age_leaves_the_halves_in_every_table_and_answer():
    answers = [answer(within(SAFE | {"55-75": 3})), answer(within(SAFE, name="sustained"), name="b")]
    for table in (one for made in collapsed_together(answers, POLICY) for one in made.values()):
        assert table.by == ("gender", "foreign_born", "age_half")
        assert table.table["age_half"].drop_nulls().unique().sort().to_list() == ["15-34", "35-75"]


@pytest.mark.parametrize("events", [3, 20])
def test_what_is_collapsed_stays_as_it_is(events):
    once = collapsed(answer(within(SAFE | {"55-75": events})), POLICY)
    again = collapsed(once, POLICY)["within"]
    assert again.by == once["within"].by
    assert again.table.equals(once["within"].table)


@pytest.mark.parametrize("table", [
    within(SAFE | {"55-75": 3}, name="sustained"),                 # beside the headline
    within(SAFE | {"unknown": 3}),                                 # no half has them
])  # fmt: skip
def test_what_halves_would_not_help_does_not_make_them(table):
    made = collapsed(answer(table), POLICY)[table.name]
    assert "age_band" in made.by


def test_without_halves_in_the_tables_the_ages_are_left_to_suppression():
    table = within(SAFE | {"55-75": 3})
    bare = ResultTable(
        name="within", kind="share", table=table.table.filter(pl.col("age_half").is_null()).drop("age_half"),
        by=BY[:3], method_id="M3.2", method_version="1", sentence_key="M3.2",
    )  # fmt: skip
    assert collapsed(answer(bare), POLICY)["within"] is bare


UNSAFE = SAFE | {"55-75": 3}


@pytest.mark.parametrize(("first", "then", "form"), [(UNSAFE, SAFE, "age_half"), (SAFE, UNSAFE, "age_band")])
def test_the_form_that_was_published_stays(first, then, form):
    before = release(collapsed_together([answer(within(first))], POLICY), policy=POLICY)
    (made,) = collapsed_together([answer(within(then))], POLICY, earlier=[before])
    assert form in made["within"].by
    assert len({"age_band", "age_half"} & set(made["within"].by)) == 1


@pytest.mark.parametrize("collapse", [
    {},
    {"age_band": HALVES | {"groups": {"15-34": ["15-24"], "35-75": ["25-34", "35-44", "45-54", "55-75"]}}},
    {"age_band": HALVES | {"name": "halves"}},
])  # fmt: skip
def test_groups_that_were_published_are_not_replaced_by_others(collapse):
    before = release(collapsed_together([answer(within(UNSAFE))], POLICY), policy=POLICY)
    with pytest.raises(DisclosureError, match="Put it back"):
        collapsed_together([answer(within(SAFE))], Policy(collapse=collapse), earlier=[before])
    fine = release(collapsed_together([answer(within(SAFE))], POLICY), policy=POLICY)
    assert collapsed_together([answer(within(SAFE))], Policy(), earlier=[fine])


@pytest.mark.parametrize(("events", "crossed"), [(4, False), (5, True)])
def test_an_unsafe_crossing_goes_as_a_whole(events, crossed):
    groups = [{}, {"gender": "woman"}, {"foreign_born": "yes"}, {"gender": "woman", "foreign_born": "yes"}]
    rows = [
        group | {"statistic": "share_within", "outcome": "strict", "cause": "employment", "time": 12.0,
                 "n": 40, "events": count, "unknown": 0, "status": "ok"}
        for group, count in zip(groups, (20, 10, 10, events), strict=True)
    ]  # fmt: skip
    frame = result_frame([pl.DataFrame([row], infer_schema_length=None) for row in rows], BY[:2])
    table = ResultTable(
        name="within", kind="share", table=frame, by=BY[:2], method_id="M3.2", method_version="1", sentence_key="M3.2"
    )
    assert collapsed(answer(table), POLICY)["within"].table.height == (4 if crossed else 3)
    assert collapsed(answer(table), Policy())["within"].table.height == 4


def hierarchy(**changes) -> Hierarchy:
    return Hierarchy.model_validate(HALVES | changes)


def small_cohort(older: int):
    """40 people of 20 to 24 years and 40 of 35 to 44, ten of each with work; and `older` of 56, five with work."""
    tables = together(
        people("a", 40, at=range(100, 110), gender="woman", birth_year=1988),
        people("b", 40, at=range(100, 110), gender="man", birth_year=1970),
        people("c", older, at=range(100, 105), gender="man", birth_year=1954),
    )
    return build_cohort(study(tables), definition())


def test_a_cohort_carries_the_coarser_groups_and_splits_by_them():
    cohort = with_coarse_groups(small_cohort(12), {"age_band": hierarchy()})
    sizes = dict(cohort.frame.group_by(pl.col("age_half").cast(pl.String)).len().iter_rows())
    assert sizes == {"15-34": 40, "35-75": 52}
    assert cohort.frame["age_half"].dtype.categories.to_list() == ["15-34", "35-75", "unknown"]
    assert rk.participants(cohort)["composition"].by[-2:] == ("age_band", "age_half")
    assert with_coarse_groups(small_cohort(12), {}).coarse == {}


@pytest.mark.parametrize(("older", "shown"), [(40, "age_band"), (8, "age_half")])
def test_halves_are_estimated_from_the_people_in_them_and_named_on_the_page(older, shown):
    fine = small_cohort(older)
    cohort = with_coarse_groups(fine, {"age_band": hierarchy()})
    policy = POLICY.model_copy(update={"k": 6 if older == 8 else 5})
    made = collapsed_together([rk.participants(cohort), rk.time_to_employment(cohort)], policy)
    table = made[1]["within"].table
    assert shown in made[1]["within"].by
    if shown == "age_half":
        row = table.filter(pl.col("age_half") == "35-75", time=12.0, outcome="strict", cause="employment")
        assert row.select("n", "events").row(0) == (48, 15)
        safe = release(made, policy=policy)
        assert "35–75 år" in rk.show(safe["participants"], "composition").html["sv"]


def test_ages_are_told_the_same_beside_halves_as_without_them():
    fine = small_cohort(40)
    coarse = with_coarse_groups(fine, {"age_band": hierarchy()})
    for question in (rk.participants, rk.time_to_employment):
        without, beside = question(fine), question(coarse)
        for name, table in beside.items():
            rows = table.table
            if "age_half" in table.by:
                rows = rows.filter(pl.col("age_half").is_null()).drop("age_half")
            assert rows.equals(without[name].table), name


@pytest.mark.parametrize(("name", "changes", "sentence"), [
    ("age_years", {}, "participants cannot be split by"),
    ("age_band", {"name": "gender", "codes": {}}, "have one of that name"),
    ("age_band", {"groups": {"15-34": ["15-24"], "35-75": ["35-44"]}}, "3 of the 6 values"),
    ("age_band", {"groups": {"15-34": ["15-24", "25-34"], "35-75": ["35-44", "45-54", "55-75", "80-"]}}, "80-"),
])  # fmt: skip
def test_a_hierarchy_that_does_not_fit_the_participants_is_refused(name, changes, sentence):
    cohort = small_cohort(12)
    with pytest.raises(CohortError, match=sentence):
        with_coarse_groups(cohort, {name: hierarchy(**changes)})


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"groups": {"15-34": ["15-24"], "35-75": ["15-24"]}}, "in two groups: 15-24"),
    ({"groups": {"15-34": ["15-24"], "35-75": []}}, "without values: 35-75"),
    ({"codes": {"16-35": {"sv": "x"}}}, "none of its groups: 16-35"),
    ({"name": "target_half"}, "target group"),
    ({"groups": {"all": ["15-24"]}}, "at least 2"),
])  # fmt: skip
def test_a_hierarchy_is_checked_where_it_is_declared(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        hierarchy(**changes)
