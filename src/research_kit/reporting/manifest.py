"""What an edition was made from: the hash of every input, parameter and notebook, versions, and every file in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from research_kit import __version__
from research_kit.provenance import hash_file, hash_values, package_versions
from research_kit.reporting.declaration import RunPlan
from research_kit.results import History

MANIFEST = "manifest.json"


def inputs_of(
    plan: RunPlan, data: Mapping[str, str], *, notebooks: Iterable[str], history: History, loop: Mapping[str, Any]
) -> dict[str, Any]:
    """Everything that an edition depends on, by hash; the same inputs give the same edition, byte for byte.

    So do they with the same ledger: what was published before is beside them in the manifest (`ledger`), because an
    edition that is published stays what it is when others follow. Of the loop it depends on what stood there before
    its own quarter (`loop`), so that a decision which counts by then makes it anew, and its own findings do not. Of
    the data it is told the hashes: of the data themselves, and of the register of erased people where there is one.
    """
    return {
        "as_of": str(plan.as_of),
        **data,
        "parameters": hash_file(plan.parameters),
        "cohort": hash_file(plan.cohort),
        "notebooks": {name: hash_file(plan.notebook(name)) for name in notebooks},
        "code": hash_package(),
        "research_kit": __version__,
        "packages": package_versions(),
        "loop": dict(loop),
        "history": asdict(history) | {"open_alerts": list(history.open_alerts)},  # as JSON gives it back
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
    return bool(read_manifest(edition).get("files")) and not changed_files(edition)


def changed_files(edition: Path) -> list[str]:
    """The files of an edition that are not as its manifest says: changed or missing.

    What is internal may be missing: it is deleted when it has been kept long enough, or when somebody is erased.
    """
    files = read_manifest(edition).get("files", {})
    there = {name: digest for name, digest in files.items() if _is_kept(edition, name)}
    return [
        name for name, digest in there.items() if not (edition / name).is_file() or hash_file(edition / name) != digest
    ]


def _is_kept(edition: Path, name: str) -> bool:
    return not name.startswith("internal/") or (edition / "internal").is_dir()


def added_files(edition: Path) -> list[str]:
    """The files that were put into an edition since, where others may see them: not in `internal`."""
    known = {MANIFEST, *read_manifest(edition).get("files", {})}
    there = (path.relative_to(edition) for path in edition.rglob("*") if path.is_file())
    return sorted(str(path) for path in there if str(path) not in known and path.parts[0] != "internal")
