"""The command line: `research-kit check | run | export | approve | watch | report-access | … | demo`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from research_kit.cli import erase, link_people, map_file, new_study, schedule
from research_kit.cli.board_loop import decide, ledger
from research_kit.cli.terminal import OUT, AsOf, Parameters, as_day, progress, refusals_are_sentences
from research_kit.errors import DeclarationError

if TYPE_CHECKING:
    from research_kit.study import CheckReport

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="From partner files to a board page: with the uncertainty of every number, and no recognisable person.",
)


@app.command()
def check(
    parameters: Parameters,
    as_of: AsOf = None,
    html: Annotated[Path | None, typer.Option(help="Also write the report as a page.")] = None,
    table: Annotated[Path | None, typer.Option(help="Also write the report as a table (CSV).")] = None,
) -> None:
    """Read the partner data and report every fault by file, row and column. Changes nothing."""
    from research_kit.reporting.counted_data import is_counted
    from research_kit.study import check_study

    with refusals_are_sentences():
        if is_counted(parameters):
            _check_tables(parameters, as_day(as_of), pages=[html, table])
            return
        report = check_study(parameters, as_of=as_day(as_of))
        OUT.print(report.to_text(), markup=False)
        if html:
            html.write_text(report.to_html(), encoding="utf-8")
        if table:
            _write_table(report, table)
        if report.blocking:
            raise typer.Exit(1)


@app.command()
def run(
    parameters: Parameters,
    as_of: AsOf = None,
    notebook: Annotated[
        list[str] | None, typer.Option(help="Only this notebook, as a draft beside the edition (may be repeated).")
    ] = None,
) -> None:
    """Check, analyse, release and export one quarter into reports/<study>/<quarter>/."""
    with refusals_are_sentences():
        from research_kit.reporting.alerts.tell_alerts import deliver_alerts
        from research_kit.reporting.declaration import read_plan
        from research_kit.reporting.esf_table import esf_files
        from research_kit.reporting.kernels import kept_warm, warm_up
        from research_kit.reporting.run_edition import run_edition

        plan = read_plan(parameters, as_day(as_of))
        with kept_warm():
            if not (plan.study_folder / plan.quarter).is_dir():  # what stands there may be unchanged
                warm_up()
            edition = run_edition(plan, notebooks=notebook or (), progress=progress)
        if edition.unchanged:
            progress("nothing has changed since this edition was made: it is kept as it is")
        if edition.standing == "proposed":
            progress(f"not approved yet: look at it, then `research-kit approve {edition.folder} --by NAME`")
        for page in (*edition.pages, *esf_files(edition.folder)):
            OUT.print(str(page), markup=False)
        deliver_alerts(plan, progress=progress)


@app.command()
def watch(parameters: Parameters, as_of: AsOf = None) -> None:
    """Look at new data for alerts between two quarterly reports: warnings only, and what stands stays."""
    with refusals_are_sentences():
        from research_kit.reporting.alerts.watch_data import watch as watch_data
        from research_kit.reporting.declaration import read_plan

        for page in watch_data(read_plan(parameters, as_day(as_of)), progress=progress).pages:
            OUT.print(str(page), markup=False)


@app.command(name="report-access")
def report_access(
    parameters: Parameters,
    by: Annotated[str, typer.Option(help="Who has seen it: staff, participant or partner. Nobody is named.")],
    about: Annotated[str, typer.Option(help="In what: referral, decision, enrolment, activity, coaching, …")],
    group: Annotated[str, typer.Option(help="Whom it concerns, in codes such as `gender=woman`.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it was said; today if left out.")
    ] = None,
) -> None:
    """Pass on at once that somebody finds access unequal: recorded, and sent without any threshold."""
    with refusals_are_sentences():
        from research_kit.reporting.alerts.report_access import access_report
        from research_kit.reporting.alerts.report_access import report_access as enter
        from research_kit.reporting.declaration import read_plan

        report, day = access_report(by=by, about=about, group=group), as_day(on) or date.today()
        for page in enter(read_plan(parameters), report, on=day, progress=progress):
            OUT.print(str(page), markup=False)


@app.command(name="close-alert")
def close_alert(
    parameters: Parameters,
    key: Annotated[str, typer.Argument(help="The `key` of the alert in `alerts.json`, in quotes.")],
    by: Annotated[str, typer.Option(help="Who closes it: a role, kept for good.")],
    because: Annotated[str, typer.Option(help="What closes it: `remeasurement:ID` or `decision:ID`.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From which day; today if left out.")
    ] = None,
) -> None:
    """Close a red alert or a report, by a re-measurement or by a decision."""
    with refusals_are_sentences():
        from research_kit.ledger.alerts import Closing
        from research_kit.reporting.alerts.report_access import close_alert as enter
        from research_kit.reporting.declaration import read_plan

        kind, _, closed_by = because.partition(":")
        closing = Closing(by=by, on=as_day(on) or date.today(), kind=kind, closed_by=closed_by)
        for page in enter(read_plan(parameters), key, closing):
            OUT.print(str(page), markup=False)


@app.command()
def export(
    edition: Annotated[Path, typer.Argument(help="An edition's folder, such as reports/samba/2011-Q2.")],
) -> None:
    """Rebuild the pages of an edition from what it released."""
    with refusals_are_sentences():
        from research_kit.reporting.rebuild_edition import export_edition

        for page in export_edition(edition, progress=progress).pages:
            OUT.print(str(page), markup=False)


@app.command()
def approve(
    edition: Annotated[Path, typer.Argument(help="An edition that waits, such as reports/samba/2011-Q2.")],
    by: Annotated[str, typer.Option(help="Who approves it: a name or a role, kept for good.")],
    note: Annotated[str, typer.Option(help="What should be remembered of it.")] = "",
) -> None:
    """Publish an edition that waits for approval: unmarked, in the ledger, in the index."""
    with refusals_are_sentences():
        from research_kit.reporting.approval import Approval, approve_edition

        for page in approve_edition(edition, Approval(by=by, note=note), progress=progress).pages:
            OUT.print(str(page), markup=False)


app.command()(decide)
app.command()(ledger)
app.add_typer(new_study.commands)
app.add_typer(map_file.commands)
app.add_typer(link_people.commands)
app.add_typer(schedule.commands)
app.add_typer(erase.commands)


@app.command()
def counts(
    parameters: Parameters,
    out: Annotated[Path | None, typer.Option(help="The folder to write, called as the partner is.")] = None,
    as_of: AsOf = None,
    k: Annotated[int | None, typer.Option(help="Fewest participants in a group; never below the study's own.")] = None,
    exact_times_under: Annotated[
        str | None, typer.Option(help="Times to the day instead of by months: under which agreement.")
    ] = None,
) -> None:
    """Count this partner's participants for a joint report: tables that add up, and no row about a person."""
    with refusals_are_sentences():
        from research_kit.reporting.write_counts import Asked, write_partner_counts

        asked = Asked(out=out, as_of=as_day(as_of), k=k, exact_times_under=exact_times_under)
        folder = write_partner_counts(parameters, asked, show=lambda text: OUT.print(text, markup=False))
        OUT.print(str(folder), markup=False)


@app.command()
def demo(
    name: Annotated[str, typer.Argument(help="samba or botkyrka")],
    run_it: Annotated[bool, typer.Option("--run", help="Also run its quarter and say where the page is.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed makes other people.")] = None,
) -> None:
    """Write the partner files of a synthetic study (its people are invented)."""
    with refusals_are_sentences():
        from research_kit.synthetic.demo import write_demo

        parameters = Path("parameters") / f"{name}.yaml"
        if not parameters.is_file():
            raise DeclarationError(
                f"there is no {parameters} here. Run `research-kit demo samba` or `research-kit demo botkyrka` in the "
                "project's folder, where `parameters/` is."
            )
        if seed is not None:
            _require_no_other_people(parameters)
        progress(f"partner files: {write_demo(name, parameters, seed=seed)}")
        if run_it:
            run(parameters)


def main() -> None:
    """The entry point of `research-kit`."""
    app()


def _check_tables(parameters: Path, as_of: date | None, *, pages: list[Path | None]) -> None:
    """Read partners' tables, and say what they hold: there are no rows of which faults could be reported."""
    from research_kit.reporting.declaration import read_plan
    from research_kit.reporting.run_data import describe_tables

    if any(pages):
        raise DeclarationError(
            f"{parameters}: its `data` are tables, in which there are no rows to report on. Leave out `--html` and "
            "`--table`."
        )
    OUT.print(describe_tables(read_plan(parameters, as_of)), markup=False)


def _write_table(report: CheckReport, path: Path) -> None:
    """Partners name their columns: opened in a spreadsheet, a name that begins as a formula stays a name."""
    import polars as pl

    from research_kit.reporting.esf_table.write_tables import inert

    texts = [name for name, dtype in report.table.schema.items() if dtype == pl.String]
    report.table.with_columns(inert(pl.col(name)).alias(name) for name in texts).write_csv(path)


def _require_no_other_people(parameters: Path) -> None:
    """A seed invents other people: what was published of those before cannot be compared with anything about them."""
    from research_kit.reporting.declaration import read_plan

    plan = read_plan(parameters)
    if plan.ledger.exists():
        raise DeclarationError(
            f"{plan.ledger} holds what was published of the people of another seed. Move it and {plan.study_folder} "
            "away to begin anew with invented people (never those of a real study)."
        )
