"""Which groups a result is split by: the total, each dimension, and their crossing (METHODS 0.8).

Output without a split is refused unless a reason is given, and a dimension in which everybody belongs to one
group is answered with `blocked/ONE_LEVEL` and its substitutes, never with a comparison that cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from research_kit.errors import DisaggregationError, did_you_mean

DEFAULT_BY = ("gender", "foreign_born")


@dataclass(frozen=True, slots=True)
class Split:
    """One way to divide the participants: by no column (the total), one, or the crossing of two.

    `blocked` is `ONE_LEVEL` where every participant has the same value, so that nothing can be compared.
    """

    by: tuple[str, ...]
    blocked: str = ""
    substitute_for: str = ""


def require_by(by: Sequence[str] | None, undisaggregated_reason: str | None = None) -> tuple[str, ...]:
    """The columns to split by: the default where none are named, none at all only with a reason.

    Raises
    ------
    DisaggregationError
        `by` is empty and no reason is given.
    """
    if by is None:
        return DEFAULT_BY
    if not by and not (undisaggregated_reason or "").strip():
        raise DisaggregationError(
            "`by` (or `split_by` in the cohort file) is empty: a result without its split by group is refused "
            "(all statistics are sex-disaggregated). "
            "Name the columns to split by, or say why not with `undisaggregated_reason=`."
        )
    return tuple(by)


def plan_splits(
    by: Sequence[str],
    levels: Mapping[str, int],
    substitutes: Sequence[str] = (),
    *,
    single: Sequence[str] = (),
) -> tuple[Split, ...]:
    """The total, each dimension, and the crossing of every two of them.

    Parameters
    ----------
    by
        The dimensions asked for, in the order to present them.
    levels
        Per dimension, how many values occur among the participants.
    substitutes
        Dimensions offered instead of one in which everybody belongs to one group; those with one level, or
        asked for anyway, are passed over.

    single
        Dimensions shown on their own and never crossed (age bands, target groups, which overlap); those with one
        level are passed over.

    Raises
    ------
    DisaggregationError
        A dimension that the participants do not have.
    """
    if isinstance(by, str):
        raise DisaggregationError(f'`by` is a list of columns: write `by=["{by}"]`.')
    missing = [name for name in (*by, *single) if name not in levels]
    if missing:
        raise DisaggregationError(
            f"the cohort has no column {', '.join(f'`{m}`' for m in missing)} to split by. "
            f"It can be split by: {', '.join(sorted(levels))}.{did_you_mean(missing[0], levels)}"
        )
    open_dimensions = [name for name in by if levels[name] > 1]
    closed = [name for name in by if levels[name] <= 1]
    instead = [s for s in substitutes if levels.get(s, 0) > 1 and s not in by] if closed else []
    return (
        Split(()),
        *(Split((name,)) for name in open_dimensions),
        *(Split((name,), blocked="ONE_LEVEL") for name in closed),
        *(Split((name,), substitute_for=closed[0]) for name in instead),
        *(Split(pair) for pair in combinations(open_dimensions, 2)),
        *(Split((s,)) for s in single if levels.get(s, 0) > 1 and s not in by and s not in instead),
    )
