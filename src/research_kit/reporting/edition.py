"""An edition as a folder: where it stands before and after it is approved, what belongs in it, and how it is staged."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from research_kit.errors import RunError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.format_files import is_format
from research_kit.reporting.manifest import read_manifest

Standing = Literal["approved", "proposed", "draft"]
"""Approved: published, in the ledger and in the index. Proposed: waiting for somebody. Draft: of some notebooks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """An edition: its folder, its pages, whether this run made it or found it unchanged, and whether it is approved."""

    folder: Path
    pages: tuple[Path, ...]
    unchanged: bool = False
    standing: Standing = "approved"


def edition_in(folder: Path, *, unchanged: bool = False) -> Edition:
    """The edition that a folder holds."""
    standing = read_manifest(folder).get("standing", "proposed")
    return Edition(folder=folder, pages=pages_of(folder), unchanged=unchanged, standing=standing)


def pages_of(folder: Path) -> tuple[Path, ...]:
    """The pages in a folder, by name; without those of other formats, which are made from them."""
    return tuple(sorted(page for page in folder.glob("*.html") if not is_format(page.name)))


def place_of(plan: RunPlan, standing: Standing) -> Path:
    """Where an edition goes: one that waits for approval never takes the place of one that has it."""
    place = plan.study_folder / plan.quarter
    if standing == "draft":
        return place.with_name(f"{plan.quarter}-draft")
    is_taken = place.is_dir() and read_manifest(place).get("standing") != "proposed"
    return proposed_beside(place) if standing == "proposed" and is_taken else place


def places_of(plan: RunPlan) -> tuple[Path, Path, Path]:
    """Everywhere an edition of the quarter may stand: published or waiting, waiting beside, and as a draft."""
    place = plan.study_folder / plan.quarter
    return place, proposed_beside(place), place_of(plan, "draft")


def proposed_beside(place: Path) -> Path:
    """Where an edition waits when its place is taken by an approved one."""
    return place.with_name(f"{place.name}-proposed")


def approving(edition: Path) -> Path:
    """Where the copy of an edition is made that is published when it is approved."""
    return edition.with_name(f".approving-{edition.name}")


def staging_for(place: Path, fingerprint: str) -> Path:
    """The staging folder of an edition: the one a stopped run left, if it was made from the same inputs."""
    if place.exists() and not place.is_dir():
        raise RunError(f"{place} is a file, where the edition's folder belongs. Move it away.")
    staging = place.with_name(f".staging-{place.name}")
    state = staging / "made_from.txt"
    if not state.is_file() or state.read_text() != fingerprint:
        remove(staging)
        staging.mkdir(mode=0o700)
        state.write_text(fingerprint)
    return staging


def require_nothing_else(staging: Path) -> None:
    """An edition holds its pages in their formats, the release, what is internal, the manifest: nothing left behind."""
    known = {"released", "internal", "esf_plus", "manifest.json", *(page.name for page in pages_of(staging))}
    strange = sorted(path.name for path in staging.iterdir() if path.name not in known and not is_format(path.name))
    if strange:
        raise RunError(
            f"a notebook left {len(strange)} file(s) in the edition: {', '.join(strange)}. Nothing was published. "
            "Write nothing beside the report from a notebook."
        )


def remove(path: Path) -> None:
    """A file, or a folder with everything in it, is there no more."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
