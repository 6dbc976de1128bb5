"""Where a number comes from: hashes of inputs, versions of code, and the seed that follows from them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

REPORTED_PACKAGES = (
    "research-kit",
    "polars",
    "numpy",
    "scipy",
    "lifelines",
    "statsmodels",
    "papermill",
    "nbconvert",
    "weasyprint",
    "pikepdf",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance:
    """What a result was computed from; once per result table."""

    data_hash: str = ""
    config_hash: str = ""
    data_cut: str = ""
    code_version: str = ""
    seed: int = 0
    notes: Mapping[str, str] = field(default_factory=dict)


def hash_text(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_file(path: str | Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_values(value: Any) -> str:
    """SHA-256 of plain values (mappings, lists, numbers, text, dates), whatever the order of their keys."""
    return hash_text(json.dumps(value, sort_keys=True, default=str, ensure_ascii=False))


def seed_of(method_id: str, data_hash: str, config_hash: str) -> int:
    """The seed of a method on these data with this configuration: the same numbers at each re-run (METHODS 0.6)."""
    return int(hash_text(f"{method_id}|{data_hash}|{config_hash}")[:15], 16)


def package_versions() -> dict[str, str]:
    """The versions of Python and of the packages that numbers and pages depend on."""
    versions = {"python": platform.python_version()}
    for package in REPORTED_PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return versions
