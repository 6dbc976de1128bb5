"""How alike two people can be in a fact, and how often that is so of one person (`m`) and of two people (`u`).

The numbers are stated, not trained: among some hundred people the pairs that are one person are too few to learn from
(docs/decisions/linkage.md). They matter for the order of what she decides on; what is linked without her goes by the
levels alone (`certain`).
"""

from __future__ import annotations

from typing import NamedTuple


class Level(NamedTuple):
    """A degree of likeness: the SQL condition under which it `holds` (null: in every other case), and its `m` and `u`.

    `rarity_of`: the column by whose frequency `u` is replaced, so that a rare name weighs more than a common one.
    """

    name: str
    holds: str | None
    m: float
    u: float
    rarity_of: str | None = None


class Comparison(NamedTuple):
    """A fact that two people are compared by; the first level that holds counts. `unknown`: one has nothing there."""

    name: str
    unknown: str
    levels: tuple[Level, ...]

    def degree(self, name: str) -> int:
        """The number by which Splink tells a level: the highest first, 0 for every other case."""
        names = [level.name for level in self.levels]
        return len(names) - 1 - names.index(name)

    def named(self, degree: int) -> str:
        """The level of a number; a negative number is nothing known."""
        return "not known" if degree < 0 else self.levels[len(self.levels) - 1 - degree].name


SAME, SWAPPED = "the same", "first and last name swapped"


def _like_names(name: str, same_u: float) -> tuple[Level, ...]:
    parts = f"string_split({name}_parts_l, ' ')", f"string_split({name}_parts_r, ' ')"
    return (
        Level(SAME, f"{name}_parts_l = {name}_parts_r", 0.80, same_u, f"{name}_parts"),
        Level(SWAPPED, "parts_l = parts_r", 0.03, 0.0002),
        Level("one part the same", f"list_has_any({parts[0]}, {parts[1]})", 0.06, 0.005),
        Level("spelled alike", f"jaro_winkler_similarity({name}_l, {name}_r) >= 0.85", 0.06, 0.01),
        Level("another", None, 0.05, 0.9848 - same_u),
    )


BIRTH = Comparison(
    "birth_date",
    "born_l IS NULL OR born_r IS NULL",
    (
        Level(SAME, "born_l = born_r AND NOT is_placeholder_l", 0.80, 0.00007),
        Level("the same, but 1 January or 1 July", "born_l = born_r", 0.08, 0.00025),
        Level("day and month swapped", "born_l = born_swapped_r", 0.02, 0.00005),
        Level("one sign differs", "damerau_levenshtein(born_l, born_r) = 1", 0.04, 0.001),
        Level(
            "the same year, one is 1 January or 1 July",
            "substr(born_l, 1, 4) = substr(born_r, 1, 4) AND (is_placeholder_l OR is_placeholder_r)",
            0.04,
            0.005,
        ),
        Level("another", None, 0.02, 0.99363),
    ),
)
GIVEN = Comparison("given_name", "given_l IS NULL OR given_r IS NULL", _like_names("given", 0.02))
FAMILY = Comparison("family_name", "family_l IS NULL OR family_r IS NULL", _like_names("family", 0.008))
PLACE = Comparison(
    "municipality",
    "place_l IS NULL OR place_r IS NULL",
    (Level(SAME, "place_l = place_r", 0.8, 0.4), Level("another", None, 0.2, 0.6)),
)
PHONE = Comparison(
    "phone",
    "digits_l IS NULL OR digits_r IS NULL OR digits_l = '' OR digits_r = ''",
    (Level(SAME, "digits_l = digits_r", 0.6, 0.001), Level("another", None, 0.4, 0.999)),
)
COMPARISONS = (BIRTH, GIVEN, FAMILY, PLACE, PHONE)
