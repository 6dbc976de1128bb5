"""How several claims hang together, as an analyst gives it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from research_kit.errors import EstimateError

Floats = NDArray[np.float64]

_SAME = 1 - 1e-9
_ROUNDING = 1e-10


def correlation_of(claims: int, correlation: Any) -> Floats:
    """The matrix between claims at one look, from one number or a matrix; claims that are one another are one.

    Raises
    ------
    EstimateError
        It is no correlation matrix of so many claims.
    """
    matrix = _matrix(claims, correlation)
    if not (np.allclose(matrix, matrix.T, atol=_ROUNDING) and np.allclose(np.diag(matrix), 1, atol=_ROUNDING)):
        raise EstimateError("correlation must be symmetric with 1 on its diagonal.")
    smallest = float(np.linalg.eigvalsh(matrix).min())
    if smallest < -_ROUNDING:
        raise EstimateError(
            f"No {claims} claims can have this correlation: its smallest eigenvalue is {smallest:.3f}, below 0. "
            f"One number for all must be at least {-1 / max(claims - 1, 1):.3f}."
        )
    kept = [place for place in range(claims) if not (np.abs(matrix[place, :place]) >= _SAME).any()]
    return _definite(matrix[np.ix_(kept, kept)])


def _matrix(claims: int, correlation: Any) -> Floats:
    try:
        given = np.asarray(correlation, dtype=np.float64)
    except (TypeError, ValueError) as fault:
        raise EstimateError("correlation must be one number or a square matrix of numbers.") from fault
    if given.ndim == 0:
        given = np.where(np.eye(claims, dtype=bool), 1.0, given)
    if given.shape != (claims, claims) or not np.isfinite(given).all():
        raise EstimateError(
            f"correlation has the shape {given.shape}; for {claims} claims it must be one number, or {claims} × "
            f"{claims} finite numbers."
        )
    return given


def _definite(matrix: Floats) -> Floats:
    """Claims that add up to one another exactly, such as three differences of three groups, are parted by a hair."""
    hair = _ROUNDING * 10
    return (matrix + hair * np.eye(len(matrix))) / (1 + hair)
