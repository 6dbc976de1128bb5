"""`python -m tests.attack`: twelve quarters of the demo, released, exported and attacked; 1 where it succeeds.

`--quarters N` takes the first N of them, each whole: every answer, both languages, everything told before.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from research_kit.disclosure import release
from tests.attack.attack import Outcome, attack, read
from tests.attack.editions import QUARTERS, Answers, Gate, answers_of, exported, forgetful, project, released, truths
from tests.attack.matrix import Contradiction

_COLUMNS = (
    "gate", "numbers may fall", "quarters", "statements", "numbers", "ties", "asked", "singled out", "misled",
    "unproven", "processor seconds",
)  # fmt: skip
_BESIDE = 2
"""So many of the last quarters are attacked behind a gate that remembers nothing: there the attack must succeed."""

_SECONDS, _WHOLE_SECONDS = 1200.0, 120.0
"""Processor time of each attack: of its linear programs, and of the whole-number ones, which leave some `unproven`."""


def main() -> int:
    """Prints a line per attack, whoever was singled out behind the gate, and in the last line what it came to."""
    quarters = _asked().quarters
    with tempfile.TemporaryDirectory() as folder:
        parameters = project(Path(folder) / "study")
        answers = [answers_of(parameters, as_of) for as_of in QUARTERS[:quarters]]
        print(" | ".join(_COLUMNS))
        found = _attacked("in force", answers, (parameters, release), Path(folder) / "pages")
        beside = answers[-_BESIDE:]
        without = _attacked("forgets the past", beside, (parameters, forgetful), Path(folder) / "beside")
    for outcome in found:
        for one in outcome.singled_out:
            print(f"singled out: {one.name}: {one.true}, by the attacker {one.lower:g} to {one.upper:g}")
    # Who believes that no number ever falls is wrong here: some did, and what he concludes is right by chance alone.
    harmless = bool(found) and not any(outcome.singled_out for outcome in found if not outcome.untrue)
    sees = any(outcome.singled_out for outcome in without)
    behind = "nobody singled out" if harmless else "somebody is singled out"
    beside = "beaten, as it must be" if sees else "not beaten: the attack sees too little"
    print(f"{quarters} quarters: {behind}; a gate that forgets is {beside}")
    return 0 if harmless and sees else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    known = range(_BESIDE, len(QUARTERS) + 1)
    parser.add_argument(
        "--quarters", type=int, choices=known, default=len(QUARTERS), help="from the first on", metavar="N"
    )
    return parser.parse_args()


def _attacked(name: str, answers: Sequence[Answers], how: tuple[Path, Gate], pages: Path) -> list[Outcome]:
    parameters, gate = how
    releases = released(answers, parameters, gate=gate)
    editions = [exported(each, pages / each.quarter) for each in releases]
    told, truth = read(editions, answers[-1][0].subject), truths(answers)
    found = []
    for falls in (True, False):
        start = time.process_time()
        try:
            outcome = attack(told, truth, falls=falls, seconds=_SECONDS, whole_seconds=_WHOLE_SECONDS)
        except Contradiction:  # some number did fall: who believes that none ever does learns that he is wrong
            if falls:
                raise
            print(f"{name} | {falls} | {len(editions)} | not all of it can be true")
            continue
        counts = (outcome.statements, outcome.numbers, outcome.ties, outcome.asked, len(outcome.singled_out))
        spent = round(time.process_time() - start)
        line = (name, falls, len(editions), *counts, outcome.misled, outcome.unproven, spent)
        print(" | ".join(str(each) for each in line), flush=True)
        found.append(outcome)
    return found


if __name__ == "__main__":
    sys.exit(main())
