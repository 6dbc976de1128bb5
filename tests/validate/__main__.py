"""`python -m tests.validate`: everything that is too long for every day, part by part, each with a limit of time.

Two parts run at once, one core each; a part that fails or is stopped keeps no other from running. Each ends in one
line, what it printed goes to its log, and the last line says whether all was green. A part for which the machine lacks
something is skipped, and then not all is green. Parts may be named: `python -m tests.validate fuzz spark`. `--full` is
the long campaign, one part after another, by which `docs/validation.md` is written.

Ends with 0 where all that was asked for is green, 1 where a part failed or was stopped, 2 where one was only skipped.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.validate.parts import LOGS, ROOT, Part, full, parts

AT_ONCE = 2
GREEN, FAILED, SKIPPED = 0, 1, 2


def main(asked: Sequence[str]) -> int:
    """Run the parts that are asked for, or all; say of each in a line what came of it, and of all in the last."""
    arguments = _arguments(asked)
    known, named = full() if arguments.full else parts(), set(arguments.parts)
    chosen = [part for part in known if not named or part.name in named]
    unknown = named - {part.name for part in chosen}
    if unknown:
        print(f"no part {', '.join(sorted(unknown))}: there are {', '.join(part.name for part in known)}")
        return 2
    return validate(chosen, at_once=1 if arguments.full else AT_ONCE)


def validate(chosen: Sequence[Part], *, at_once: int = AT_ONCE) -> int:
    """Run the parts; what each lacks is asked before any begins."""
    LOGS.mkdir(exist_ok=True)
    missing = {part.name: part.needs() for part in chosen if part.needs()}
    to_run = [part for part in chosen if part.name not in missing]
    print(
        f"{_counted(len(to_run))}, {at_once} at a time, at most {_at_most(to_run, at_once):.0f} minutes; "
        f"logs in {LOGS.name}/",
        flush=True,
    )
    for name, reason in missing.items():
        print(f"{name:11}             SKIPPED: {reason}", flush=True)
    began = time.monotonic()
    failed = asyncio.run(_run_all(to_run, at_once))
    return _summed_up(chosen, failed, list(missing), time.monotonic() - began)


def run(part: Part) -> bool:
    """Run a part, and say in a line what came of it; true where it failed."""
    return asyncio.run(_run(part))


async def _run_all(chosen: Sequence[Part], at_once: int) -> list[str]:
    """The names of those that failed."""
    turn = asyncio.Semaphore(at_once)

    async def in_turn(part: Part) -> bool:
        async with turn:
            return await _run(part)

    ended = await asyncio.gather(*(in_turn(part) for part in chosen))
    return [part.name for part, is_bad in zip(chosen, ended, strict=True) if is_bad]


async def _run(part: Part) -> bool:
    began, log = time.monotonic(), LOGS / f"{part.name}.log"
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *part.command,
            cwd=ROOT,
            env={**os.environ, **part.environment},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
        try:
            code: int | None = await asyncio.wait_for(process.wait(), part.minutes * 60)
        except TimeoutError:
            code = None
        finally:  # at its limit, or when the command itself is interrupted
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
    ended = {0: "green", None: f"STOPPED after {part.minutes:g} minutes: not finished"}.get(code, f"FAILED ({code})")
    print(f"{part.name:11} {(time.monotonic() - began) / 60:6.1f} min  {ended}: {_last_line(log)}", flush=True)
    return code != 0


def _summed_up(chosen: Sequence[Part], failed: Sequence[str], skipped: Sequence[str], seconds: float) -> int:
    """What to do about those that failed, and the last line."""
    for part in chosen:
        if part.name in failed:
            log = f"{LOGS.name}/{part.name}.log"
            print(f"{part.name}: read {log}. {part.remedy} Alone: `make validate PARTS={part.name}`.")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = f"{seconds / 60:.0f} minutes, {(used.ru_utime + used.ru_stime) / 60:.0f} of processor time"
    green = len(chosen) - len(failed) - len(skipped)
    if green == len(chosen):
        print(f"green: {_counted(green)} in {spent}")
        return GREEN
    others = {"failed": failed, "skipped": skipped}
    told = "; ".join(f"{what}: {', '.join(names)}" for what, names in others.items() if names)
    print(f"NOT green: {green} of {_counted(len(chosen))} in {spent}; {told}")
    return FAILED if failed else SKIPPED


def _arguments(asked: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.validate", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of: {', '.join(part.name for part in parts())} (default: all)")
    parser.add_argument("--full", action="store_true", help="the long campaign, which writes docs/validation.md")
    return parser.parse_args(asked)


def _at_most(chosen: Sequence[Part], at_once: int) -> float:
    """Minutes, if every part took all the time that it may."""
    ends = [0.0] * at_once
    for part in chosen:
        heapq.heapreplace(ends, ends[0] + part.minutes)
    return max(ends)


def _counted(number: int) -> str:
    return f"{number} part{'' if number == 1 else 's'}"


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.strip()[:160] for line in reversed(lines) if line.strip()), "no word")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: the parts are stopped too
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("interrupted: the parts that ran are stopped")
