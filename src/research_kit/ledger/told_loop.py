"""What the board's page is told of the loop: what was decided and what came of it, and what is new and certain.

It is a part of a release (`loop.json` beside the tables) and holds released numbers and the board's own words only, so
that the board room needs nothing else to open its page with them.
"""

from __future__ import annotations

from pathlib import Path

from research_kit.declarations import Declaration
from research_kit.ledger.decision import Decision
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.results.finding import Finding, Voice

FILE = "loop.json"


class ToldDecision(Declaration):
    """A decision, the finding that it rests on, and what came of it.

    Attributes
    ----------
    finding
        The finding whose number is measured again; null where the ledger has none any more.
    remeasurement
        What came of it; null until its review.
    is_new
        Whether it was measured again at this release.
    """

    decision: Decision
    finding: Finding | None = None
    remeasurement: Remeasurement | None = None
    is_new: bool = False


class ToldFinding(Declaration):
    """A finding that passes its alarm bar and did not at the release before, with the participants' view of it."""

    finding: Finding
    voice: Voice = Voice()


class ToldLoop(Declaration):
    """The loop as a release tells it.

    Attributes
    ----------
    quarter, compared_with
        The release, and the one before it that `certain` is new against; empty at the first.
    decisions
        Those that still count, measured now first, then the newest.
    certain
        What is new and certain.
    follows
        The last release before it, where that was before findings were kept, so that there is nothing to compare with.
    """

    quarter: str = ""
    compared_with: str = ""
    decisions: tuple[ToldDecision, ...] = ()
    certain: tuple[ToldFinding, ...] = ()
    follows: str = ""


def write_told_loop(told: ToldLoop, folder: Path) -> Path:
    """Write it beside the released tables; the same loop gives the same bytes."""
    path = folder / FILE
    path.write_text(told.model_dump_json(indent=1, exclude_defaults=True) + "\n", encoding="utf-8")
    return path


def read_told_loop(folder: Path) -> ToldLoop:
    """What a release tells of the loop; nothing where it tells none."""
    path = folder / FILE
    return ToldLoop.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else ToldLoop()
