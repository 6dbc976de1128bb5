"""`research-kit decide` and `research-kit ledger`: the board's decisions, and everything that was ever published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from research_kit.cli.terminal import OUT, Parameters, progress, refusals_are_sentences
from research_kit.errors import DeclarationError

if TYPE_CHECKING:
    from research_kit.ledger.decision_file import DecisionFile

_LISTS = ("findings", "not_names")


def decide(
    parameters: Parameters,
    file: Annotated[Path | None, typer.Option(help="The decision as a YAML file.")] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="KEY=VALUE instead of the file, by its keys, such as expected.size=0.10 (repeated)."
        ),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Say what would be entered, and enter nothing.")] = False,
) -> None:
    """Record a decision of the board, and say at once whether its review will be able to tell what came of it."""
    with refusals_are_sentences():
        from research_kit.analyses.remeasure import KnownStudy
        from research_kit.analyses.remeasure import decide as held_against
        from research_kit.ledger.decisions import enter_decision
        from research_kit.ledger.describe_loop import describe_decision
        from research_kit.ledger.loop import read_loop
        from research_kit.reporting.decision_words import require_showable
        from research_kit.reporting.declaration import read_plan

        plan, written = read_plan(parameters), _written(file, given or [])
        study = KnownStudy(today=date.today(), starts_on=plan.study.starts_on, ends_on=plan.study.ends_on)
        record = read_loop(plan.ledger)
        decision = held_against(written, record, study)
        require_showable(written, [record.findings[name] for name in written.findings], k=plan.policy.k)
        if not preview:
            decision = enter_decision(plan.ledger, decision)
        progress("not entered: this is a preview" if preview else f"entered in {plan.ledger}; keep it in git")
        OUT.print("\n".join(describe_decision(decision)), markup=False)


def ledger(
    parameters: Parameters,
    restore: Annotated[
        bool, typer.Option("--restore", help="First put back entries that are missing, from the editions.")
    ] = False,
    findings: Annotated[bool, typer.Option("--findings", help="Also list the findings that stand, by id.")] = False,
    follow: Annotated[str, typer.Option(help="Only one claim over the quarters: the id of one of its findings.")] = "",
) -> None:
    """Everything that was ever published, found and decided, once the ledger has been found whole."""
    with refusals_are_sentences():
        from research_kit.ledger.describe_loop import describe_finding, describe_loop
        from research_kit.ledger.loop import read_loop
        from research_kit.reporting.declaration import read_plan
        from research_kit.reporting.published_before import describe_published
        from research_kit.reporting.restore_ledger import restore_ledger

        plan = read_plan(parameters)
        for entry in restore_ledger(plan) if restore else ():
            progress(f"put back from its edition: {entry.name}")
        published, record = describe_published(plan), read_loop(plan.ledger)
        if follow:
            claims = {one.claim.key for one in record.findings.values() if one.id.startswith(follow)}
            found = [one for key in sorted(claims) for one in record.followed(key)]
            lines = [describe_finding(one, record.view_of(one)) for one in found]
            OUT.print("\n".join(lines) or f"no finding has an id that begins with {follow}", markup=False)
            return
        OUT.print(f"{published}\n\n{describe_loop(record, with_findings=findings)}", markup=False)


def _written(file: Path | None, given: list[str]) -> DecisionFile:
    from research_kit.ledger.decision_file import decision_from, read_decision

    if file is None:
        return decision_from(_nested(given))
    if given:
        raise DeclarationError(
            f"a decision comes from a file or from `--set`, not from both: {len(given)} `--set` stand beside {file}. "
            "Write them into the file. Nothing was entered."
        )
    return read_decision(file)


def _nested(given: list[str]) -> dict[str, Any]:
    """Options such as `expected.size=0.10` as the keys and values of the file; lists are given by repeating the key."""
    options: dict[str, Any] = {}
    for one in given:
        path, is_given, value = one.partition("=")
        if not is_given:
            raise DeclarationError(f"`--set` takes KEY=VALUE, and `{path}` has no `=`. Nothing was entered.")
        *parts, key = path.strip().split(".")
        within = options
        for part in parts:
            within = within.setdefault(part, {}) if isinstance(within, dict) else within
        if not isinstance(within, dict):
            raise DeclarationError(f"`--set {path}`: `{'.'.join(parts)}` has a value already. Nothing was entered.")
        within[key] = (*within.get(key, ()), value) if key in _LISTS else value
    return options
