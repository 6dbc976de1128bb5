"""What an error says, as far as it may be kept in a log, on a page or in a letter: no participant's value."""

from __future__ import annotations

import errno
import re
import sys
from pathlib import Path

from research_kit import errors
from research_kit.errors import (
    DiskFullError,
    LedgerError,
    NotebookTimeoutError,
    ResearchKitError,
    RunError,
    RunLockedError,
    SourceUnavailableError,
)
from research_kit.study.identity_numbers import scrub

PASSING: tuple[type[ResearchKitError], ...] = (
    RunLockedError,
    DiskFullError,
    SourceUnavailableError,
    NotebookTimeoutError,
)
"""What may be otherwise a little later. Faulty data, a broken declaration or a damaged ledger never is."""
_IN_A_NOTEBOOK = re.compile(r"(stopped(?: at cell \d+ \(`[^\n]*?`\))?: )(\w+): .*?(?= Nothing was published;|\Z)", re.S)
_PACKAGE = Path(errors.__file__).parent


def told(error: BaseException) -> str:
    """The sentence of an error of research-kit; of any other its kind and place, since it may quote a value."""
    if isinstance(error, ResearchKitError):
        return scrub(_IN_A_NOTEBOOK.sub(_own_words_alone, str(error)))
    if isinstance(error, OSError) and error.strerror:
        return scrub(f"{error.filename or 'a file'}: {error.strerror}. Nothing was published.")
    return (
        f"{type(error).__name__} at {_place(error)}: this is a fault of research-kit; report that place. What the "
        "error says is withheld, since it may quote a participant's value. Nothing was published."
    )


def may_pass(error: BaseException) -> bool:
    """Whether a later attempt may end otherwise though nothing was corrected."""
    said = str(error) if isinstance(error, (LedgerError, RunError)) else ""
    is_from_outside = "another run is adding" in said or "its process was ended from outside" in said
    is_full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO)
    return is_from_outside or is_full or isinstance(error, (*PASSING, MemoryError))


def _own_words_alone(match: re.Match[str]) -> str:
    """Of an error in a notebook only what research-kit itself says of it; a library may quote what it was given."""
    if issubclass(getattr(errors, match[2], object), ResearchKitError) or match[2] == "no":
        return match[0]
    return f"{match[1]}{match[2]}. What it says is withheld: it may quote a participant's value."


def _place(error: BaseException) -> str:
    found, traceback = "an unknown place", error.__traceback__
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            found = f"{file.relative_to(_PACKAGE).as_posix()}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found if found != "an unknown place" else f"Python {sys.version_info.major}.{sys.version_info.minor}"
