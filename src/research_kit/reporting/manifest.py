"""What an edition was made from: the hash of every input, parameter and notebook, versions, and every file in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from research_kit import __version__
from research_kit.provenance import hash_file, hash_values, package_versions
from research_kit.reporting.declaration import RunPlan, quarters_since
from research_kit.results import History

MANIFEST = "manifest.json"
_QUARTER = re.compile(r"\d{4}-Q[1-4]")


def inputs_of(plan: RunPlan, *, data_hash: str, notebooks: Iterable[str]) -> dict[str, Any]:
    """Everything that an edition depends on, by hash; the same inputs give the same edition, byte for byte."""
    return {
        "as_of": str(plan.as_of),
        "data": data_hash,
        "parameters": hash_file(plan.parameters),
        "cohort": hash_file(plan.cohort),
        "notebooks": {name: hash_file(plan.notebook(name)) for name in notebooks},
        "code": hash_package(),
        "research_kit": __version__,
        "packages": package_versions(),
    }


def hash_package() -> str:
    """The hash of the package's own files, so that an edition made by changed code is made anew."""
    root = Path(__file__).parent.parent
    files = sorted(p for p in root.rglob("*") if p.suffix in {".py", ".ftl", ".j2", ".css", ".json"})
    return hash_values({str(path.relative_to(root)): hash_file(path) for path in files})


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """The manifest of a staged edition, with the hash of every file in it."""
    files = {
        str(path.relative_to(folder)): hash_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }
    text = json.dumps({**facts, "files": files}, indent=1, ensure_ascii=False, sort_keys=True, default=str)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(edition: Path) -> dict[str, Any]:
    """The manifest of an edition; empty where there is none, or none that can be read: then it is made anew."""
    path = edition / MANIFEST
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def is_intact(edition: Path) -> bool:
    """Whether every file of an edition is as its manifest says."""
    files = read_manifest(edition).get("files", {})
    return bool(files) and all(
        (edition / name).is_file() and hash_file(edition / name) == digest for name, digest in files.items()
    )


def history_of(plan: RunPlan) -> History:
    """What the latest edition before this quarter fixed, and which look this is."""
    folders = plan.study_folder.iterdir() if plan.study_folder.is_dir() else []
    earlier = sorted(p for p in folders if _QUARTER.fullmatch(p.name) and p.name < plan.quarter)
    look = quarters_since(plan.study.starts_on, plan.as_of) if plan.study.starts_on else len(earlier) + 1
    if not earlier:
        return History(look=max(look, 1))
    definitions = read_manifest(earlier[-1]).get("definitions", {})
    return History(look=max(look, 1), release=earlier[-1].name, definitions=definitions)
