"""Products of small matrices that stay quick on a busy machine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SMALL = 5_000_000  # multiplications that one processor does in a millisecond or two
_AT_ONCE = 200_000


def product(left: Floats, right: Floats) -> Floats:
    """left @ right; a small one in stretches too short for the linear algebra library to wake further threads.

    Threads that wait for one another while others use the processors make a product of a millisecond last a hundred.
    """
    each = max(1, right.size)
    if len(left) * each > _SMALL:
        return np.asarray(left @ right)
    result = np.empty((len(left), right.shape[1]))
    length = max(1, _AT_ONCE // each)
    for start in range(0, len(left), length):
        result[start : start + length] = left[start : start + length] @ right
    return result
