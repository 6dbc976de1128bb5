"""False signals of charts and coverage of intervals. Fixed seeds; margins are 3 Monte Carlo standard errors."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

import research_kit as rk

STUDIES = 2_000
MARGIN = 3 * np.sqrt(0.95 * 0.05 / STUDIES)  # 1.5 points


def covered(found, truth):
    defined = found.drop_nulls("lower")
    assert defined.height > 0.99 * found.height
    return defined.select(((pl.col("lower") <= truth) & (pl.col("upper") >= truth)).mean()).item()


def people(n, rng):
    """`n` people in each study, each with one to four courses: 6 to 40 planned hours."""
    courses = rng.integers(1, 5, STUDIES * n)
    person = np.repeat(np.arange(STUDIES * n), courses)
    return person, rng.choice([6, 12, 20, 40], person.size)


@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 30, 120])
def test_attendance_covers_the_share_of_planned_hours(n):
    # Each person has a share of their own, Beta(4, 2): mean 2/3. The truth is 2/3 whatever the hours.
    rng = np.random.default_rng(401)
    person, planned = people(n, rng)
    share = rng.beta(4, 2, STUDIES * n)[person]
    frame = pl.DataFrame(
        {"person": person, "study": person // n, "planned": planned, "attended": rng.binomial(planned, share)}
    )
    found = rk.statistics.attendance(frame, attended="attended", planned="planned", cluster="person", by="study")
    assert covered(found, 2 / 3) == pytest.approx(0.95, abs=MARGIN + 0.01)  # METHODS 12.2: 93-98 % at small n


@pytest.mark.slow
@pytest.mark.parametrize("n", [15, 60])
def test_rates_of_people_who_differ_cover_where_poisson_does_not(n):
    # Contacts per month: Gamma(2, 1/2) per person, mean 1; one to ten months each.
    rng = np.random.default_rng(402)
    person = np.arange(STUDIES * n)
    months = rng.uniform(1, 10, person.size)
    contacts = rng.poisson(rng.gamma(2, 0.5, person.size) * months)
    frame = pl.DataFrame({"person": person, "study": person // n, "months": months, "contacts": contacts})
    found = rk.statistics.events_per_time(frame, events="contacts", exposure="months", cluster="person", by="study")
    assert (
        covered(found, 1.0) > 0.93 - MARGIN if n < 60 else covered(found, 1.0) == pytest.approx(0.95, abs=MARGIN + 0.01)
    )
    naive = found.with_columns(
        lower=pl.col("estimate") - 1.96 * pl.col("events").sqrt() / pl.col("exposure"),
        upper=pl.col("estimate") + 1.96 * pl.col("events").sqrt() / pl.col("exposure"),
    )
    assert covered(naive, 1.0) < 0.85


@pytest.mark.slow
def test_the_gap_of_two_rates_covers():
    rng = np.random.default_rng(403)
    person = np.arange(STUDIES * 80)
    group = np.where(person % 2 == 0, "women", "men")
    months = rng.uniform(1, 10, person.size)
    rate = np.where(group == "women", 0.8, 1.2) * rng.gamma(2, 0.5, person.size)
    frame = pl.DataFrame(
        {"person": person, "study": person // 80, "g": group, "t": months, "e": rng.poisson(rate * months)}
    )
    table = rk.statistics.events_per_time(frame, events="e", exposure="t", cluster="person", by=["study", "g"])
    gap = rk.statistics.gap_between(table, group="g", compared_with="men", by="study")
    assert covered(gap, -0.4) == pytest.approx(0.95, abs=MARGIN + 0.01)
    ratio = rk.statistics.gap_between(table, group="g", compared_with="men", by="study", measure="ratio")
    assert covered(ratio, 2 / 3) == pytest.approx(0.95, abs=MARGIN + 0.01)


def charts_that_signal(draw, chart, studies=1_500):
    return np.mean([chart(draw()) for _ in range(studies)])


@pytest.mark.slow
@pytest.mark.parametrize(("baseline", "risk"), [(None, 0.0419), (8, 0.121)])
def test_the_charts_themselves_signal_as_often_as_said(baseline, risk):
    # The simulation behind `false_signal_risk` reads arrays; this draws whole charts, 12 quarters, outside and trend.
    rng = np.random.default_rng(404)

    def signals(values):
        return rk.statistics.xmr_chart(values, baseline=baseline)["signal"].any()

    seen = charts_that_signal(lambda: rng.standard_normal(12), signals)
    assert seen == pytest.approx(risk, abs=3 * np.sqrt(risk * (1 - risk) / 1_500))
    assert rk.statistics.false_signal_risk(12, baseline=baseline)["estimate"][0] == pytest.approx(risk, abs=0.003)


@pytest.mark.slow
def test_charts_of_shares_signal_less_than_charts_of_values_and_adjusting_at_twelve_points_costs():
    # 40 people a quarter, 40 % with the event. Plain limits: about 2 %. Adjusting to a sigma z of 12 points: more.
    rng = np.random.default_rng(405)
    draws = rng.binomial(40, 0.4, (1_500, 12))

    def risk(overdispersion):
        return np.mean(
            [rk.statistics.p_chart(each, 40, overdispersion=overdispersion)["signal"].any() for each in draws]
        )

    plain, adjusted = risk("flag"), risk("adjust")
    said = rk.statistics.false_signal_risk(12, share=0.4, n=40)["estimate"][0]
    assert plain == pytest.approx(said, abs=3 * np.sqrt(said * (1 - said) / len(draws)))
    assert plain < 0.042
    assert plain <= adjusted < 0.06


def level_coverage(side, errors, lag, studies=400):
    """How often the interval for a change of level of 0 holds it; residuals with autocorrelation 0.3."""
    rng = np.random.default_rng(406)
    months = np.arange(2 * side)
    held = []
    for _ in range(studies):
        noise = rng.standard_normal(2 * side + 50)
        for place in range(1, noise.size):
            noise[place] += 0.3 * noise[place - 1]
        frame = pl.DataFrame({"t": months, "y": 10 + 0.1 * months + noise[50:]})
        found = rk.statistics.segmented(frame, outcome="y", time="t", change=side, errors=errors, lag=lag)
        row = found.row(2, named=True)
        held.append(row["lower"] <= 0 <= row["upper"])
    return np.mean(held)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("side", "errors", "lag", "coverage"),
    # Measured with 1,500 (600, 400) series each: what the documentation tells.
    [
        (12, "newey-west", 12, 0.60),
        (12, "newey-west", 3, 0.77),
        (12, "autoregressive", 3, 0.92),
        (60, "newey-west", 3, 0.89),
        (60, "autoregressive", 3, 0.945),
    ],
)
def test_newey_west_is_too_sure_in_short_series(side, errors, lag, coverage):
    margin = 3 * np.sqrt(coverage * (1 - coverage) * (1 / 400 + 1 / 400))
    assert level_coverage(side, errors, lag) == pytest.approx(coverage, abs=margin)


@pytest.mark.slow
def test_a_search_for_a_change_finds_one_in_five_per_cent_of_stable_series():
    rng = np.random.default_rng(407)
    found = [
        rk.statistics.max_cusum(rng.standard_normal(36), rng=rng, permutations=199)["p_value"][0] for _ in range(1_000)
    ]
    assert np.mean(np.array(found) <= 0.05) == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / 1_000))
