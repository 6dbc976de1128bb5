"""A part of a cohort: the people asked for, with everything about them and nothing about others."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import polars as pl
import pytest

import research_kit as rk
from research_kit.errors import CohortError


def people_in(cohort):
    """Everybody about whom some frame of the cohort says something."""
    frames = [getattr(holder, one.name) for holder in (cohort, cohort.records, cohort.voice) for one in fields(holder)]
    return {
        pid for frame in frames if isinstance(frame, pl.DataFrame) and "pid" in frame.columns for pid in frame["pid"]
    }


def test_a_group_and_the_others_are_everybody(cohort):
    women, men = (rk.part_of(cohort, where={"gender": code}) for code in ("woman", "man"))
    assert len(women) == cohort.frame.filter(pl.col("gender") == "woman").height
    assert len(women) + len(men) == len(cohort)
    assert not people_in(women) & people_in(men)
    assert women.flow["gender"].unique().to_list() == ["woman"]
    assert women.hash != men.hash != cohort.hash


def test_a_period_of_the_index_date_includes_its_days_and_nobody_who_was_only_referred(cohort):
    since, until = date(2010, 1, 1), date(2010, 6, 30)
    part = rk.part_of(cohort, since="2010-01-01", until=until)
    assert (
        part.frame["pid"].to_list() == cohort.frame.filter(pl.col("index_on").is_between(since, until))["pid"].to_list()
    )
    assert part.flow.height == part.records.referrals.height == part.records.course.height == 0
    assert not part.records.waits["wait"].str.starts_with("referral_").any()


def test_a_period_of_the_referral_holds_everybody_referred_in_it_enrolled_or_not(cohort):
    since, until = date(2010, 1, 1), date(2010, 6, 30)
    part = rk.part_of(cohort, since=since, until=until, counted_from="referral")
    first = cohort.records.referrals.filter(pl.col("referred_on").is_between(since, until))
    assert sorted(part.records.referrals["pid"]) == sorted(first["pid"])
    later = part.frame.filter(pl.col("index_on") > until)
    assert later.height > 0
    assert part.flow.height > len(part)


def test_an_answer_about_a_part_is_that_of_its_people(cohort):
    youth = rk.part_of(cohort, where={"target_youth": True})
    rows = rk.participants(youth, by=["gender"])["composition"].to_polars()
    assert rows["n"].max() == cohort.frame["target_youth"].sum()


def test_all_of_it_is_the_cohort_itself(cohort):
    assert rk.part_of(cohort) is cohort


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "in May"}, "`in May` is no day"),
        ({"where": {"gendr": "woman"}}, "Did you mean `gender`"),
        ({"where": {"gender": "women"}}, "Did you mean `woman`"),
        ({"since": "2031-01-01"}, "none of the 161 participants"),
    ],
)
def test_what_cannot_be_is_refused_with_what_there_is(cohort, asked, said):
    with pytest.raises(CohortError, match=said):
        rk.part_of(cohort, **asked)
