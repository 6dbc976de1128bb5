"""Only answers about all participants are released: a part beside the whole tells of everybody else by subtraction."""

from __future__ import annotations

from research_kit.errors import DisclosureError
from research_kit.results import Answer


def require_whole_cohort(answer: Answer) -> None:
    """Refuse the answer of a part of a cohort.

    Its rows would be read as those of everybody: neither another table of this release nor an earlier one says that
    they are some of the same people, so that nothing would be withheld to protect the others.

    Raises
    ------
    DisclosureError
        The answer was given of a part (`part_of`).
    """
    part = next((found for table in answer.values() if (found := table.provenance.notes.get("part"))), None)
    if part is not None:
        raise DisclosureError(
            f"`{answer.name}` is about a part of the participants ({part}), and beside what is released of all of them "
            "it would tell of the others. Parts are for exploring. Ask the whole cohort, and split the answer with "
            "`by` where a group is wanted."
        )
