"""Answers that another notebook of the same run has staged already: read, and not computed once more.

A notebook may look into the answer to another one's question. What stands in the room is named by a hash of everything
that the room was given; where that, or what was written, is not the same to the byte, the answer is computed anew.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from research_kit.errors import RunError
from research_kit.provenance import hash_file, hash_values
from research_kit.results import Answer
from research_kit.results.stored_answer import read_answer, write_answer

ASKED = "asked"
"""The folder, within that of the study, that keeps what each staged answer was made from: it goes with the study."""


@dataclass(frozen=True, slots=True)
class StagedAnswers:
    """The answers of a run that are staged for its gate, for the notebooks of one analysis room."""

    results: Path
    asked: Path
    made_from: str
    of: tuple[object, ...]
    """What the room was opened with; one that a notebook has changed neither reads these answers nor adds to them."""

    def is_of(self, *given: object) -> bool:
        """Whether a room is as it was opened."""
        return len(given) == len(self.of) and all(one is other for one, other in zip(given, self.of, strict=True))

    def answer(self, question: str, compute: Callable[[], Answer]) -> Answer:
        """What was staged for a question by this room, or else what is computed and staged now.

        Two notebooks that ask the same question wait for one another: the later reads what the first has staged.
        """
        with self._alone(question) as note:
            staged = self.results / f"{question}.json"
            if note.read_text() and staged.is_file() and note.read_text() == self._note(staged):
                with suppress(RunError):  # a damaged answer is made anew
                    return read_answer(staged)
            answer = compute()
            write_answer(answer, self.results)
            note.write_text(self._note(staged) if _comes_back_whole(answer) else "")
            return answer

    def _note(self, staged: Path) -> str:
        return hash_values([self.made_from, hash_file(staged)])

    @contextmanager
    def _alone(self, question: str) -> Iterator[Path]:
        """The note on a question, held by one notebook at a time; the system lets it go where a kernel is killed."""
        self.asked.mkdir(mode=0o700, exist_ok=True)
        note = self.asked / question
        with note.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield note


def _comes_back_whole(answer: Answer) -> bool:
    """Whether nothing is lost where it is written: some answers carry a table that only defends them."""
    told = [dict(table.diagnostics) for table in answer.values()]
    try:
        return bool(json.loads(json.dumps(told)) == told)
    except (TypeError, ValueError):
        return False


def hash_of_room(study: Path, facts: Mapping[str, Any]) -> str:
    """Of everything that an analysis room is given: every file of the study, and what the run tells its notebooks."""
    files = {str(path.relative_to(study)): path for path in sorted(study.rglob("*")) if path.is_file()}
    given = {name: hash_file(path) for name, path in files.items() if not name.startswith(f"{ASKED}/")}
    return hash_values({"study": given, "room": dict(facts)})
