"""A study's ledger, open to its owner alone: what others could read is mended, and told."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from research_kit.errors import LedgerError


def make_owner_only(folder: Path) -> int:
    """Take everybody else's rights from a folder and all in it; from how many files and folders they were taken.

    Raises
    ------
    LedgerError
        Some of it belongs to somebody else.
    """
    if os.name != "posix" or not folder.is_dir():
        return 0
    mended = 0
    for path in (folder, *folder.rglob("*")):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if path.is_symlink() or not mode & 0o077:
            continue
        try:
            path.chmod(mode & 0o700)
        except PermissionError:
            raise LedgerError(
                f"{path}: others than its owner can read this part of the ledger (mode {mode:03o}), and it belongs to "
                "another user. Run as that user, or have it given to you (`chown`). Nothing was published."
            ) from None
        mended += 1
    return mended
