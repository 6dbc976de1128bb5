"""From tables that follow the rules one by one to tables from which, together, nothing can be worked out.

The gate's own intruder reads everything that would be told, and what it finds is given room: further numbers go, or
stay as they were last published. What cannot be repaired stops the release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from research_kit.disclosure.linked.possible_worlds import Deadline
from research_kit.disclosure.over_time.differencing import History
from research_kit.disclosure.policy import Policy
from research_kit.disclosure.read_together.counted_people import Cell, describe
from research_kit.disclosure.read_together.exact_counts import exact_counts
from research_kit.disclosure.read_together.excepted import (
    excepted_tables,
    require_nothing_else_follows,
    told_by_exceptions,
)
from research_kit.disclosure.read_together.hiding import Hiding, Named
from research_kit.disclosure.read_together.known_already import known_already, own_quarter, views
from research_kit.disclosure.read_together.reader import Reader
from research_kit.disclosure.read_together.remedies import Ties, remedies
from research_kit.disclosure.read_together.told_counts import Network, network
from research_kit.disclosure.read_together.told_numbers import (
    Candidate,
    Candidates,
    ToldNumbers,
    ToldTables,
)
from research_kit.disclosure.released_table import Release
from research_kit.errors import DisclosureError
from research_kit.results import Answer

_ROUNDS = 100
_SECONDS = 240.0
_LAST_SECONDS = 20.0
"""What an audit is given at least, when the time for single numbers is up and whole tables go."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repaired:
    """Tables that an intruder cannot beat, and which cells went for which others on the way.

    `tied` has, for each cell that was hidden, the secrets that it would have given away.
    """

    candidates: Candidates
    tied: Ties = field(default_factory=dict)
    named: Named = field(repr=False)


def repaired(
    candidates: Candidates, answers: Sequence[Answer], *, policy: Policy, earlier: Sequence[Release] = ()
) -> Repaired:
    """The tables, with what would give somebody away hidden, or carried from when it was last published.

    Parameters
    ----------
    candidates
        The tables as the rules for each of them leave them.
    answers
        The exact answers that they were made from.
    policy
        The thresholds in force.
    earlier
        Everything published before, oldest first.

    Raises
    ------
    DisclosureError
        Something remains exposed that hiding numbers does not protect: it is named, with a remedy, without its value.

    Notes
    -----
    Single numbers go first. After four minutes, or where no number helps, whole tables go (METHODS 10.2, remedy 3):
    they stand as they were last published. The result is the same on every machine unless the time decides.
    """
    if not answers:
        return Repaired(candidates=candidates, named=lambda cell: cell)
    exact = exact_counts(answers, step_months=policy.step_months)
    net = network(exact, policy)
    excepted = told_by_exceptions(candidates, exact, net)
    require_nothing_else_follows(excepted, net, candidates)
    subject = answers[0].subject
    known = (known_already(view, exact, net, subject=subject, excepted=excepted) for view in views(earlier, policy))
    history = History(earlier, policy, quarter=own_quarter(subject)) if earlier else None
    release = _InTheMaking(candidates, history, Hiding(candidates, named=exact.named))
    audit = _Audit(ToldTables(exact, net), net, tuple(Reader(each, net, policy) for each in known))
    never = frozenset(net.cells[at] for at in excepted)
    return _until_nothing_is_found(release, audit, never)


@dataclass(frozen=True, slots=True)
class _InTheMaking:
    """A release of which more and more is hidden."""

    candidates: Candidates
    history: History | None
    hiding: Hiding

    def without(self, hidden: Ties) -> Candidates:
        """What would be published: without the hidden cells, and as before where too few have come since."""
        kept = self.hiding.without(hidden)
        if self.history is None:
            return kept
        frames = {answer: {name: table.frame for name, table in tables.items()} for answer, tables in kept.items()}
        return {
            answer: {name: Candidate(kept[answer][name].kind, frame) for name, frame in tables.items()}
            for answer, tables in self.history.carried(frames).items()
        }


@dataclass(frozen=True, slots=True)
class _Audit:
    """The readers, what they read, and the counts that they read of."""

    tables: ToldTables
    net: Network
    readers: tuple[Reader, ...]

    def finds(self, told: ToldNumbers, seconds: float) -> tuple[Reader | None, tuple[int, ...]]:
        """The first reader who finds something, and what."""
        for reader in self.readers:
            found = reader.finds(told.told, seconds)
            if found:
                return reader, found
        return None, ()


def _until_nothing_is_found(release: _InTheMaking, audit: _Audit, never: frozenset[Cell]) -> Repaired:
    tied: dict[Cell, tuple[Cell, ...]] = {}
    deadline = Deadline(_SECONDS)
    turns = count()
    while True:
        shown = release.without(tied)
        told = audit.tables.numbers(shown)
        reader, found = audit.finds(told, max(_LAST_SECONDS, deadline.left() / 2))
        if reader is None:
            return Repaired(candidates=shown, tied=tied, named=release.hiding.named)
        in_time = next(turns) < _ROUNDS and not deadline.over()
        more = _first(remedies(found, told, reader, in_time=in_time), tied, never)
        if not more:
            raise _unsafe(found, audit.net, release.candidates)
        tied |= more


def _first(choices: Iterator[Ties], tied: Ties, never: frozenset[Cell]) -> dict[Cell, tuple[Cell, ...]]:
    """The first remedy that makes a further cell go, of those that may."""
    open_ones = ({cell: of for cell, of in more.items() if cell not in never} for more in choices)
    return next((more for more in open_ones if more.keys() - tied.keys()), {})


def _unsafe(found: Sequence[int], net: Network, candidates: Candidates) -> DisclosureError:
    """Which cells could be worked out, by name only, and beside which exceptions."""
    names = [describe(net.cells[each]) for each in found[:5]]
    more = f" and {len(found) - len(names)} more" if len(found) > len(names) else ""
    excepted = ", ".join(excepted_tables(candidates))
    remedy = f"Take back the exception for {excepted} (`disclosure.exceptions`), merge" if excepted else "Merge"
    return DisclosureError(
        f"{len(found)} numbers of few people could be worked out from what would be published, and hiding further "
        f"numbers does not protect them: {'; '.join(names)}{more}. {remedy} small groups of that dimension "
        "(`disclosure.collapse`), split by fewer columns (`split_by`), or leave the table out."
    )
