"""The head of the register of erased people, kept beside the parameters file: a lost register is no empty one.

The register itself is kept out of git, as the key is. Its head is a hash of keyed marks, which tells nothing of
anybody, and belongs in git: where the head is, and the register it was taken of is not, nothing is opened.
"""

from __future__ import annotations

import os
from pathlib import Path

from research_kit.errors import ErasureError
from research_kit.study.erased_people import Register, read_register

HEAD = ".erased.head"


def head_file(parameters: Path) -> Path:
    """Where the head is kept: `samba.erased.head` beside `samba.yaml`."""
    return parameters.with_suffix(HEAD)


def register_of(parameters: Path, key_file: str | None) -> Register:
    """The register of erased people of a study, with nothing lost of it.

    Raises
    ------
    ErasureError
        The register, or an end of it, is not here; or it cannot be used.
    """
    register = read_register(parameters.parent / key_file if key_file else None)
    if not register.knows(_head_kept(parameters)):
        raise ErasureError(
            f"{head_file(parameters)}: people were entered in a register of erased people that is not here. The one "
            f"beside the key has {len(register.marks)} marks, and not all that it had. People who were erased would "
            "come back, so nothing was opened. Restore the register from the backup of the key."
        )
    return register


def keep_head(parameters: Path, register: Register) -> None:
    """Add the register's head to the heads kept, forced to the disk; nothing where it is the last one already.

    Raises
    ------
    ErasureError
        The file cannot be written.
    """
    if register.head == _head_kept(parameters):
        return
    path = head_file(parameters)
    beside = path.with_name(f".{path.name}")
    try:
        with beside.open("w", encoding="ascii") as file:
            file.write("\n".join([*_heads(path), register.head]) + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        raise ErasureError(
            f"{path}: this file cannot be written. The register of erased people has its {len(register.marks)} marks, "
            "and the people in it are left out of every rerun; what earlier runs have kept was not deleted. Make the "
            "folder writable, and give the command again."
        ) from None


def _head_kept(parameters: Path) -> str:
    """The last head that was kept; empty where nobody was entered yet."""
    heads = _heads(head_file(parameters))
    return heads[-1] if heads else ""


def _heads(path: Path) -> list[str]:
    return path.read_text(encoding="ascii", errors="replace").split() if path.exists() else []
