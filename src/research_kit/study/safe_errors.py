"""Errors that leave the intake: without identity numbers, and without the values a library may quote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from research_kit.errors import ResearchKitError, SourceError
from research_kit.study.identity_numbers import scrub

_PACKAGE = Path(__file__).parent


@contextmanager
def scrubbed_errors() -> Iterator[None]:
    """Errors raised within pass on with their text scrubbed; those of libraries, which may quote values, without it."""
    try:
        yield
    except ResearchKitError as error:
        raise type(error)(scrub(str(error))) from None
    except Exception as error:
        raise SourceError(
            f"The partner files could not be read or checked: {type(error).__name__} at {_place(error)}. "
            "This is a fault of research-kit: report that place. What the error says is withheld, since it may quote "
            "a participant's value."
        ) from None


def _place(error: BaseException) -> str:
    """The last line of the intake that the error passed through."""
    places = []
    traceback = error.__traceback__
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE) and file != Path(__file__):
            places.append(f"study/{file.relative_to(_PACKAGE).as_posix()}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[-1] if places else "an unknown place"
