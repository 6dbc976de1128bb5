"""Every error a reader of research-kit can meet, as one family.

An error says what is wrong (with the number seen), where (file, row, column or key), and what to do.
It never carries a participant's value: errors end up in logs and in exported notebooks.
"""

from __future__ import annotations

import linecache
import sys
import traceback
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class ResearchKitError(Exception):
    """Anything research-kit refuses to do, with a sentence that helps."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows instead of a traceback: what, where in the cell, and how to see all of it.

        IPython asks for it. The error is the same one: `%debug` works, and logs of runs have its whole text.
        """
        where = [line for line in (_place_in_cell(self),) if line]
        more = "The whole traceback: import traceback; traceback.print_last()"
        return [f"{_mark(type(self).__name__)}: {self}", *where, more]


def did_you_mean(said: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, with a space before it; empty where none is near."""
    near = get_close_matches(said, list(known), n=1)
    return f" Did you mean `{near[0]}`?" if near else ""


def _place_in_cell(error: BaseException) -> str:
    """The last line outside of this package that was being run: in the cell, or in the researcher's own module."""
    own = str(Path(__file__).parent)
    frames = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if not frame.f_code.co_filename.startswith((own, sys.prefix, "<frozen"))
    ]
    if not frames:
        return ""
    file, number = frames[-1]
    return f"line {number}: {linecache.getline(file, number).strip()}"


def _mark(name: str) -> str:
    """Bold red, as IPython writes the name of an error."""
    return f"\x1b[1;31m{name}\x1b[0m"


class UnknownNameError(ResearchKitError, AttributeError):
    """A name that the package does not offer."""


class UnknownTableError(ResearchKitError, KeyError):
    """A table that an answer has not got."""

    def __str__(self) -> str:
        """The sentence itself: a KeyError would put it between quotation marks."""
        return str(self.args[0])


class DeclarationError(ResearchKitError):
    """A YAML declaration (cohort, parameters, policy) that cannot be read as meant."""


class SourceError(ResearchKitError):
    """A partner's file or table that cannot be read at all: missing, empty, undecodable."""


class SourceUnavailableError(SourceError):
    """A database that cannot be reached, or went away while it was read: it may pass, and is tried again."""


class FaultyInputError(ResearchKitError):
    """Partner data with blocking faults: the study does not open, and nothing has been written."""


class KeyFileError(ResearchKitError):
    """The pseudonym key is missing, unreadable, or readable by others than its owner."""


class CohortError(ResearchKitError):
    """A cohort that cannot be built from this study, or that nobody is in."""


class CountsError(ResearchKitError, ValueError):
    """Durations, events, entries or weights that no life table can be counted from."""


class EstimateError(ResearchKitError, ValueError):
    """An estimate asked for with arguments under which it is undefined."""


class GuardError(ResearchKitError):
    """A guard of severity error: the design forbids this number (METHODS section 13)."""


class DisaggregationError(ResearchKitError):
    """A result asked for without its split by group, and without a reason for leaving it out."""


class DisclosureError(ResearchKitError):
    """A release that could make someone recognisable, or a policy weaker than the house rules."""


class LedgerError(ResearchKitError):
    """The ledger is damaged, incomplete or missing: nothing is released until it is restored."""


class RunError(ResearchKitError):
    """A run that stopped: which notebook, which cell, and what to do. What was published before is intact."""


class RunLockedError(RunError):
    """Another run of the same study is at work."""


class DeliveryError(ResearchKitError):
    """An alert that could not be sent: it stands in its file and on its page, and is tried again at the next load."""


class DiskFullError(RunError):
    """There is no room for what a run writes: it may pass, and is tried again."""


class NotebookTimeoutError(RunError):
    """A notebook that gave no answer in its time, and was stopped."""


class ClockError(RunError):
    """The clock of this computer cannot be right: nothing is run by it."""


class ScheduleError(ResearchKitError):
    """A schedule that cannot be installed, shown or removed on this computer."""


class ErasureError(ResearchKitError):
    """A person who cannot be erased as asked, or a register of those erased that is not whole."""
