from __future__ import annotations

import pytest

import research_kit as rk
from research_kit.errors import EstimateError

EQUAL = ([10, 21, 29, 41], [25, 50, 75, 100])


def test_units_keep_their_order_and_are_not_ranked():
    found = rk.statistics.funnel_plot(*EQUAL, units=["south", "north", "east", "west"])
    assert found["unit"].to_list() == ["south", "north", "east", "west"]
    assert not {"rank", "order"} & set(found.columns)
    assert found["zone"].unique().to_list() == ["inside"]


def test_the_funnel_narrows_with_size_and_lies_around_the_common_share():
    found = rk.statistics.funnel_plot(*EQUAL)
    widths = (found["upper_95"] - found["lower_95"]).to_list()
    assert widths == sorted(widths, reverse=True)
    assert found["centre"].to_list() == pytest.approx([101 / 250] * 4)
    assert (found["lower_99_8"] < found["lower_95"]).all()


def test_units_that_differ_less_than_chance_do_not_narrow_it():
    found = rk.statistics.funnel_plot(*EQUAL)
    assert found["dispersion"][0] < 1
    assert found["upper_95"].to_list() == found["unadjusted_upper_95"].to_list()


def test_units_that_differ_more_widen_it():
    found = rk.statistics.funnel_plot([5, 20, 40, 10], [50, 50, 50, 50])
    assert found["dispersion"][0] > 4
    assert (found["upper_95"] > found["unadjusted_upper_95"]).all()


def test_one_unit_far_out_is_seen_and_does_not_hide_itself():
    found = rk.statistics.funnel_plot([20] * 15 + [45], 50, centre=0.4)
    assert found["zone"].to_list() == ["inside"] * 15 + ["outside_99_8"]


def test_a_given_share():
    assert rk.statistics.funnel_plot(*EQUAL, centre=0.5)["centre"].to_list() == [0.5] * 4


@pytest.mark.parametrize(
    ("given", "options", "told"),
    [
        (([1, 2], [10, 0]), {}, "`n` of 0 or less"),
        (([1, 12], [10, 10]), {}, "more `events` than `n`"),
        (([0, 0], [10, 10]), {}, "All 2 units together have the share 0"),
        (([10, 10], [10, 10]), {}, "All 2 units together have the share 1"),
        (([1], [10]), {}, "at least 2"),
        (EQUAL, {"centre": 1.2}, "centre is 1.2"),
        (EQUAL, {"winsorise": 0.5}, "at least 0 and below 0.5"),
        (EQUAL, {"units": ["a", "a", "b", "c"]}, "3 different names for 4 units"),
        (EQUAL, {"units": ["a", "b"]}, "names for 4 units"),
    ],
)
def test_what_is_no_funnel(given, options, told):
    with pytest.raises(EstimateError, match=told):
        rk.statistics.funnel_plot(*given, **options)
