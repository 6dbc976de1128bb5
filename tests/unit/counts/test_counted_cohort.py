from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts.count_site import count_outcomes, widest
from research_kit.counts.counted_cohort import CountedCohort, SiteCounts
from research_kit.counts.stored_counts import describe, read_counts, write_counts
from research_kit.errors import CountsError

SIX = pl.DataFrame(
    {
        "gender": ["woman", "woman", "man", "man", "woman", "man"],
        "born": ["yes", "no", "yes", "no", "yes", "no"],
        "duration_days_work": [10.0, 40.5, 40.5, 70.0, 100.0, 5.0],
        "event_work": [1, 0, 2, 1, 1, 0],
        "entry_days": [0.0, 0.0, 10.0, 0.0, 60.0, 8.0],  # the last one left before the data begin
    }
)
OUTCOMES = {"work": ("employment", "terminal")}
SETS = [(), ("gender",), ("gender", "born")]


def site(frame=SIX, name="north", **changes) -> SiteCounts:
    tables, never = count_outcomes(frame, OUTCOMES, SETS, step_days=changes.get("step_days"))
    facts = {"site": name, "study": "s", "definition": "d", "cut": date(2011, 6, 30), "outcomes": OUTCOMES}
    return SiteCounts(**{**facts, "tables": tables, "never_at_risk": never, **changes})


def test_only_crossings_that_are_part_of_no_other_are_kept():
    assert widest([(), ("a",), ("a", "b"), ("c",), ("a", "b")]) == (("a", "b"), ("c",))
    assert widest([()]) == ((),)
    assert site().shared == (("gender", "born"),)


def test_people_who_left_before_the_data_begin_are_in_no_table_but_counted():
    assert site().never_at_risk == {"work": 1}
    assert site().participants("work") == 5


def test_margins_are_summed_from_the_crossing():
    at_risk = SIX.filter(pl.col("duration_days_work") > pl.col("entry_days")).with_columns(
        entry=pl.when(pl.col("entry_days") > 0).then("entry_days").otherwise(-1.0)
    )
    for by in SETS:
        counted = rk.counts.life_table(at_risk, duration="duration_days_work", event="event_work", entry="entry", by=by)
        found = site().life_table("work", by)
        assert found is not None
        assert_frame_equal(found.table, counted.table, check_exact=True)
    assert site().life_table("work", ("age_band",)) is None


@pytest.mark.parametrize("engine", [pl.DataFrame.lazy, lambda frame: duckdb.from_arrow(frame.to_arrow())])
def test_every_engine_counts_the_same(engine):
    found = site(engine(SIX)).tables["work"][0]
    assert_frame_equal(found.table, site().tables["work"][0].table, check_exact=True)


def test_a_cause_that_nobody_had_keeps_its_column():
    assert site(SIX.with_columns(event_work=1)).tables["work"][0].causes == (1, 2)
    with pytest.raises(CountsError, match="codes above 2"):
        site(SIX.with_columns(event_work=3))


def test_a_missing_column_is_named():
    with pytest.raises(CountsError, match="no column 'event_work'"):
        site(SIX.drop("event_work"))


def test_what_is_written_is_what_is_read_and_shows_nobody(tmp_path):
    counts = site(step_days=30.4375, made_under=("No group has fewer than 5 participants.",))
    folder = write_counts(counts, tmp_path / "north")
    found = read_counts(folder)
    for before, after in zip(counts.tables["work"], found.tables["work"], strict=True):
        assert_frame_equal(after.table, before.table, check_exact=True)
        assert after.entries is not None
        assert_frame_equal(after.entries, before.entries, check_exact=True)
    assert replace(found, tables={}) == replace(counts, tables={})
    assert (folder / "READ_ME.txt").read_text() == describe(counts)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_nothing_is_ever_written_over(tmp_path):
    write_counts(site(), tmp_path / "north")
    with pytest.raises(CountsError, match="is there already"):
        write_counts(site(), tmp_path / "north")


def test_tables_about_other_people_than_each_other_are_refused(tmp_path):
    others = site(SIX.vstack(SIX)).tables["work"]
    write_counts(site(tables={"work": (site().tables["work"][0], others[0].collapse(("gender",)))}), tmp_path / "n")
    with pytest.raises(CountsError, match="not about the same people"):
        read_counts(tmp_path / "n")


def test_partners_add_up_to_everybody():
    pooled = CountedCohort(sites=(site(SIX[:2], "a"), site(SIX[2:3], "b"), site(SIX[3:], "c")))
    for by in SETS:
        expected = site().life_table("work", by)
        assert expected is not None
        assert_frame_equal(pooled.life_table("work", by).table, expected.table, check_exact=True)


def test_partners_that_do_not_belong_together_are_refused():
    for change, said in [
        ({"definition": "other"}, "differ in the definition"),
        ({"cut": date(2011, 9, 30)}, "differ in the cut"),
        ({"step_days": 30.0}, "differ in the steps of time"),
        ({"unit": "weeks"}, "differ in the unit of time"),
        ({"k": 5}, "differ in the smallest group allowed, k"),
        ({"outcomes": {"work": ("terminal", "employment")}}, "differ in the outcomes"),
        ({"site": "north"}, "more than once"),
    ]:
        with pytest.raises(CountsError, match=said):
            CountedCohort(sites=(site(), site(name="south", **change) if "site" not in change else site()))
    with pytest.raises(CountsError, match="no tables"):
        CountedCohort(sites=())


def test_the_same_counts_under_two_names_are_the_same_people():
    with pytest.raises(CountsError, match="The tables of north, south are there more than once"):
        CountedCohort(sites=(site(), site(name="south")))
    assert len(CountedCohort(sites=(site(), site(SIX[:4], name="south"))).sites) == 2


def test_a_partner_that_does_not_share_a_crossing_is_left_out_and_named():
    few = site(name="few")
    few = replace(few, tables={"work": (few.tables["work"][0].collapse(("gender",)),)})
    pooled = CountedCohort(sites=(site(), few))
    assert pooled.without(("gender", "born")) == ("few",)
    assert pooled.life_table("work", ("gender", "born")).table["entered"].sum() == 5
    assert pooled.life_table("work").table["entered"].sum() == 10
    with pytest.raises(CountsError, match=r"No partner shares a table by age_band\. Shared are: gender × born; gender"):
        pooled.life_table("work", ("age_band",))
    with pytest.raises(CountsError, match="no outcome 'pay'"):
        pooled.life_table("pay")


def test_the_hash_follows_the_counts_and_not_the_order_of_partners():
    one, other = site(SIX[:4], "a"), site(SIX[3:], "b")
    assert CountedCohort(sites=(one, other)).hash == CountedCohort(sites=(other, one)).hash
    assert CountedCohort(sites=(one,)).hash != CountedCohort(sites=(replace(other, site="a"),)).hash


def test_a_counted_cohort_prints_no_counts():
    assert repr(CountedCohort(sites=(site(),))) == "<CountedCohort of north: gender × born. Not for release.>"
    assert repr(site()) == "<SiteCounts north, s, 2011-06-30: gender × born. Not for release.>"
