"""A release on disk: what a kernel of the board room is given, and nothing else.

Each table is a CSV file (a person can read and compare it), everything else is in `release.json`, with the hash
of each table. A folder that was changed since it was written is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from research_kit.disclosure.released_table import AS_OF, SEAL, Release, ReleasedAnswer, ReleasedTable
from research_kit.errors import DisclosureError
from research_kit.provenance import hash_file
from research_kit.results import RESULT_COLUMNS, Subject
from research_kit.results.stored_answer import guards_from, plain_guards, subject_from

INDEX = "release.json"
LOST = "lost.csv"
_FACTS = ("kind", "method_id", "sentence_key", "estimand_key", "k", "confidence", "alarm_z")


def write_release(release: Release, folder: str | Path) -> None:
    """The release as `release.json` and one CSV file per table; the folder is made where it is missing."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    answers = {name: _write_answer(answer, folder) for name, answer in release.items()}
    # By table only: which rule withheld a cell would tell how large it is.
    release.lost.group_by("answer", "table", maintain_order=True).agg(pl.col("cells").sum()).write_csv(folder / LOST)
    index = {
        "quarter": release.quarter,
        "as_of": release.as_of and release.as_of.isoformat(),
        "audience": release.audience,
        "policy": release.policy,
        "lost_sha256": hash_file(folder / LOST),
        "answers": answers,
    }
    (folder / INDEX).write_text(json.dumps(index, indent=1, ensure_ascii=False, default=str) + "\n")


def read_release(folder: str | Path) -> Release:
    """What `write_release` wrote.

    Raises
    ------
    DisclosureError
        The folder holds no release, or a table was changed after it was released.
    """
    folder = Path(folder)
    if not (folder / INDEX).is_file():
        raise DisclosureError(f"{folder} holds no release ({INDEX} is missing). Run `research-kit run` to make one.")
    try:
        return _read(folder)
    except (ValueError, KeyError, TypeError, AttributeError, OSError, pl.exceptions.PolarsError) as error:
        raise DisclosureError(
            f"{folder / INDEX} is damaged: it does not say what a release says ({type(error).__name__}). Run "
            "`research-kit run` again; if it lies in the ledger, restore it from git or a backup."
        ) from None


def _read(folder: Path) -> Release:
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    answers = {name: _read_answer(name, entry, folder) for name, entry in index["answers"].items()}
    return Release(
        answers=answers,
        policy=index["policy"],
        lost=_read_lost(folder, index),
        quarter=index.get("quarter", ""),
        as_of=date.fromisoformat(index["as_of"]) if index.get("as_of") else None,
        audience=index.get("audience", "board"),
    )


def read_subject(folder: str | Path) -> Subject | None:
    """The study that a release is about, without its tables; nothing where the folder holds no release."""
    path = Path(folder) / INDEX
    answers = json.loads(path.read_text(encoding="utf-8"))["answers"] if path.is_file() else {}
    return next((subject_from(one["subject"]) for one in answers.values()), None)


def _read_lost(folder: Path, index: Mapping[str, Any]) -> pl.DataFrame:
    """How many cells were withheld in each table; a release written before it was hashed is read as it is."""
    path = folder / LOST
    _require_as_released(path, index.get("lost_sha256"))
    schema = {"answer": pl.String, "table": pl.String}
    return pl.read_csv(path, schema={**schema, "cells": pl.Int64})


def _require_as_released(path: Path, expected: str | None) -> None:
    if not path.is_file() or (expected is not None and hash_file(path) != expected):
        raise DisclosureError(f"{path} is missing or was changed after the release. Run `research-kit run` again.")


def _write_answer(answer: ReleasedAnswer, folder: Path) -> dict[str, Any]:
    tables = {}
    for name, table in answer.items():
        path = folder / f"{answer.name}.{name}.csv"
        table.table.write_csv(path)
        facts = {key: getattr(table, key) for key in _FACTS}
        tables[name] = {
            **facts,
            "by": list(table.by),
            "guards": plain_guards(table.guards),
            "sha256": hash_file(path),
        }
    return {
        "tables": tables,
        "subject": asdict(answer.subject),
        "guards": plain_guards(answer.guards),
        "definition": dict(answer.definition),
    }


def _read_answer(name: str, entry: Mapping[str, Any], folder: Path) -> ReleasedAnswer:
    return ReleasedAnswer(
        name=name,
        tables={table: _read_table(name, table, facts, folder) for table, facts in entry["tables"].items()},
        subject=subject_from(entry["subject"]),
        guards=guards_from(entry["guards"]),
        definition=entry["definition"],
    )


def _read_table(answer: str, name: str, facts: Mapping[str, Any], folder: Path) -> ReleasedTable:
    path = folder / f"{answer}.{name}.csv"
    _require_as_released(path, facts["sha256"])
    with path.open(encoding="utf-8") as opened:
        is_marked = opened.readline().rstrip("\n").endswith(f",{AS_OF}")
    schema = {**{column: pl.String() for column in facts["by"]}, **RESULT_COLUMNS}
    if is_marked:  # one written before rows were carried has no such column: all its rows are its own
        schema[AS_OF] = pl.String()
    known = {key: facts[key] for key in _FACTS}
    return ReleasedTable(
        name=name,
        table=pl.read_csv(path, schema=schema),
        by=tuple(facts["by"]),
        guards=guards_from(facts["guards"]),
        seal=SEAL,
        **known,
    )
