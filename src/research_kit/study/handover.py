"""A study written for other processes, such as the kernels of notebooks: pseudonymised Parquet and a little JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

import polars as pl

from research_kit.errors import SourceError
from research_kit.study.declaration import DataDeclaration, StudyDeclaration
from research_kit.study.study import Removed, Study

_FORMAT = 1
_NEVER_WRITTEN = {"need": ["own_words"]}


def write_study(study: Study, folder: str | Path) -> Path:
    """Write a study into a folder that only its owner can open. The key, and participants' own words, stay out.

    Parameters
    ----------
    study
        The opened study.
    folder
        Made if it is missing.
    """
    folder = Path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name, rows in {**study.tables, "_faults": study.faults, "_rows": study.rows}.items():
        restricted = [pl.lit(None, pl.String).alias(column) for column in _NEVER_WRITTEN.get(name, [])]
        rows.with_columns(restricted).write_parquet(folder / f"{name}.parquet", compression="lz4")
    said = {
        "format": _FORMAT,
        "declaration": study.declaration.model_dump(mode="json"),
        "data": study.data.model_dump(mode="json") | {"key_file": None},
        "as_of": study.as_of.isoformat(),
        "tables": list(study.tables),
        "delivered": study.delivered,
        "removed": asdict(study.removed),
        "data_hash": study.data_hash,
    }
    (folder / "study.json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def read_study(folder: str | Path) -> Study:
    """A study that `write_study` has written.

    Raises
    ------
    SourceError
        The folder holds no study, or one of another version.
    """
    folder = Path(folder)
    try:
        said = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        if said["format"] != _FORMAT:
            raise SourceError(f"{folder}: written by another version of research-kit. Open the study again.")
        tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in said["tables"]}
        faults, rows = (pl.read_parquet(folder / f"{name}.parquet") for name in ("_faults", "_rows"))
    except FileNotFoundError:
        raise SourceError(f"{folder}: holds no complete study. Write it with `write_study`.") from None
    return Study(
        declaration=StudyDeclaration.model_validate(said["declaration"]),
        data=DataDeclaration.model_validate(said["data"]),
        as_of=date.fromisoformat(said["as_of"]),
        tables=tables,
        delivered=tuple(said["delivered"]),
        faults=faults,
        removed=Removed(**said["removed"]),
        rows=rows,
        data_hash=said["data_hash"],
    )
