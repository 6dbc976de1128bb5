"""`research-kit erase`: a person disappears from the stored study and from every rerun."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from research_kit.cli.terminal import ERR, OUT, Parameters, progress, refusals_are_sentences

commands = typer.Typer()
_NOBODY = (
    "nobody in what partners deliver now has this number: check it. It was entered all the same, and keeps out whoever "
    "is delivered with it later."
)


@commands.command()
def erase(
    parameters: Parameters,
    person: Annotated[
        str, typer.Option(help="The number; `-`: typed unseen, or read from standard input.", metavar="-")
    ] = "-",
    own_id_of: Annotated[str, typer.Option(help="It is a partner's own id: of which scheme or partner.")] = "",
    delivered: Annotated[
        bool, typer.Option("--delivered", help="Everybody who withdrew or demands it, by the table `consent`.")
    ] = False,
) -> None:
    """Erase a person from everything exact that is kept, and from every rerun; what was published stays."""
    with refusals_are_sentences():
        from research_kit.reporting.declaration import read_plan
        from research_kit.reporting.erase_person import Erased, erase_delivered, erase_person

        plan = read_plan(parameters)
        if delivered:
            done: Erased = erase_delivered(plan, progress=progress)
        else:
            done = erase_person(plan, _number(person), scheme=own_id_of)
            if not done.files:
                OUT.print(_NOBODY, markup=False)
        OUT.print(_said(done.new, done.folders, done.files), markup=False)
        OUT.print(f"Then make the newest report anew: research-kit run {parameters}", markup=False)


def _number(given: str) -> str:
    if given != "-":
        ERR.print("the number was given in the command, and may stand in the shell's history: clear it", markup=False)
        return given
    if sys.stdin.isatty():
        return str(typer.prompt("The person's number (not shown)", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _said(new: int, folders: int, files: tuple[str, ...]) -> str:
    lines = [
        "entered in the register of erased people" if new else "was in the register of erased people already",
        f"{folders} folder(s) of exact or unpublished results deleted; what was published is as it was",
    ]
    if files:
        lines.append("rows of the person are still in what partners delivered; ask them for these files without them:")
        lines += [f"  {file}" for file in files]
    return "\n".join(lines)
