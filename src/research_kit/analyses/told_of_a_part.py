"""What is not told of a part of the participants (`part_of`): it stands beside what is said of the whole project."""

from __future__ import annotations

from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.errors import CohortError
from research_kit.results.of_a_part import OF_REFERRED, OF_WHOLE

_WHOLE_ALONE = frozenset({"stock", "flow_balance", "representation"})
"""Tables beside the project's plan, its calendar or a reference population."""
_REFERRED_ALONE = frozenset({"flow", "phases", "access", "access_gaps", "pooled", "organisations"})


def why_not_of_part(cohort: Cohort | CountedStudy, table: str) -> str:
    """The reason for which a table is not told of this part; empty where it is, and of everybody."""
    if not isinstance(cohort, Cohort) or not cohort.part:
        return ""
    if table in _WHOLE_ALONE:
        return OF_WHOLE
    by_index = ("counted_from", "index") in cohort.part
    return OF_REFERRED if by_index and table in _REFERRED_ALONE else ""


def require_everybody(cohort: Cohort | CountedStudy, question: str) -> None:
    """Refuse a part where a question is about the project as a whole.

    Raises
    ------
    CohortError
        The cohort is a part.
    """
    if isinstance(cohort, Cohort) and cohort.part:
        raise CohortError(
            f"`{question}` is told of the whole project only, and this cohort is a part of it: {len(cohort)} people. "
            "Ask it of the whole cohort, with `by` where it can be split."
        )


def part_note(cohort: Cohort | CountedStudy) -> dict[str, str]:
    """What a result says of the part it is about: `since=2010-01-01;gender=woman`."""
    if not isinstance(cohort, Cohort) or not cohort.part:
        return {}
    return {"part": ";".join(f"{name}={value}" for name, value in cohort.part)}
