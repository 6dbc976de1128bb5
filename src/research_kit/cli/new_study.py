"""`research-kit init` and `research-kit lab`: a study of her own, and JupyterLab in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from research_kit.cli.terminal import OUT, progress, refusals_are_sentences

commands = typer.Typer()
_PUT_FILES = "put the partners' files into data/{name}/PARTNER/, then"
_FILES_ARE_THERE = "the files of invented partners are there;"


@commands.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The new study's folder; made where it is missing.")],
    name: Annotated[
        str | None, typer.Option(help="The study's name: lower-case letters, digits, underscores. Else the folder's.")
    ] = None,
    practice: Annotated[
        bool, typer.Option("--practice", help="To learn on: with invented people in messy partner files.")
    ] = False,
) -> None:
    """Make a study of your own: cohort, parameters, notebooks, key file, ignore rules, README."""
    with refusals_are_sentences():
        from research_kit.desk.new_study import make_study
        from research_kit.desk.practice import make_practice

        study = make_practice(folder, name=name) if practice else make_study(folder, name=name)
        progress(f"{len(study.files)} files written; keep a copy of the key in a safe place, never in git")
        OUT.print(
            f"{study.folder}\n\nNext: {_FILES_ARE_THERE if practice else _PUT_FILES.format(name=study.name)}\n"
            f"  research-kit map data/{study.name}/*/* --write parameters/{study.name}.yaml\n"
            f"  research-kit check parameters/{study.name}.yaml",
            markup=False,
        )


@commands.command(context_settings={"ignore_unknown_options": True})
def lab(
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DIR] [OPTIONS OF JUPYTERLAB]", help="The study's folder; this one where left out."),
    ] = None,
) -> None:
    """Open JupyterLab in a study; what follows the folder, such as --no-browser, is passed on to JupyterLab."""
    with refusals_are_sentences():
        from research_kit.desk.jupyter_lab import open_lab

        given = arguments or []
        folder, *options = given if given and not given[0].startswith("-") else [".", *given]
        raise typer.Exit(open_lab(folder, *options))
