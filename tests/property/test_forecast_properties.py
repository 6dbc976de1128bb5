"""What holds for every forecast of people who come into a state and out of it (METHODS 9.2)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import research_kit as rk
from research_kit.statistics.forecasts.forecast_states import going_back
from research_kit.statistics.forecasts.state_hazards import draw_hazards
from tests.property.examples import examples

QUICK = settings(max_examples=examples(20), deadline=None)
TIMES = st.floats(0, 400, allow_nan=False)


@st.composite
def projects(draw):
    """Pieces of whatever was seen, up to 60 people anywhere, perhaps newcomers."""
    number = draw(st.integers(1, 4))
    pieces = pl.DataFrame(
        {
            "start": [3.0 * place for place in range(number)],
            "end": [3.0 * (place + 1) for place in range(number)],
            **{name: [draw(st.integers(0, 30)) for _ in range(number)] for name in ("begun", "lost", "gone")},
            "time_outside": [draw(TIMES) + 1 for _ in range(number)],
            "time_inside": [draw(TIMES) for _ in range(number)],
        }
    )
    rows = draw(st.lists(st.tuples(st.floats(0, 14), st.booleans(), st.floats(0.1, 12)), max_size=60))
    schema = {"elapsed": pl.Float64, "inside": pl.Boolean, "horizon": pl.Float64}
    people = pl.DataFrame(rows, schema=schema, orient="row")
    plan = rk.statistics.ForecastPlan(
        attained=draw(st.integers(0, 50)),
        enrolled=draw(st.integers(0, 60)),
        observed_time=12.0,
        remaining_time=draw(st.floats(0, 24)),
        horizon=12.0,
        most_to_come=draw(st.integers(0, 40)),
    )
    return pieces, people, plan


def foretold(pieces, people, plan, target=None):
    rng = np.random.default_rng(7)
    made = rk.statistics.forecast_states(pieces, people, replace(plan, target=target), rng=rng, draws=300)
    return made.row(0, named=True)


@given(projects())
@QUICK
def test_a_forecast_lies_between_nobody_and_everybody(project):
    _, people, plan = project
    made = foretold(*project)
    limits = [made[name] for name in ("lower", "lower_80", "estimate", "upper_80", "upper")]
    assert limits == sorted(limits)
    assert plan.attained <= limits[0]
    assert limits[-1] <= plan.attained + people.height + plan.most_to_come


@given(projects())
@QUICK
def test_the_order_of_the_people_changes_nothing(project):
    pieces, people, plan = project
    assert foretold(pieces, people.reverse(), plan) == foretold(pieces, people, plan)


@given(projects(), st.integers(0, 60))
@QUICK
def test_a_higher_target_is_never_more_likely_to_be_reached(project, target):
    assert foretold(*project, target=target)["chance"] >= foretold(*project, target=target + 5)["chance"]


@given(projects())
@QUICK
def test_the_chances_of_all_places_lie_between_0_and_1(project):
    hazards = draw_hazards(project[0], horizon=12.0, rng=np.random.default_rng(3), draws=20)
    for _, reaching in going_back(hazards.steps(120, 0.1)):
        assert ((reaching >= -1e-12) & (reaching <= 1 + 1e-12)).all()
        assert (reaching[:, 1] >= reaching[:, 0] - 1e-9).all()  # who is there is never behind who is not
