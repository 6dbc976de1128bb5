"""`research-kit link`: people without a number in common, linked by name: by rule where it is certain, else by her."""

from __future__ import annotations

from datetime import date

import typer

from research_kit.cli.terminal import OUT, Parameters, progress, refusals_are_sentences

commands = typer.Typer()


@commands.command(name="link")
def link(parameters: Parameters) -> None:
    """Link people of different partners by name and birth date: read your answers, compare, ask about the uncertain."""
    with refusals_are_sentences():
        from research_kit.study.name_linkage.link_people import link_people

        report = link_people(parameters, today=date.today())
        for whose, people in report.lists.items():
            progress(f"{people} people by {whose.replace('|', ' of ').replace('_', ' ')}")
        progress(f"{report.answers} answers recorded; {report.certain} more pairs are certain by the rule")
        OUT.print(f"{report.linked} pairs are one person.", markup=False)
        if report.undecided:
            OUT.print(
                f"{report.undecided} pairs are undecided and stay two people each: up to {report.most} people too "
                f"many. Write yes or no in {report.review}, and run this again.",
                markup=False,
            )
        else:
            OUT.print(f"Nothing is undecided. What is linked stands in {report.review}.", markup=False)
