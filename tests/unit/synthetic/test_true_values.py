import json

import pytest

from research_kit.synthetic.studies import botkyrka_like, samba_like
from research_kit.synthetic.true_values import true_values, write_truth


@pytest.fixture(scope="module")
def samba():
    return true_values(samba_like(), people=600_000, seed=31)


def test_samba_reaches_38_per_cent_after_twelve_months(samba):
    everyone = samba["groups"]["all"]
    assert everyone["attainment_12"] == pytest.approx(0.38, abs=0.001 + 3 * everyone["attainment_12_std_error"])


def test_foreign_born_women_in_samba_are_12_points_below_the_others(samba):
    gap = samba["gap_foreign_born_women"]
    assert gap["attainment_12"] == pytest.approx(-0.12, abs=0.001 + 3 * gap["std_error"])


def test_incidences_of_the_causes_add_up_and_exceed_the_state(samba):
    for group in samba["groups"].values():
        incidence = group["cumulative_incidence_12"]
        assert group["work_or_education_12"] == pytest.approx(incidence["work"] + incidence["education"])
        assert group["work_or_education_12"] > group["attainment_12"]  # jobs end before the year is out
        assert sum(incidence.values()) < 1


def test_botkyrka_is_one_group_with_its_planted_effects():
    truth = true_values(botkyrka_like(), people=20_000, seed=32)
    assert truth["gap_foreign_born_women"] is None
    assert "men" not in truth["groups"]
    assert truth["activity_hazard_ratios"] == {"B1": 1.0, "B2": 1.4, "B3": 1.0, "B4": 1.0, "B5": 1.0}


def test_the_truth_file_says_that_nobody_may_read_it(tmp_path):
    path = write_truth(samba_like(), tmp_path / "truth.json", people=2_000)
    assert "No analysis may read" in json.loads(path.read_text(encoding="utf-8"))["note"]
