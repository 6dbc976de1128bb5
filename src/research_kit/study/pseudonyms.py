"""Keyed pseudonyms: identity numbers and partners' own ids leave the intake only as HMAC-SHA256 in letters.

A pseudonym cannot be turned back without the key file, and never looks like a number. The same person in another
way of writing has the same pseudonym; the same text in another name space has another one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from research_kit.errors import KeyFileError

PSEUDONYM_LENGTH = 32
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_PUBLIC_KEY = b"research-kit: public data, no secret"
_LEAST_BYTES = 32


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """The secret by which pseudonyms are made; shows itself as nothing but its kind."""

    secret: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """By which the key is known again; it tells nothing of the key."""
        return hmac.new(self.secret, b"the mark of this key", hashlib.sha256).hexdigest()[:PSEUDONYM_LENGTH]

    def pseudonyms(self, values: pl.Series, *, namespace: str) -> pl.Series:
        """One pseudonym for each value; a missing value stays missing."""
        distinct = values.drop_nulls().unique()
        made = self._digests(distinct.to_list(), namespace)
        return values.replace_strict(distinct, made, return_dtype=pl.String).alias(values.name)

    def _digests(self, values: list[str], namespace: str) -> pl.Series:
        keyed = hmac.new(self.secret, f"{namespace}\x1f".encode(), hashlib.sha256)
        digests = []
        for value in values:
            one = keyed.copy()
            one.update(value.encode())
            digests.append(one.hexdigest()[:PSEUDONYM_LENGTH].translate(_LETTERS))
        return pl.Series(digests, dtype=pl.String)


def public_key() -> PseudonymKey:
    """The key of studies whose data are about nobody who could be harmed; it is no secret."""
    return PseudonymKey(_PUBLIC_KEY)


def create_key(path: str | Path) -> Path:
    """Make a new key file that only its owner can read.

    Raises
    ------
    KeyFileError
        There is a file already: a new key would break the link to every earlier quarter.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(
            f"{path}: there is a key file already, and it has been left as it is. A new key would break the link "
            "between the persons of this quarter and those of earlier ones. If that is meant, move the old file first."
        ) from None
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(_LEAST_BYTES) + "\n")
    return path


def read_key(path: str | Path) -> PseudonymKey:
    """The key in a key file.

    Raises
    ------
    KeyFileError
        The file is missing, empty, too short, or can be read by others than its owner.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError
        _require_owner_only(path)
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: the pseudonym key is missing. Restore it from its safe place. Only for a study that has no "
            "earlier quarter, make one with `research_kit.study.create_key(path)`: a new key breaks the link between "
            "the persons of this quarter and those of earlier ones."
        ) from None
    except (IsADirectoryError, PermissionError):
        raise KeyFileError(
            f"{path}: the pseudonym key cannot be read. Check that it is a file and no folder, and that it is yours; "
            "if not, restore it from its safe place."
        ) from None
    if len(secret) < _LEAST_BYTES:
        raise KeyFileError(
            f"{path}: the pseudonym key has {len(secret)} bytes, at least {_LEAST_BYTES} are needed. "
            "Restore it from its safe place; do not write one by hand."
        )
    return PseudonymKey(secret)


def _require_owner_only(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise KeyFileError(
            f"{path}: the pseudonym key can be read by others than its owner (mode {mode:03o}). "
            f"Run `chmod 600 {path}`, and ask whether anyone may have copied it."
        )
