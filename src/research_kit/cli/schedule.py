"""`research-kit schedule | run-due | status`: the unattended quarter."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from research_kit.cli.terminal import ERR, OUT, Parameters, progress, refusals_are_sentences
from research_kit.errors import ScheduleError

if TYPE_CHECKING:
    from research_kit.reporting.schedule.install import With
    from research_kit.reporting.schedule.systemd_units import Manager

commands = typer.Typer()
_ACTIONS = ("install", "show", "remove")


@commands.command(context_settings={"ignore_unknown_options": True})  # `--install` is read as `install`
def schedule(
    parameters: Parameters,
    action: Annotated[str, typer.Argument(help="install, show or remove.")] = "show",
    using: Annotated[
        str, typer.Option("--with", help="systemd, cron or jupyter-note; what is there if left out.")
    ] = "",
    system: Annotated[bool, typer.Option("--system", help="For the whole server, as root (systemd only).")] = False,
) -> None:
    """Install, show or remove the quarterly run, which also looks whether data have arrived."""
    with refusals_are_sentences():
        _do(parameters, action.removeprefix("--"), using, is_system=system)


@commands.command(name="run-due")
def run_due(
    parameters: Parameters,
    again: Annotated[bool, typer.Option("--again", help="Try what failed, though nothing was corrected.")] = False,
    clock_is_right: Annotated[
        bool, typer.Option("--clock-is-right", help="I have looked at the clock that was refused.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Into the log alone, as the schedule calls it.")] = False,
) -> None:
    """Make what is due and nothing else: missed quarters, oldest first; the newest again where data have arrived.

    Ends with 0 where something was made, nothing is due, files are still arriving or another run is at work; with 1
    where it failed, and then says what to do. Where the parameters file cannot be read, whoever stood in it is told.
    """
    with refusals_are_sentences():
        from research_kit.reporting.declaration import read_plan
        from research_kit.reporting.schedule.run_due import run_due as look
        from research_kit.reporting.schedule.unreadable_parameters import tell_unreadable

        say = (lambda _: None) if quiet else progress
        try:
            plan = read_plan(parameters)
        except Exception as error:
            if not_told := tell_unreadable(parameters, error, say=say):
                ERR.print(not_told, markup=False)  # also where it is quiet: no log and no letter says it
            raise
        came = look(plan, clock_is_right=clock_is_right, again=again, say=say)
        if not quiet:
            OUT.print(came.words, markup=False)
        raise typer.Exit(came.exit_code)


@commands.command()
def status(parameters: Parameters) -> None:
    """How the unattended run stands: when it last looked, what came of it, what is due, and what to do."""
    with refusals_are_sentences():
        from research_kit.reporting.declaration import read_plan
        from research_kit.reporting.schedule.kept_plan import kept_plan
        from research_kit.reporting.schedule.state import read_state
        from research_kit.reporting.schedule.status_page import describe_status

        try:
            plan = read_plan(parameters)
        except Exception:
            with suppress(Exception):  # why the file cannot be read is said in any case
                if (kept := kept_plan(parameters)) is not None:
                    OUT.print(describe_status(kept, read_state(kept), now=datetime.now()), markup=False)
            raise
        OUT.print(describe_status(plan, read_state(plan), now=datetime.now()), markup=False)


def _with(using: str, *, is_system: bool) -> With | None:
    from research_kit.reporting.schedule.install import With as Known

    known: dict[str, Known] = {name: name for name in get_args(Known)}
    if using and using not in known:
        raise ScheduleError(f"`--with` is one of: {', '.join(known)}; given: {using}.")
    return known[using] if using else "systemd" if is_system else None


def _do(parameters: object, action: str, using: str, *, is_system: bool) -> None:
    from research_kit.reporting.declaration import read_plan
    from research_kit.reporting.schedule import install as schedules

    if action not in _ACTIONS:
        raise ScheduleError(f"`schedule` takes one of {', '.join(_ACTIONS)}; given: {action}. Nothing was done.")
    plan = read_plan(str(parameters))
    manager: Manager = "system" if is_system else "user"
    if action == "remove":
        where = schedules.remove(plan)
        OUT.print(f"removed from {' and '.join(where)}" if where else "there was no schedule", markup=False)
        return
    chosen: With = _with(using, is_system=is_system) or schedules.choose_with()
    if action == "install":
        if warning := schedules.needs_environment(plan):
            ERR.print(warning, markup=False, style="bold")
        OUT.print(schedules.install(plan, using=chosen, manager=manager), markup=False)
        return
    there = schedules.installed(plan)
    wanted = schedules.proposed(plan, using=chosen, manager=manager) if not there else ""
    OUT.print(there or f"Not installed. `install` would write:\n\n{wanted}", markup=False)
