"""The likelihood of intervals against numerical integration, and its derivatives against differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from research_kit.statistics.intervals.contributions import Observations, contributions
from research_kit.statistics.intervals.interval_likelihood import likelihood, second_derivative
from research_kit.statistics.intervals.pieces import Pieces, enough_in_each

PIECES = Pieces(((0.0, 91.0, 182.0, 365.0), (0.0, 91.0, 300.0)))
CAUSES, TERMS = 2, 2


@pytest.fixture(scope="module")
def observed():
    """Sixty participants: exact, known to intervals of any width, censored; late entry, two causes, two covariates."""
    rng = np.random.default_rng(3)
    n = 60
    kind = rng.integers(0, 3, n)
    left = rng.uniform(1, 500, n)
    right = np.where(kind == 0, np.inf, np.where(kind == 1, left, left + rng.uniform(1, 400, n)))
    return Observations(
        entry=left * rng.choice([0, 0.5], n),
        left=left,
        right=right,
        cause=np.where(kind == 0, 0, rng.integers(1, 3, n)),
        n=rng.integers(1, 4, n).astype(float),
        design=rng.normal(size=(n, TERMS)),
    )


@pytest.fixture(scope="module")
def point():
    """Log hazards by cause and cell, then coefficients."""
    rng = np.random.default_rng(4)
    return np.concatenate([np.log(rng.uniform(5e-4, 3e-3, CAUSES * len(PIECES.cells))), [0.3, -0.2]])


def split(at):
    return np.exp(at[:-TERMS]).reshape(CAUSES, -1), at[-TERMS:]


def score(told, at):
    hazard, coefficients = split(at)
    found = likelihood(told, hazard, coefficients)
    return np.concatenate([(found.mass - hazard * found.exposure).ravel(), found.term_score])


def differences(function, at, step=1e-5):
    return np.array([(function(at + step * e) - function(at - step * e)) / (2 * step) for e in np.eye(len(at))])


def by_integration(observed, at):
    """Sum of log of the integral of h_k(t) S(t) over each interval, cell by cell."""
    (hazard, coefficients), cells = split(at), PIECES.cells
    ends, total = np.append(cells[1:], np.inf), 0.0
    for row in range(len(observed.n)):
        own = hazard * np.array([np.exp(observed.design[row] @ coefficients), 1.0])[:, None]

        def cumulated(time, own=own):
            return float(own.sum(axis=0) @ np.maximum(np.minimum(time, ends) - cells, 0))

        def density(time, own=own, cause=observed.cause[row], cumulated=cumulated):
            return own[cause - 1, np.searchsorted(cells, time, side="left") - 1] * np.exp(-cumulated(time))

        left, right = observed.left[row], observed.right[row]
        if observed.cause[row] == 0:
            found = -cumulated(left)
        elif left == right:
            found = np.log(density(left))
        else:
            bounds = [left, *[cell for cell in cells if left < cell < right], right]
            found = np.log(sum(quad(density, a, b, epsabs=1e-14)[0] for a, b in pairwise(bounds)))
        total += observed.n[row] * (found + cumulated(observed.entry[row]))
    return total


def test_the_value_is_that_of_numerical_integration(observed, point):
    told = contributions(observed, PIECES.cells, CAUSES)
    assert likelihood(told, *split(point)).value == pytest.approx(by_integration(observed, point), rel=1e-12)


def test_the_first_derivative_is_that_of_differences(observed, point):
    told = contributions(observed, PIECES.cells, CAUSES)
    expected = differences(lambda at: likelihood(told, *split(at)).value, point)
    assert score(told, point) == pytest.approx(expected, abs=1e-7 * np.abs(expected).max())


def test_the_second_derivative_is_that_of_differences(observed, point):
    told = contributions(observed, PIECES.cells, CAUSES)
    expected = differences(lambda at: score(told, at), point)
    found = second_derivative(told, *split(point))
    assert found == pytest.approx(expected, abs=1e-7 * np.abs(expected).max())
    assert found == pytest.approx(found.T, abs=1e-12 * np.abs(found).max())


def test_cells_are_the_stretches_within_one_piece_of_every_cause():
    assert PIECES.cells.tolist() == [0, 91, 182, 300, 365]
    working = PIECES.membership.reshape(CAUSES, 5, 7)
    assert working[0].argmax(axis=1).tolist() == [0, 1, 2, 2, 3]
    assert working[1].argmax(axis=1).tolist() == [4, 5, 5, 6, 6]


@pytest.mark.parametrize(
    ("mass", "kept"),
    [([6, 6, 6], [0, 10, 20]), ([3, 3, 6], [0, 20]), ([6, 6, 2], [0, 10]), ([1, 1, 1], [0]), ([6, 0, 0], [0])],
)
def test_pieces_are_joined_from_the_left_until_each_has_enough(mass, kept):
    assert enough_in_each((0.0, 10.0, 20.0), np.array(mass, dtype=float)) == tuple(kept)


def test_a_piece_is_merged_with_the_poorer_neighbour():
    pieces = Pieces(((0.0, 10.0, 20.0),))
    assert pieces.merged(0, 1, np.array([9.0, 2.0, 7.0])).starts == ((0.0, 10.0),)
    assert pieces.merged(0, 1, np.array([7.0, 2.0, 9.0])).starts == ((0.0, 20.0),)
    assert pieces.merged(0, 0, np.array([2.0, 7.0, 1.0])).starts == ((0.0, 20.0),)
    assert pieces.merged(0, 2, np.array([1.0, 7.0, 2.0])).starts == ((0.0, 10.0),)
