"""Exact answers on disk, inside the run that made them: Parquet for the tables, JSON for what defends them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from research_kit.errors import RunError
from research_kit.provenance import Provenance, hash_file, hash_values
from research_kit.results.guards import GuardHit
from research_kit.results.result_table import Answer, ResultTable, Subject

_FACTS = (
    "kind",
    "by",
    "method_id",
    "method_version",
    "sentence_key",
    "estimand_key",
    "confidence",
    "alarm_z",
    "diagnostics",
    "evidence_cap",
)


def write_answer(answer: Answer, folder: str | Path) -> None:
    """The answer as `<name>.json` and one `<name>.<table>.parquet` per table; the JSON last, when all is there."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tables, hashes = {}, {}
    for name, table in answer.items():
        content = BytesIO()
        table.table.write_parquet(content)
        file = folder / f"{answer.name}.{name}.parquet"
        _put(file, content.getvalue())
        hashes[file.name] = sha256(content.getvalue()).hexdigest()
        facts = {key: getattr(table, key) for key in _FACTS}
        tables[name] = {**facts, "guards": plain_guards(table.guards), "provenance": asdict(table.provenance)}
    index = {
        "tables": tables,
        "subject": asdict(answer.subject),
        "guards": plain_guards(answer.guards),
        "definition": dict(answer.definition),
        "files": hashes,
    }
    text = json.dumps({**index, "hash": hash_values(index)}, indent=1, ensure_ascii=False, default=str) + "\n"
    _put(folder / f"{answer.name}.json", text.encode())


def _put(path: Path, content: bytes) -> None:
    """In one step: two notebooks may ask the same question at the same time, and write the same answer."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def read_answers(folder: str | Path) -> list[Answer]:
    """Every answer that was written to a folder, by name."""
    return [_read_answer(path) for path in sorted(Path(folder).glob("*.json"))]


def subject_from(facts: Mapping[str, Any]) -> Subject:
    """A `Subject` from its JSON form."""
    dates = {key: date.fromisoformat(facts[key]) if facts[key] else None for key in ("as_of", "starts_on")}
    return Subject(**{**facts, **dates})


def guards_from(facts: list[dict[str, Any]]) -> tuple[GuardHit, ...]:
    """Guards from their JSON form."""
    return tuple(GuardHit(**fact) for fact in facts)


def plain_guards(guards: tuple[GuardHit, ...]) -> list[dict[str, Any]]:
    """Guards in their JSON form."""
    return [{"code": guard.code, "severity": guard.severity, "facts": dict(guard.facts)} for guard in guards]


def _read_answer(path: Path) -> Answer:
    index = json.loads(path.read_text(encoding="utf-8"))
    _require_as_written(path, index)
    tables = {name: _read_table(path, name, facts) for name, facts in index["tables"].items()}
    return Answer(
        name=path.stem,
        tables=tables,
        subject=subject_from(index["subject"]),
        guards=guards_from(index["guards"]),
        definition=index["definition"],
    )


def _require_as_written(path: Path, index: Mapping[str, Any]) -> None:
    """A changed file is an error, also where it could still be read."""
    said = {key: value for key, value in index.items() if key != "hash"}
    damaged = [name for name, digest in index.get("files", {}).items() if hash_file(path.with_name(name)) != digest]
    if index.get("hash") != hash_values(said) or damaged:
        raise RunError(
            f"{path}: {len(damaged) or 1} of the files of this answer is not as it was written. Run again: what is "
            "damaged is made anew."
        )


def _read_table(path: Path, name: str, facts: Mapping[str, Any]) -> ResultTable:
    known = {key: facts[key] for key in _FACTS if key != "by"}
    return ResultTable(
        name=name,
        table=pl.read_parquet(path.with_name(f"{path.stem}.{name}.parquet")),
        by=tuple(facts["by"]),
        guards=guards_from(facts["guards"]),
        provenance=Provenance(**facts["provenance"]),
        **known,
    )
