"""`python -m tests.fuzz`: every reader searched for inputs that break it, guided by the lines of code that they reach.

One line a reader: how many inputs, and what was found. What was found lies in `--found`, one input a fault, and counts
as found until it is taken from there: mended, and moved to `tests/fuzz/corpus/<reader>/`, which every `make test`
replays.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SHARES = {"csv": 3, "excel": 2, "parquet": 1, "sqlite": 1, "parameters": 4, "cohort": 2, "decision": 2}
"""How much of the time a reader gets; one where it is not named."""
_LONGEST = 60
"""Seconds after which an input hangs: far longer than any takes on a machine that does ten other things besides."""


def main() -> int:
    """Fuzz all readers, or one of them, for the given time together; 1 where it found anything, 2 where it cannot."""
    asked = _asked()
    if asked.reader:
        return _alone(asked.reader, asked.seconds, asked.found)
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("fuzzing: atheris is not installed (it is for Linux on x86): not run. `make test` has the short one.")
        return 2
    from tests.fuzz.readers import TARGETS

    whole = sum(SHARES.get(name, 1) for name in TARGETS)
    seconds = {name: max(5, asked.seconds * SHARES.get(name, 1) // whole) for name in TARGETS}
    found = [name for name in TARGETS if _report(name, seconds[name], asked.found)]
    broken = f"broken: {', '.join(found)}" if found else "nothing found"
    print(f"{len(TARGETS)} readers, {sum(seconds.values())} seconds: {broken}")
    return int(bool(found))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=660, help="for all readers together, or for the one named")
    parser.add_argument("--reader", help="this one alone, in this process")
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "research-kit-fuzz")
    return parser.parse_args()


def _report(name: str, seconds: int, found: Path) -> bool:
    """Run one reader's search in a process of its own, and say in a line what came of it."""
    place = found / name
    place.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.fuzz", "--reader", name, "--seconds", str(seconds), "--found", str(found)]
    with (found / f"{name}.log").open("wb") as log:
        done = subprocess.run(command, stdout=log, stderr=log, check=False, env={**os.environ, "PYTHONHASHSEED": "0"})
    said = (found / f"{name}.log").read_text(encoding="utf-8", errors="replace")
    runs = re.findall(r"^#(\d+)", said, flags=re.MULTILINE)
    lies_there = sorted(path.name for path in place.iterdir())  # what an earlier run found too, until it is taken away
    is_bad = bool(lies_there) or (done.returncode != 0 and not runs)
    told = ", ".join(lies_there) or ("stopped: see its log" if is_bad else "nothing found")
    print(f"fuzzing {name:22} {seconds:4} s  {runs[-1] if runs else '0':>8} inputs  {told}", flush=True)
    return is_bad


def _alone(name: str, seconds: int, found: Path) -> int:
    import atheris

    with atheris.instrument_imports(include=["research_kit", "ruamel.yaml"]):
        from tests.fuzz.readers import TARGETS, require_kept
        from tests.fuzz.seeds import seeds_of
    from tests.fuzz.mutations import TOKENS

    target, place = TARGETS[name], found / name
    place.mkdir(parents=True, exist_ok=True)

    def one(content: bytes) -> None:
        try:
            require_kept(target, content)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of a library is no `Exception`
            _keep(content, error, place, target.ending)

    with tempfile.TemporaryDirectory() as start:
        for number, seed in enumerate(seeds_of(name)):
            (Path(start) / f"seed-{number}").write_bytes(seed)
        words = Path(start).with_suffix(".words")
        words.write_text("".join(f'"{_escaped(token)}"\n' for token in TOKENS if 0 < len(token) < 60), encoding="ascii")
        limits = [f"-max_total_time={seconds}", f"-timeout={_LONGEST}", f"-report_slow_units={_LONGEST}"]
        limits += ["-rss_limit_mb=4000", "-max_len=40000"]
        atheris.Setup([sys.argv[0], *limits, f"-dict={words}", f"-artifact_prefix={place}/", start], one)
        atheris.Fuzz()
    return 0


def _escaped(token: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in token)


def _keep(content: bytes, error: BaseException, place: Path, ending: str) -> None:
    """The shortest input for each fault: where in the package it was raised, and what it was."""
    line, traceback = "", error.__traceback__
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if "research_kit" in file.parts:
            line = f"{file.parent.name}-{file.stem}-{traceback.tb_lineno}"
        traceback = traceback.tb_next
    said = re.sub(r"\W+", "-", re.sub(r"\d+", "", str(error)))[-40:] if type(error).__name__ == "Broken" else ""
    kept = place / f"{type(error).__name__}-{line}{said}.{ending}"
    if not kept.is_file() or kept.stat().st_size > len(content):
        kept.write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
