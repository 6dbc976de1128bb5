"""How closely somebody can work out a number from sums written by hand: independent of the gate's own intruder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linprog

Equation = tuple[str | None, Sequence[str | None]]


def width(told: Mapping[str, int | None], equations: Sequence[Equation], secret: str) -> float:
    """How far apart the secret can be, for somebody who knows the numbers told and that each whole is its parts."""
    names = list(dict.fromkeys([*(name for whole, parts in equations for name in (whole, *parts)), *told]))
    sums = np.zeros((len(equations), len(names)))
    for row, (whole, parts) in enumerate(equations):
        sums[row, names.index(whole)] = 1
        for part in parts:
            sums[row, names.index(part)] -= 1
    limits = [(0, None) if told.get(name) is None else (told[name],) * 2 for name in names]
    ends = []
    for sign in (1, -1):
        aim = np.zeros(len(names))
        aim[names.index(secret)] = sign
        found = linprog(aim, A_eq=sums, b_eq=np.zeros(len(equations)), bounds=limits, method="highs")
        ends.append(np.inf if found.status == 3 else abs(found.fun))
    return float(ends[1] - ends[0])
