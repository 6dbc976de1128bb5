"""Waits and stock of a large SAMBA-like study against what its truth draws (METHODS 12.1)."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import research_kit as rk
from research_kit.study.pseudonyms import create_key
from research_kit.synthetic.participants import bring_in, draw_people
from research_kit.synthetic.partner_files import write_partner_files
from research_kit.synthetic.studies import samba_like

ROOT = Path(__file__).parents[2]
PEOPLE, TRUE_PEOPLE = 900, 300_000
WAIT_DAYS = (14, 30, 60)


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """About 900 enrolled people, followed to the end of the project."""
    folder = tmp_path_factory.mktemp("large")
    for name in ("parameters", "cohorts"):
        shutil.copytree(ROOT / name, folder / name)
    write_partner_files(samba_like().with_participants(PEOPLE), folder / "data" / "samba", seed=5)
    create_key(folder / "data" / "samba" / "pseudonyms.key")
    study = rk.open_study(folder / "parameters" / "samba.yaml", as_of=date(2012, 10, 31))
    return rk.process(rk.build_cohort(study, folder / "cohorts" / "samba.yaml"), by=["gender"])


@pytest.fixture(scope="module")
def drawn():
    """Everybody referred in a draw of the truth, and what became of the referral."""
    truth, rng = samba_like(), np.random.default_rng(3)
    return bring_in(draw_people(truth, size=TRUE_PEOPLE, rng=rng), intake=truth.intake, rng=rng)


def true_share(drawn, wait, days):
    """The share of all referred whose wait has ended within so many days with what was waited for."""
    waited = {"referral_to_decision": "decided_day", "referral_to_enrolment": "index_day"}[wait]
    happened = pl.col("decision").is_in(["accepted", "declined_by_project"])
    if wait == "referral_to_enrolment":
        happened = pl.col("index_day").is_finite()
    return drawn.select((happened & (pl.col(waited) - pl.col("referred_day") <= days)).mean()).item()


@pytest.mark.parametrize("wait", ["referral_to_decision", "referral_to_enrolment"])
@pytest.mark.parametrize("days", WAIT_DAYS)
def test_shares_of_waits_are_those_of_the_truth(answer, drawn, wait, days):
    by = answer["waits"].by
    rows = answer["waits"].table.filter(pl.all_horizontal(pl.col(by).is_null()))
    row = rows.filter((pl.col("outcome") == wait) & (pl.col("time") == days)).row(0, named=True)
    assert row["status"] == "ok"
    # Three standard errors of the study; that of the draw of 300,000 is a twentieth of it.
    assert abs(row["estimate"] - true_share(drawn, wait, days)) <= 3 * row["std_error"] + 0.002


def test_attendance_is_the_mean_of_the_beta_it_is_drawn_from(answer):
    by = answer["attendance"].by
    row = answer["attendance"].table.filter(pl.all_horizontal(pl.col(by).is_null()) & pl.col("outcome").is_null())
    estimate, error = row["estimate"].item(), row["std_error"].item()
    overdosed = samba_like().mess.overdosed
    truth = (1 - overdosed) * 7.0 / 9.2 + overdosed * 1.275
    assert abs(estimate - truth) <= 3 * error


def test_stock_inflow_and_length_agree_as_littles_law_says(answer):
    by = answer["flow_balance"].by
    rows = answer["flow_balance"].table.filter(pl.all_horizontal(pl.col(by).is_null()))
    values = dict(rows.select("statistic", "estimate").iter_rows())
    product = values["inflow_per_month"] * values["mean_length_months"]
    assert values["littles_gap"] == pytest.approx((values["mean_at_once"] - product) / values["mean_at_once"])
    assert abs(values["littles_gap"]) < 0.10
