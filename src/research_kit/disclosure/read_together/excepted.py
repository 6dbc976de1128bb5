"""What approved exceptions tell of the counts of a release, and whether it is more than was approved."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.disclosure.exceptions import is_excepted_row
from research_kit.disclosure.read_together.counted_people import Cell, describe
from research_kit.disclosure.read_together.exact_counts import ExactCounts
from research_kit.disclosure.read_together.known_already import room_left
from research_kit.disclosure.read_together.told_counts import Network
from research_kit.disclosure.read_together.told_numbers import Candidate, Candidates, Interval, told_numbers
from research_kit.errors import DisclosureError


def told_by_exceptions(candidates: Candidates, exact: ExactCounts, net: Network) -> dict[int, Interval]:
    """Count -> what the rows that an exception shows tell of it, whatever else is hidden."""
    rows = {
        answer: {name: Candidate(table.kind, table.frame.filter(is_excepted_row())) for name, table in tables.items()}
        for answer, tables in candidates.items()
    }
    return told_numbers(rows, exact, net).told


def excepted_tables(candidates: Candidates) -> list[str]:
    """The tables of which an exception shows a row."""
    return [
        f"`{answer}.{name}`"
        for answer, tables in candidates.items()
        for name, table in tables.items()
        if not table.frame.filter(is_excepted_row()).is_empty()
    ]


def require_nothing_else_follows(told: Mapping[int, Interval], net: Network, candidates: Candidates) -> None:
    """An exception shows its own row: no other number of few people may follow from it exactly.

    Those of the row without the event follow from the other two, and are shown with it. That a part of a group of
    three is at most three follows too: that is what was approved; other rows may tell no more.
    """
    if not told:
        return
    own = {net.cells[at] for at in told}
    own |= {Cell(f"{cell.quantity} without", cell.group) for cell in own}
    others = {at: k for at, k in net.secrets.items() if net.cells[at] not in own}
    follows = [net.cells[at] for at, width in room_left(told, net, others).items() if width == 0]
    if follows:
        more = f" and {len(follows) - 5} more" if len(follows) > 5 else ""
        raise DisclosureError(
            f"the approved exceptions for {', '.join(excepted_tables(candidates))} give away {len(follows)} other "
            f"numbers of few people: {'; '.join(map(describe, follows[:5]))}{more}. Hiding further numbers does not "
            "protect these. Take the exception back, or have these approved too (`disclosure.exceptions`)."
        )
