"""The schedule of a study, with what this computer has: systemd's timers, or cron."""

from __future__ import annotations

from typing import Literal

from research_kit.errors import ScheduleError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.schedule import cron_entry, systemd_units
from research_kit.reporting.schedule.command import command_of
from research_kit.reporting.schedule.kept_plan import keep_plan
from research_kit.reporting.schedule.systemd_units import Manager

With = Literal["systemd", "cron", "jupyter-note"]
_JUPYTER = """\
JupyterLab can keep the schedule where there is neither systemd nor cron (it must then always be running):
  pip install jupyter-scheduler
  a notebook with one cell:  !{command}
  in JupyterLab: right-click the notebook, "Create Notebook Job", schedule it every hour.
What is called decides by itself what is due, so that an hour too many does no harm."""


def choose_with() -> With:
    """What this computer has: systemd for this user, else cron.

    Raises
    ------
    ScheduleError
        It has neither.
    """
    if systemd_units.is_there("user"):
        return "systemd"
    if cron_entry.is_there():
        return "cron"
    raise ScheduleError(
        "this computer has neither a systemd of this user nor cron: 2 were looked for. Install cron "
        "(`apt-get install cron`), use `--system` as root, or see `--with jupyter-note`. Nothing was installed."
    )


def install(plan: RunPlan, *, using: With, manager: Manager = "user") -> str:
    """Install the schedule in the place of an earlier one of the same parameters file; what was written.

    Raises
    ------
    ScheduleError
        This computer does not have it, or refuses.
    """
    command = command_of(plan)
    if using == "jupyter-note":
        return note(plan)
    remove(plan)
    keep_plan(plan)
    if using == "cron":
        if not cron_entry.is_there():
            raise ScheduleError(
                "there is no `crontab` here: 0 of 1 found. Install cron (`apt-get install cron`), or use "
                "`--with systemd`. Nothing was installed."
            )
        return cron_entry.install_entry(plan, command)
    paths = systemd_units.install_units(plan, command, manager=manager)
    linger = "" if manager == "system" else "\nIt runs while you are logged in; for always: loginctl enable-linger"
    return "\n".join([*map(str, paths)]) + linger


def remove(plan: RunPlan) -> list[str]:
    """Take the schedule away, wherever it is; where it was."""
    command, where = command_of(plan), []
    for manager in ("user", "system"):
        if systemd_units.remove_units(command, manager=manager):
            where.append(f"systemd ({manager})")
    if cron_entry.is_there() and cron_entry.remove_entry(command):
        where.append("cron")
    return where


def installed(plan: RunPlan) -> str:
    """What is installed, as it stands there; empty where nothing is."""
    command = command_of(plan)
    found = [systemd_units.installed_units(command, manager=manager) for manager in ("user", "system")]
    return "\n".join(text for text in (*found, cron_entry.installed_entry(command)) if text)


def proposed(plan: RunPlan, *, using: With, manager: Manager = "user") -> str:
    """What `install` would write."""
    command = command_of(plan)
    if using == "jupyter-note":
        return note(plan)
    if using == "cron":
        return cron_entry.cron_entry(plan, command)
    units = systemd_units.unit_files(plan, command, manager=manager)
    return "\n".join(f"# {systemd_units.units_folder(manager) / name}\n{text}" for name, text in units.items())


def note(plan: RunPlan) -> str:
    """How JupyterLab's own scheduler is used."""
    import shlex

    return _JUPYTER.format(command=shlex.join(command_of(plan).words))


def needs_environment(plan: RunPlan) -> str:
    """A warning where the run needs something of this terminal that a schedule does not have."""
    smtp = plan.alerts.smtp
    if smtp is None or smtp.password_variable is None:
        return ""
    return (
        f"the mail server's password is in the environment variable {smtp.password_variable}, which a scheduled run "
        "does not have: write it into a file that only you can read, and name it as `password_file`"
    )
