from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from research_kit.synthetic.outcomes import WORK, draw_first_events, draw_trajectories
from research_kit.synthetic.participants import bring_in, draw_people
from research_kit.synthetic.studies import botkyrka_like, samba_like

NEVER = np.inf


def enrolled(truth, size, rng):
    people = bring_in(draw_people(truth, size=size, rng=rng), intake=truth.intake, rng=rng)
    return people.filter(pl.col("index_day").is_finite())


def with_constant_hazard_of_work(truth):
    work = replace(truth.outcomes.causes[0], hazards=(0.03,) * 5, effects=())
    none = [replace(cause, hazards=(0.0,) * 5) for cause in truth.outcomes.causes[1:]]
    return replace(truth, outcomes=replace(truth.outcomes, causes=(work, *none)))


@pytest.mark.parametrize(("activity", "ratio"), [("B2", 1.4), ("B3", 1.0)])
def test_starting_an_activity_multiplies_the_hazard_by_its_planted_ratio(activity, ratio):
    truth = with_constant_hazard_of_work(botkyrka_like())
    rng = np.random.default_rng(5)
    people = enrolled(truth, 150_000, rng)
    starts = np.full((people.height, len(truth.activities)), NEVER)
    number = [one.code for one in truth.activities].index(activity)
    starts[:, number] = 120
    days, _ = draw_first_events(people, starts, truth=truth, rng=rng)
    before, after = (days <= 120).sum(), ((days > 120) & (days <= 720)).sum()
    rate_before = before / np.minimum(days, 120).sum()
    rate_after = after / np.clip(days - 120, 0, 600).sum()
    # Standard error of the log ratio from the two counts of events.
    error = np.sqrt(1 / before + 1 / after)
    assert np.log(rate_after / rate_before) == pytest.approx(np.log(ratio), abs=4 * error)


@pytest.fixture(scope="module")
def spells():
    truth = samba_like()
    rng = np.random.default_rng(7)
    people = enrolled(truth, 20_000, rng)
    starts = np.full((people.height, len(truth.activities)), NEVER)
    first = draw_first_events(people, starts, truth=truth, rng=rng)
    return draw_trajectories(people, first, truth=truth, rng=rng)


def test_statuses_follow_each_other_without_gap_or_overlap(spells):
    following = spells.with_columns(then=pl.col("start").shift(-1).over("row")).filter(pl.col("then").is_not_null())
    assert (following["end"] == following["then"]).all()
    assert (spells["end"] > spells["start"]).all()


def test_a_quarter_of_jobs_lasts_less_than_90_days(spells):
    jobs = spells.filter(pl.col("kind").is_in(WORK) & pl.col("end").is_finite())
    share = ((jobs["end"] - jobs["start"]) < 91).mean()
    assert share == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / jobs.height))


def test_nothing_follows_retirement_or_death(spells):
    assert spells.filter(pl.col("kind").is_in(["retired", "died"]))["end"].is_infinite().all()


def test_hours_are_known_of_work_alone(spells):
    in_work = pl.col("kind").is_in(WORK)
    assert spells.filter(in_work)["hours_pct"].is_not_null().all()
    assert spells.filter(~in_work)["hours_pct"].is_null().all()
