"""Log-rank tests against R's survdiff (source in each JSON file)."""

from __future__ import annotations

import pytest

import research_kit as rk
from tests.reference.cases import read_case, read_data


def found(case, expected):
    names = case["inputs"]
    strata = [names["strata"]] if "strata" in names else []
    table = rk.counts.life_table(read_data(case), duration=names["time"], event="event", by=[names["group"], *strata])
    return rk.statistics.log_rank(table, strata=strata, rho=expected["rho"]).row(0)


@pytest.mark.parametrize("name", ["logrank_lung_sex", "logrank_veteran_celltype"])
@pytest.mark.parametrize("weights", ["rho0", "rho1"])
def test_unstratified(name, weights):
    case = read_case(name)
    expected = case["expected"][weights]
    assert found(case, expected) == pytest.approx((expected["chisq"], expected["df"], expected["p"]), rel=1e-7)


def test_stratified():
    case = read_case("logrank_veteran_stratified")
    expected = case["expected"]
    assert found(case, expected) == pytest.approx((expected["chisq"], expected["df"], expected["p"]), rel=1e-7)


def test_leukaemia_statistic_as_published():
    # Freireich et al. (1963) data; chi-square 16.79, e.g. Klein & Moeschberger (2003), section 7.3.
    case = read_case("km_6mp_textbook")
    table = rk.counts.life_table(read_data(case), duration="time", event="event", by=["arm"])
    assert rk.statistics.log_rank(table)["statistic"][0] == pytest.approx(16.79, abs=5e-3)
