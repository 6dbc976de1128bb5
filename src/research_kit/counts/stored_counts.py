"""A partner's counts as a folder of text files with one head, from which the very same counts come back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from research_kit.counts.counted_cohort import STARTS, SiteCounts
from research_kit.counts.stored_life_table import read_columns, read_head, write_columns
from research_kit.errors import CountsError

FORMAT = "research-kit counts of a partner"
VERSION = 2
HEAD, READ_ME = "counts.json", "READ_ME.txt"
_PLAIN = ("site", "study", "definition", "step_days", "k", "unit")


_READ_ME_TEXT = """\
Counts of {site} for the joint report of the study {study}, as known on {cut}.

{participants} participants, as numbers of people; there is no row about one person, no name, no number of a
person or an enrolment, and no calendar date of anything that happened.

Each file says, for a group of people and a time since the start: how many were still followed (at_risk), how many were
followed no longer (censored), and how many had the event (events; by cause where there are several).
Times are {times}.

One file for each of these divisions, which are the last part of its name:
{divisions}

and each of these outcomes, which are the first:
{outcomes}

Rules it was made under:
{rules}

Cells may be as small as one person. This folder is personal data handled under your agreement: it is for adding to the
other partners' tables and for nothing else. Only the sum is published, through the disclosure control of the joint
report.
"""


def describe(counts: SiteCounts) -> str:
    """What a folder of counts holds and does not hold, for the person who answers for handing it over."""
    return _READ_ME_TEXT.format(
        site=counts.site,
        study=counts.study,
        cut=counts.cut,
        participants=counts.participants(next(iter(counts.outcomes))),
        times=f"in days, in steps of {counts.step_days:g}" if counts.step_days else "in days, as observed",
        divisions="\n".join(f"  {'.'.join(by) or 'everybody'}" for by in counts.shared),
        outcomes="\n".join(f"  {outcome}: {_said(outcome, causes)}" for outcome, causes in counts.outcomes.items()),
        rules="\n".join(f"  - {rule}" for rule in counts.made_under),
    )


def write_counts(counts: SiteCounts, folder: str | Path) -> Path:
    """The counts as CSV files, with `counts.json` for the program and `READ_ME.txt` for people.

    Raises
    ------
    CountsError
        The folder holds something already: nothing is ever written over.
    """
    folder = Path(folder)
    require_new_folder(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in counts.outcomes}
    by_name = {each.by: place for place, each in enumerate(next(iter(counts.tables.values())))}
    for name, outcome, by in _names(counts):
        tables[outcome].append(write_columns(counts.tables[outcome][by_name[by]], folder / name))
    head = {
        "format": FORMAT,
        "version": VERSION,
        **{key: getattr(counts, key) for key in _PLAIN},
        "cut": counts.cut.isoformat(),
        "outcomes": {name: list(causes) for name, causes in counts.outcomes.items()},
        "never_at_risk": dict(counts.never_at_risk),
        "made_under": list(counts.made_under),
        "tables": tables,
    }
    (folder / READ_ME).write_text(describe(counts), encoding="utf-8")
    (folder / HEAD).write_text(json.dumps(head, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder


def require_new_folder(folder: Path) -> None:
    """Refuse a folder that holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CountsError(f"{folder} is there already. Move it away, or name another with `--out`.")


def read_counts(folder: str | Path) -> SiteCounts:
    """The counts that `write_counts` wrote.

    Raises
    ------
    CountsError
        The folder or a file of it is missing, was changed since, was written by a later version, or its counts
        contradict each other.
    """
    folder = Path(folder)
    head = _read_head(folder)
    try:
        return _site(head, folder)
    except CountsError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CountsError(f"{folder / HEAD} does not say what it must ({type(error).__name__}). {_AGAIN}") from None


def _site(head: Mapping[str, Any], folder: Path) -> SiteCounts:
    tables = {
        outcome: tuple(read_columns(facts, folder, str(folder)) for facts in stored)
        for outcome, stored in head["tables"].items()
    }
    _require_equal_totals(tables, folder)
    return SiteCounts(
        **{key: head[key] for key in _PLAIN},
        cut=date.fromisoformat(head["cut"]),
        outcomes={name: tuple(causes) for name, causes in head["outcomes"].items()},
        never_at_risk=head["never_at_risk"],
        made_under=tuple(head["made_under"]),
        tables=tables,
    )


def _read_head(folder: Path) -> dict[str, Any]:
    """What `counts.json` says, or an error that names the folder and what is wanted in its place."""
    if not folder.is_dir():
        kind = "is a file" if folder.exists() else "is missing"
        raise CountsError(f"The folder of counts {folder} {kind}. {_WANTED}")
    if not (folder / HEAD).is_file():
        raise CountsError(f"The folder {folder} has no {HEAD}, so it holds no counts of a partner. {_WANTED}")
    head = read_head(folder / HEAD, FORMAT, VERSION, todo=_AGAIN)
    missing = sorted(_KEYS - set(head))
    if missing:
        raise CountsError(f"{folder / HEAD} lacks {', '.join(missing)}. {_AGAIN}")
    return head


_WANTED = (
    "Wanted is a folder that `research-kit counts` wrote, with all its files; a relative path under `data.counts` "
    "starts from the folder of the parameters file that names it."
)
_AGAIN = "Ask the partner for the whole folder that `research-kit counts` wrote again, unopened."
_KEYS = {*_PLAIN, "cut", "outcomes", "never_at_risk", "made_under", "tables"}


def _require_equal_totals(tables: Mapping[str, tuple[Any, ...]], folder: Path) -> None:
    """Every table of an outcome is about the same people."""
    for outcome, several in tables.items():
        totals = [each.collapse().table for each in several]
        if any(not each.equals(totals[0]) for each in totals):
            raise CountsError(f"{folder}: the tables of `{outcome}` are not about the same people. Ask for them again.")


def _names(counts: SiteCounts) -> list[tuple[str, str, tuple[str, ...]]]:
    """File name, outcome and crossing of every table."""
    return [
        (".".join([outcome, *(by or ("everybody",))]), outcome, by)
        for outcome in counts.outcomes
        for by in counts.shared
    ]


def _said(outcome: str, causes: tuple[str, ...]) -> str:
    columns = ["events"] if len(causes) == 1 else [f"events_{place}" for place in range(1, len(causes) + 1)]
    named = ", ".join(f"{column} = {cause}" for column, cause in zip(columns, causes, strict=True))
    is_starts = outcome.endswith(STARTS)
    return f"how exactly its starts are known, all at time 0; {named}" if is_starts else named
