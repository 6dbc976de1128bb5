"""A systemd service and timer, in the user's own manager or the system's."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Literal

from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule.command import ScheduledCommand

Manager = Literal["user", "system"]
_SYSTEM = Path("/etc/systemd/system")


def unit_files(plan: RunPlan, command: ScheduledCommand, *, manager: Manager) -> dict[str, str]:
    """The text of each unit by its file name."""
    return {
        f"{command.name}.service": _service(plan, command, manager),
        f"{command.name}.timer": _timer(plan, command),
    }


def units_folder(manager: Manager) -> Path:
    """Where the units of a manager are."""
    if manager == "system":
        return _SYSTEM
    home = os.environ.get("XDG_CONFIG_HOME") or os.fspath(Path.home() / ".config")
    return Path(home) / "systemd" / "user"


def is_there(manager: Manager) -> bool:
    """Whether such a manager answers on this computer."""
    if shutil.which("systemctl") is None:
        return False
    done = subprocess.run([*_systemctl(manager), "show", "--property=Version"], check=False, capture_output=True)
    return done.returncode == 0


def install_units(plan: RunPlan, command: ScheduledCommand, *, manager: Manager) -> tuple[Path, ...]:
    """Write the units, and let the timer begin.

    Raises
    ------
    ScheduleError
        The folder may not be written to, or systemd refuses; then the units are taken away again.
    """
    folder, texts = units_folder(manager), unit_files(plan, command, manager=manager)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ScheduleError(
            f"{folder}: {error.strerror}. Nothing was installed. Install as a user (`--with systemd`), or as root with "
            "`--system`."
        ) from None
    try:
        _call(manager, "daemon-reload")
        _call(manager, "enable", "--now", f"{command.name}.timer")
    except ScheduleError:
        remove_units(command, manager=manager)
        raise
    return tuple(folder / name for name in texts)


def remove_units(command: ScheduledCommand, *, manager: Manager) -> bool:
    """Stop the timer and delete the units; False where there were none."""
    paths = [units_folder(manager) / f"{command.name}.{kind}" for kind in ("timer", "service")]
    if not any(path.is_file() for path in paths):
        return False
    subprocess.run([*_systemctl(manager), "disable", "--now", paths[0].name], check=False, capture_output=True)
    for path in paths:
        path.unlink(missing_ok=True)
    subprocess.run([*_systemctl(manager), "daemon-reload"], check=False, capture_output=True)
    return True


def installed_units(command: ScheduledCommand, *, manager: Manager) -> str:
    """The text of the units that are installed; empty where there are none."""
    paths = [units_folder(manager) / f"{command.name}.{kind}" for kind in ("service", "timer")]
    return "\n".join(f"# {path}\n{path.read_text(encoding='utf-8')}" for path in paths if path.is_file())


def calendar_of(plan: RunPlan) -> tuple[str, str]:
    """When the timer looks: on the day that a quarter's report is due, and between, whether data have arrived."""
    hour, minute = plan.schedule.at.split(":")
    ahead = plan.schedule.days_after_quarter
    day = f"*-01,04,07,10-{max(ahead, 1):02d} {hour}:{minute}:00"
    every = plan.schedule.look_every_minutes
    return day, f"*-*-* *:0/{every}:00" if every < 60 else f"*-*-* 0/{every // 60}:07:00"


def _service(plan: RunPlan, command: ScheduledCommand, manager: Manager) -> str:
    lines = [
        "[Unit]",
        f"Description=research-kit: what is due of the study {_plain(command.title)}",
        "Documentation=man:systemd.timer(5)",
        "",
        "[Service]",
        "Type=oneshot",
        f"ExecStart={' '.join(map(_quoted, command.words))}",
        *(f"Environment={_quoted(f'{name}={value}', is_command=False)}" for name, value in command.environment),
        f"WorkingDirectory={_plain(os.fspath(plan.parameters.parent))}",
        f"TimeoutStartSec={int(plan.schedule.hours_for_all * 3600) + 600}",
        "Nice=10",
        "NoNewPrivileges=yes",
    ]
    return "\n".join([*lines, *([f"User={plan.parameters.owner()}"] if manager == "system" else []), ""])


def _timer(plan: RunPlan, command: ScheduledCommand) -> str:
    lines = [
        "[Unit]",
        f"Description=research-kit: when to look at the study {_plain(command.title)}",
        "",
        "[Timer]",
        *(f"OnCalendar={when}" for when in calendar_of(plan)),
        "Persistent=true",
        "AccuracySec=30s",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ]
    return "\n".join(lines)


def _quoted(word: str, *, is_command: bool = True) -> str:
    """A word as systemd reads it back: nothing in it is a specifier, a variable or an escape."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text.replace("$", "$$") if is_command else text}"'


def _plain(text: str) -> str:
    return text.replace("%", "%%")


def _systemctl(manager: Manager) -> list[str]:
    return ["systemctl", *(["--user"] if manager == "user" else [])]


def _call(manager: Manager, *words: str) -> None:
    done = subprocess.run([*_systemctl(manager), *words], check=False, capture_output=True, text=True)
    if done.returncode:
        said = " ".join(done.stderr.split())[:300]
        raise ScheduleError(
            f"systemd refuses `{' '.join([*_systemctl(manager), *words])}`: {said} Nothing was installed. Use "
            "`--with cron`, or ask who runs the server."
        )
