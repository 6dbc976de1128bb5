import numpy as np
import pytest

from research_kit.synthetic.hazards import change_hazards, draw_times


def test_a_constant_hazard_gives_exponential_times():
    hazard = 0.05
    times = draw_times(np.zeros((200_000, 1)), np.full((200_000, 1), hazard), rng=np.random.default_rng(1))
    # Mean 20, standard error 20 / sqrt(200,000) = 0.045.
    assert times.mean() == pytest.approx(1 / hazard, abs=4 * 0.045)


def test_nobody_has_an_event_in_a_piece_without_hazard():
    starts = np.tile([0.0, 10.0, 20.0], (10_000, 1))
    hazards = np.tile([0.1, 0.0, 0.1], (10_000, 1))
    times = draw_times(starts, hazards, rng=np.random.default_rng(1))
    assert not ((times > 10) & (times < 20)).any()
    assert (times < 10).mean() == pytest.approx(1 - np.exp(-1), abs=0.02)


def test_a_hazard_that_ends_at_zero_leaves_some_without_event():
    starts, hazards = np.tile([0.0, 5.0], (10_000, 1)), np.tile([0.1, 0.0], (10_000, 1))
    times = draw_times(starts, hazards, rng=np.random.default_rng(1))
    assert np.isinf(times).mean() == pytest.approx(np.exp(-0.5), abs=0.02)


def test_a_hazard_changes_at_each_persons_own_time():
    starts, hazards = np.tile([0.0, 10.0], (3, 1)), np.tile([1.0, 2.0], (3, 1))
    new_starts, new_hazards = change_hazards(starts, hazards, at=np.array([4.0, 12.0, np.inf]), ratio=3.0)
    assert new_starts[:2].tolist() == [[0, 4, 10], [0, 10, 12]]
    assert new_hazards.tolist() == [[1, 3, 6], [1, 2, 6], [1, 2, 6]]
    assert new_starts[2, 2] >= 1e9
