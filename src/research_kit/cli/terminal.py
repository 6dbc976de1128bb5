"""What every command has in common: where it writes, how days are given, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from research_kit.errors import ResearchKitError

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)

Parameters = Annotated[Path, typer.Argument(help="The study's parameters file, such as parameters/samba.yaml.")]
AsOf = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="What was known on this day; the parameters file's `as_of` if left out."),
]


def as_day(value: datetime | None) -> date | None:
    """The day of an option; null where it was left out."""
    return value.date() if value else None


def progress(line: str) -> None:
    """A step that has ended, beside what the command prints."""
    ERR.print(f"· {line}", markup=False)


@contextmanager
def refusals_are_sentences() -> Iterator[None]:
    """A refusal is printed as its sentence, free of identity numbers, and ends the command with 1."""
    try:
        yield
    except ResearchKitError as error:
        from research_kit.study.identity_numbers import scrub

        ERR.print(scrub(str(error)), markup=False, style="bold")
        raise typer.Exit(1) from None
    except OSError as error:  # a folder that may not be written to, a page that cannot be put where it was asked for
        ERR.print(f"{error.filename}: {error.strerror}. Nothing was published.", markup=False, style="bold")
        raise typer.Exit(1) from None
