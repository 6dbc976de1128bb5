"""`research-kit map`: the assistant that proposes what the columns and codes of a partner's file mean."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from research_kit.cli.terminal import OUT, progress, refusals_are_sentences

commands = typer.Typer()


@commands.command(name="map")
def map_file(  # noqa: PLR0917 - each is an option of the command
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files of one or more partners, or folders of them.")
    ] = None,
    table: Annotated[
        str | None, typer.Option(help="The study's table they hold, where the assistant cannot tell.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Only this sheet of a workbook, or this table of a database.")
    ] = None,
    partner: Annotated[
        str | None, typer.Option(help="Who delivered them; the name of their folder if left out.")
    ] = None,
    names: Annotated[
        str,
        typer.Option(help="The columns' names, in order and with commas, for a text file that has no line of them."),
    ] = "",
    database: Annotated[
        str | None, typer.Option(help="A PostgreSQL instead of files: postgresql://user@server/database, no password.")
    ] = None,
    delivered: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="The day of delivery, for rows that do not say when they became known."
        ),
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="Write what is sure into this parameters file, the rest as comments.")
    ] = None,
) -> None:
    """Propose what each column and code of a partner's file means, how sure that is, and what you must decide."""
    with refusals_are_sentences():
        from research_kit.desk.describe_mapping import describe_mapping
        from research_kit.desk.map_files import Wanted, map_files
        from research_kit.desk.write_mapping import write_mapping

        wanted = Wanted(
            table=table,
            sheet=sheet,
            partner=partner,
            names=_split(names),
            database=database,
            delivered=delivered.date() if delivered else None,
        )
        mapped = map_files(files or [], wanted, parameters=write)
        for one in mapped.placed:
            called = f"{one.file}{f' [{one.sheet}]' if one.sheet else ''}"
            OUT.print(describe_mapping(one.proposal, file=called) + "\n", markup=False)
        for said in mapped.left:
            OUT.print(f"left out: {said}", markup=False)
        if write is None:
            progress("nothing was written: add `--write PARAMETERS` to put this into a parameters file")
            return
        written = write_mapping(write, mapped.placed)
        for said in written.left:
            progress(f"left as it stands in {write}: {said}")
        progress(f"{written.added} sources written into {write}; {written.decide} lines there begin with `# decide:`")
        if mapped.left and not mapped.placed:
            raise typer.Exit(1)


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())
