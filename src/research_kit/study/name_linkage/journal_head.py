"""The head of the journal of linked people, kept beside the parameters file: a lost journal is no empty one.

The journal is kept out of git. Its head is a length and a hash, which tell nothing of anybody, and belongs in git:
without the journal it was taken of, everybody who was linked would count twice, so nothing is opened.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from research_kit.errors import SourceError
from research_kit.study.declaration import DataDeclaration
from research_kit.study.name_linkage.journal import Journal, linkage_folder, read_journal

HEAD = ".linked.head"


def head_file(parameters: Path) -> Path:
    """Where the head is kept: `samba.linked.head` beside `samba.yaml`."""
    return parameters.with_suffix(HEAD)


def journal_of(data: DataDeclaration, parameters: Path) -> Journal:
    """The journal of a study, with nothing lost of it.

    Raises
    ------
    SourceError
        The journal, or an end of it, is not here; or it cannot be read.
    """
    folder = linkage_folder(data, parameters)
    journal = read_journal(folder)
    head = head_file(parameters)
    if head.exists() and head.read_text(encoding="ascii", errors="replace") != _head_at(journal, _length_in(head)):
        raise SourceError(
            f"{head}: people were linked by name in a journal that is not in {folder}. They would be counted twice, so "
            "nothing was opened. Restore the journal from its safe copy; if it is gone for good, delete this file, run "
            "`research-kit link`, and answer its questions again."
        )
    return journal


def keep_head(data: DataDeclaration, parameters: Path) -> None:
    """Keep the head of the journal as it is now."""
    journal = read_journal(linkage_folder(data, parameters))
    beside = parameters.with_name(f".{head_file(parameters).name}")
    beside.write_text(_head_at(journal, len(journal.content)), encoding="ascii")
    beside.replace(head_file(parameters))


def _head_at(journal: Journal, length: int) -> str:
    return f"{length} {sha256(journal.content[:length]).hexdigest()}\n"


def _length_in(head: Path) -> int:
    first = head.read_text(encoding="ascii", errors="replace").partition(" ")[0]
    return int(first) if first.isdecimal() else 0
