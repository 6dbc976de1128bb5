"""An entry in the user's own crontab, between two marks; every other line of it is left as it is."""

from __future__ import annotations

import shlex
import shutil
import subprocess

from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.command import ScheduledCommand


def cron_entry(plan: RunPlan, command: ScheduledCommand) -> str:
    """The lines of the entry. Cron has no memory of what it missed: what it calls catches up by itself."""
    hour, minute = plan.schedule.at.split(":")
    day = max(plan.schedule.days_after_quarter, 1)
    called = _called(command)
    looks = [
        f"{_often(plan.schedule.look_every_minutes)} {called}",
        f"{int(minute)} {int(hour)} {day} 1,4,7,10 * {called}",
    ]
    return "\n".join([_begin(command), *looks, _end(command)]) + "\n"


def is_there() -> bool:
    """Whether this computer has cron."""
    return shutil.which("crontab") is not None


def install_entry(plan: RunPlan, command: ScheduledCommand) -> str:
    """Put the entry into the crontab, in the place of an earlier one for the same parameters file; its text."""
    entry = cron_entry(plan, command)
    _write(_without(_read(), command) + entry)
    return entry


def remove_entry(command: ScheduledCommand) -> bool:
    """Take the entry out; False where there was none."""
    before = _read()
    after = _without(before, command)
    if after == before:
        return False
    _write(after)
    return True


def installed_entry(command: ScheduledCommand) -> str:
    """The entry as the crontab has it; empty where it has none."""
    return "" if not is_there() else "".join(_within(_read().splitlines(keepends=True), command))


def _called(command: ScheduledCommand) -> str:
    """The command as cron and the shell read it: a per cent sign would end the line."""
    given = [f"{name}={shlex.quote(value)}" for name, value in command.environment]
    line = " ".join([*given, *map(shlex.quote, command.words)])
    return f"{line} >/dev/null".replace("%", r"\%")


def _often(minutes: int) -> str:
    if minutes < 60:
        return f"*/{minutes} * * * *" if minutes > 1 else "* * * * *"
    return f"7 */{minutes // 60} * * *" if minutes > 60 else "7 * * * *"


def _begin(command: ScheduledCommand) -> str:
    return f"# begin {command.name} (written by research-kit schedule; do not edit)"


def _end(command: ScheduledCommand) -> str:
    return f"# end {command.name}"


def _within(lines: list[str], command: ScheduledCommand) -> list[str]:
    marks = [line.rstrip("\n") for line in lines]
    if _begin(command) not in marks or _end(command) not in marks:
        return []
    return lines[marks.index(_begin(command)) : marks.index(_end(command)) + 1]


def _without(crontab: str, command: ScheduledCommand) -> str:
    if crontab and not crontab.endswith("\n"):
        crontab += "\n"
    own = "".join(_within(crontab.splitlines(keepends=True), command))
    return crontab.replace(own, "", 1) if own else crontab


def _read() -> str:
    done = subprocess.run(["crontab", "-l"], check=False, capture_output=True, text=True)
    if done.returncode and "no crontab" not in done.stderr.casefold():
        raise _refused(done.stderr)
    return done.stdout if done.returncode == 0 else ""


def _write(text: str) -> None:
    done = subprocess.run(["crontab", "-"], check=False, capture_output=True, text=True, input=text)
    if done.returncode:
        raise _refused(done.stderr)


def _refused(said: str) -> ScheduleError:
    return ScheduleError(
        f"cron refuses: {' '.join(said.split())[:300]} The crontab is as it was. Ask who runs the server whether you "
        "may use `crontab`."
    )
