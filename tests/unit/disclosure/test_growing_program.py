"""The program that grows from a secret finds what the program over all counts would."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.read_together import growing_program
from research_kit.disclosure.read_together.growing_program import GrowingProgram, Tied

K = 5


def of_rows(rows, size):
    """One row per sum: the whole, then its parts."""
    matrix = np.zeros((len(rows), size))
    for at, (whole, *parts) in enumerate(rows):
        matrix[at, whole], matrix[at, parts] = 1.0, -1.0
    return matrix


def moves(matrix, world, price, secret, seconds=60.0):
    """How far counts of such sums move so that the secret lies `K` apart."""
    tied = Tied(csr_array(matrix), world, np.full(world.size, np.inf))
    return GrowingProgram(tied, price, secret, K).moves(Deadline(seconds))


def least_price(matrix, world, price, secret):
    """The same from one program over all counts in both worlds, by another solver; None where nothing helps."""
    sums = np.kron(np.eye(2), np.hstack([matrix, -matrix]))
    apart = np.zeros((1, sums.shape[1]))
    apart[0, secret + world.size * np.arange(4)] = [1.0, -1.0, -1.0, 1.0]
    bounds = [(0, None)] * world.size + [(0, most) for most in world]
    known = np.zeros(sums.shape[0])
    found = linprog(
        np.tile(price, 4), A_eq=np.vstack([sums, apart]), b_eq=np.append(known, K), bounds=bounds * 2, method="highs"
    )
    return found.fun if found.success else None


def random_table(rng):
    """Counts of a table of three dimensions with all its margins; some of them told."""
    shape = tuple(rng.integers(2, 4, 3) + 1)
    cells = np.arange(np.prod(shape)).reshape(shape)
    world = np.zeros(shape)
    world[1:, 1:, 1:] = rng.poisson(rng.uniform(1, 6), np.array(shape) - 1)
    for axis in range(3):
        world[(slice(None),) * axis + (0,)] = world.sum(axis=axis)
    lines = [line for axis in range(3) for line in np.moveaxis(cells, axis, -1).reshape(-1, shape[axis]).tolist()]
    price = np.where(rng.random(cells.size) < rng.uniform(0.2, 0.9), rng.integers(1, 6, cells.size), 0).astype(float)
    return of_rows(lines, cells.size), world.ravel(), price


@pytest.mark.parametrize("seed", range(12))
def test_the_price_is_that_of_the_program_over_all_counts_and_every_sum_holds(seed):
    matrix, world, price = random_table(np.random.default_rng(seed))
    for secret in range(0, world.size, 5):
        found, least = moves(matrix, world, price, secret), least_price(matrix, world, price, secret)
        assert (found is None) == (least is None)
        if found is not None:
            assert price @ np.abs(found).sum(axis=0) == pytest.approx(least, abs=1e-6)
            assert found[0, secret] - found[1, secret] == pytest.approx(K)
            np.testing.assert_allclose(found @ matrix.T, 0.0, atol=1e-6)
            assert (found >= -world - 1e-6).all()


def chain(length):
    """Count 0 is count 1 and a part of its own, count 1 is count 2 and a part of its own, and so on."""
    return of_rows([(at, at + 1, length + 1 + at) for at in range(length)], 2 * length + 1)


def test_a_program_knows_what_its_answer_needs_and_no_more(monkeypatch):
    solvers = []
    original = growing_program.started
    monkeypatch.setattr(growing_program, "started", lambda program: solvers.append(original(program)) or solvers[-1])
    matrix = chain(200)
    world = np.full(401, 20.0)
    price = np.ones(401)
    price[:7] = 0.0
    price[207] = 0.5  # a part that is told in fewer places: it moves, and the counts above it
    found = moves(matrix, world, price, 0)
    assert np.flatnonzero(np.abs(found).any(axis=0)).tolist() == [*range(7), 207]
    assert solvers[0].getNumCol() < 0.15 * 4 * world.size


def test_where_nothing_may_move_nothing_helps():
    assert moves(of_rows([(0, 1, 2)], 3), np.zeros(3), np.ones(3), 0) is not None  # all of them may rise
    held = Tied(csr_array(of_rows([(0, 1, 2)], 3)), np.zeros(3), np.array([9.0, 2.0, 2.0]))
    assert GrowingProgram(held, np.ones(3), 0, K).moves(Deadline(60.0)) is None


def test_when_the_time_is_up_nothing_is_found():
    assert moves(chain(3), np.full(7, 20.0), np.ones(7), 0, seconds=0.0) is None


def test_a_secret_in_no_sum_moves_by_itself():
    found = moves(of_rows([(1, 2, 3)], 4), np.full(4, 9.0), np.ones(4), 0)
    assert np.abs(found).sum(axis=0).tolist() == [K, 0.0, 0.0, 0.0]
