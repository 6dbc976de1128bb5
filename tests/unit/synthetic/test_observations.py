import numpy as np
import polars as pl
import pytest

from research_kit.synthetic.lives import draw_lives
from research_kit.synthetic.observations import observe_statuses
from research_kit.synthetic.outcomes import WORK
from research_kit.synthetic.studies import samba_like


@pytest.fixture(scope="module")
def lives():
    return draw_lives(samba_like().with_participants(4_000), rng=np.random.default_rng(11))


@pytest.fixture(scope="module")
def records(lives):
    return observe_statuses(lives.spells, lives.observations, truth=samba_like(), rng=np.random.default_rng(12))


def test_a_fifth_of_waves_is_missed_and_more_of_those_in_work(lives):
    due = lives.waves.filter(pl.col("k") > 0).with_columns(missed=pl.col("actual_on").is_null())
    in_work = due["kind"].is_in(WORK)
    assert due["missed"].mean() == pytest.approx(0.20, abs=0.015)
    assert due.filter(in_work)["missed"].mean() == pytest.approx(samba_like().follow_up.missed_in_work, abs=0.03)


def test_waves_lie_around_their_planned_day(lives):
    held = lives.waves.filter((pl.col("k") > 0) & pl.col("actual_on").is_not_null())
    off = (held["actual_on"] - held["planned_on"]).dt.total_days()
    assert off.abs().max() <= 40
    assert off.std() == pytest.approx(14, abs=1)


def test_every_held_wave_verifies_one_running_status(lives, records):
    held = lives.waves.filter(pl.col("actual_on").is_not_null()).select("row", verified_on="actual_on")
    running = records.filter(pl.col("end_hi").is_null())
    matched = held.join(running, on=["row", "verified_on"], how="left", validate="1:1")
    assert matched["kind"].null_count() == 0


def test_the_true_start_lies_within_the_days_that_are_known(records):
    assert ((records["start_lo"] <= records["start_on"]) & (records["start_on"] <= records["start_hi"])).all()


def test_nothing_is_written_down_before_it_is_known(records):
    for column in ("start_hi", "end_hi", "verified_on"):
        known = records.filter(pl.col(column).is_not_null())
        assert (known[column] <= known["recorded_on"]).all(), column


def test_a_later_record_of_a_spell_is_verified_no_earlier(records):
    history = records.sort("row", "start_lo", "recorded_on")
    earlier = history.with_columns(before=pl.col("verified_on").shift(1).over("row", "start_lo"))
    repeated = earlier.filter(pl.col("before").is_not_null())
    assert repeated.height > 1_000
    assert (repeated["verified_on"] >= repeated["before"]).all()


def test_spells_of_a_person_do_not_overlap_in_what_is_known(records):
    latest = records.sort("recorded_on").unique(["row", "start_lo"], keep="last").sort("row", "start_lo")
    following = latest.with_columns(then=pl.col("start_lo").shift(-1).over("row")).filter(pl.col("then").is_not_null())
    assert (following["end_lo"] == following["then"]).all()


def test_about_one_start_in_twenty_is_known_only_to_more_than_a_month(records):
    starts = records.filter(pl.col("kind").is_in([*WORK, "regular_edu"])).unique(["row", "start_lo"])
    width = (starts["start_hi"] - starts["start_lo"]).dt.total_days() + 1
    assert 0.025 < (width > 31).mean() < 0.06
