"""The rule by which a pair is linked without anybody being asked."""

from __future__ import annotations

import polars as pl

from research_kit.study.name_linkage.levels import BIRTH, FAMILY, GIVEN, SAME, SWAPPED

RULE = "rule 1"
"""Its name in the journal; a rule that changes gets another one."""

RULE_IN_WORDS = (
    "the same birth date, which is neither 1 January nor 1 July; the same first and last names but for spelling and "
    "order; and neither of the two is like anybody else"
)


def certain_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs, of those that `compare_people` gives, of which it is certain that they are one person.

    Twins, namesakes and people listed twice are like somebody else, and are left to her.
    """
    is_same_day = pl.col(BIRTH.name) == BIRTH.degree(SAME)
    are_same_names = pl.all_horizontal(
        pl.col(one.name).is_in([one.degree(SAME), one.degree(SWAPPED)]) for one in (GIVEN, FAMILY)
    )
    each = pl.concat([pairs["a"], pairs["b"]])
    alone = each.value_counts().filter(pl.col("count") == 1)[each.name].implode()
    are_alone = pl.col("a").is_in(alone) & pl.col("b").is_in(alone)
    return pairs.filter(is_same_day & are_same_names & are_alone)
