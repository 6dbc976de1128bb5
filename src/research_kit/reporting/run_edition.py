"""One edition of a study's report: check, analysis room, gate, board room, pages, ledger, one rename."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from polars.exceptions import PanicException

from research_kit.errors import DeclarationError, RunError
from research_kit.ledger.decision import Decision
from research_kit.provenance import hash_values
from research_kit.reporting.alerts.watch_data import alerts_at_look, with_open_alerts
from research_kit.reporting.approval_mark import MARKS
from research_kit.reporting.causal_language import require_no_causal_claims
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import (
    Edition,
    edition_in,
    place_of,
    places_of,
    remove,
    require_nothing_else,
    staging_for,
)
from research_kit.reporting.erase_person import require_whole_register
from research_kit.reporting.export_report.audit_edition import require_safe_pages
from research_kit.reporting.export_report.markdown_numbers import require_prose_without_counts
from research_kit.reporting.formats import write_formats
from research_kit.reporting.gate import Passed, pass_gate
from research_kit.reporting.kernels import kept_warm
from research_kit.reporting.loop_of_run import decisions_due, depends_on, enter_findings_and_outcomes, measure_again
from research_kit.reporting.manifest import inputs_of, is_intact, read_manifest
from research_kit.reporting.one_organisation import require_one_organisation
from research_kit.reporting.owner_only import make_owner_only
from research_kit.reporting.publication import enter, finish_publishing, publish_approved, put_forward
from research_kit.reporting.publish import full_disk_is_explained, locked, recover
from research_kit.reporting.published_before import PublishedBefore, read_published
from research_kit.reporting.rooms import (
    Progress,
    close_analysis_room,
    open_analysis_room,
    run_analysis_room,
    run_board_room,
)
from research_kit.reporting.run_data import RunData, hash_of_data, open_data
from research_kit.reporting.same_key import require_same_key
from research_kit.results import History
from research_kit.results.stored_answer import read_answers
from research_kit.study.identity_numbers import lines_with_identity_numbers

AUTOMATIC = {"approval": "automatic"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Making:
    """What one run makes: from what, with which notebooks, after what was published before."""

    plan: RunPlan
    chosen: tuple[str, ...]
    is_draft: bool
    inputs: dict[str, Any]
    history: History
    published: PublishedBefore
    due: tuple[Decision, ...] = ()


def run_edition(plan: RunPlan, *, notebooks: Sequence[str] = (), progress: Progress = lambda _: None) -> Edition:
    """Make the edition of one quarter, and publish it unless somebody must approve it first.

    The partner data and the ledger are read and checked before anything is written. What a stopped run had finished
    is used again if nothing it depends on has changed.

    Parameters
    ----------
    plan
        What the parameters file says (`read_plan`).
    notebooks
        Some of the notebooks, for a draft beside the edition; all of them, and the board's page, where empty.
    progress
        Called with a line of text as each step ends.

    Raises
    ------
    FaultyInputError, CohortError, RunError, LedgerError, DisclosureError
        With what was published before untouched.
    """
    with kept_warm():
        return _run(plan, notebooks, progress)


def _run(plan: RunPlan, notebooks: Sequence[str], progress: Progress) -> Edition:
    chosen = _chosen(plan, notebooks)
    data = open_data(plan)
    progress(f"{plan.study.name}: {len(data.cohort)} participants as known on {plan.as_of}")
    _require_dimensions(plan, data)
    _require_enough(plan, data)
    with locked(plan.study_folder), full_disk_is_explained(plan.study_folder, plan.ledger):
        for place in places_of(plan):
            recover(place)
        if mended := make_owner_only(plan.ledger):
            progress(f"ledger: {mended} files and folders could be read by others; now by their owner alone")
        published = read_published(plan)
        require_one_organisation(published.entries, plan.quarter)
        making = _making(plan, data, chosen, published, is_draft=bool(notebooks))
        return _unchanged(making) or _make(making, data, progress)


def _making(
    plan: RunPlan, data: RunData, chosen: tuple[str, ...], published: PublishedBefore, *, is_draft: bool
) -> _Making:
    """What a run makes, with everything that it depends on, read before anything is written."""
    history = with_open_alerts(published.history(plan), plan)
    due = decisions_due(plan, published.loop, is_draft=is_draft)
    told = depends_on(plan, published.loop, due)
    inputs = inputs_of(plan, _hashes(plan, data), notebooks=chosen, history=history, loop=told)
    return _Making(
        plan=plan, chosen=chosen, is_draft=is_draft, inputs=inputs, history=history, published=published, due=due
    )


def _hashes(plan: RunPlan, data: RunData) -> dict[str, str]:
    """What the manifest says of the data; of register and key, that no erased person was lost since, nor all people."""
    others = {"erased": require_whole_register(plan).head, "key": require_same_key(plan)}
    return {"data": hash_of_data(data), **{name: said for name, said in others.items() if said}}


def _unchanged(making: _Making) -> Edition | None:
    """The edition that is there, if it was made from the same inputs and nobody has touched it.

    One that nobody has approved is unchanged only as long as the ledger is: it was compared with what that held.
    """
    *places, draft = places_of(making.plan)
    for place in [draft] if making.is_draft else places:
        manifest = read_manifest(place)
        if manifest.get("inputs") != making.inputs or not is_intact(place):
            continue
        if manifest["standing"] == "approved":
            finish_publishing(making.plan, place)
            return edition_in(place, unchanged=True)
        if manifest["ledger"]["against"] == making.published.head:
            return edition_in(place, unchanged=True)
    return None


def _make(making: _Making, data: RunData, progress: Progress) -> Edition:
    plan, made_from = making.plan, hash_values(making.inputs)
    staging = _staging(place_of(plan, "draft" if making.is_draft else "approved"), made_from, progress)
    open_analysis_room(plan, data, making.history, staging)
    run_analysis_room(plan, staging, making.chosen, progress)
    results = staging / "internal" / "results"
    measure_again(plan, data, making.due, history=making.history, loop=making.published.loop, results=results)
    if not making.is_draft and plan.organisation is None:  # an alert waits neither for the gate nor for approval
        alerts_at_look(plan, data, making.history, results=results, progress=progress)
    passed = pass_gate(plan, staging, making.published, made_from=made_from, progress=progress)
    close_analysis_room(staging)
    run_board_room(plan, staging, making.chosen, progress)
    write_formats(plan, staging, mark=MARKS.get(_standing(making, passed)), progress=progress)
    require_safe_pages(plan, staging, passed.against.entries, progress=progress)
    remove(staging / "made_from.txt")
    require_nothing_else(staging)
    return _place(making, staging, passed, progress)


def _staging(place: Path, made_from: str, progress: Progress) -> Path:
    """The staging folder; what a stopped run had finished is used again only if it is as that run wrote it."""
    staging = staging_for(place, made_from)
    results = staging / "internal" / "results"
    for begun in results.glob(".*"):
        remove(begun)
    try:
        is_whole = bool(read_answers(results)) or not any((staging / "internal").glob("notebooks/*.ipynb"))
    except (Exception, PanicException):  # whatever a damaged file makes its reader say
        is_whole = False
    if not is_whole:
        progress("what a stopped run had left is damaged: it is made anew")
        remove(staging)
        staging = staging_for(place, made_from)
    return staging


def _standing(making: _Making, passed: Passed) -> Literal["approved", "proposed", "draft"]:
    """Whether what was made has been approved or need not be."""
    if making.is_draft:
        return "draft"
    return "proposed" if passed.entry is None and making.plan.report.approval == "required" else "approved"


def _place(making: _Making, staging: Path, passed: Passed, progress: Progress) -> Edition:
    """Publish what was made if it has been approved or need not be; else put it forward."""
    plan, against = making.plan, passed.against
    where = {"study": plan.study.name, "parameters_file": _from_edition(plan)}
    facts = {**where, "quarter": plan.quarter, "inputs": making.inputs, **passed.facts}
    standing = _standing(making, passed)
    if standing != "approved":
        return put_forward(plan, staging, facts, against=against.head, standing=standing)
    entry = passed.entry or enter(plan, staging, against, inputs=making.inputs, approval=AUTOMATIC)
    enter_findings_and_outcomes(plan, staging / "released", entry, inputs=making.inputs, progress=progress)
    make_owner_only(plan.ledger)
    progress(f"ledger: entry {entry.number} holds this release; keep {plan.ledger} in git")
    return publish_approved(plan, staging, facts, against=against, entry=entry)


def _from_edition(plan: RunPlan) -> str:
    return os.path.relpath(plan.parameters, plan.study_folder / plan.quarter)


def _require_enough(plan: RunPlan, data: RunData) -> None:
    if len(data.cohort) < plan.policy.k:
        raise RunError(
            f"the cohort has fewer than {plan.policy.k} participants as known on {plan.as_of}: a report about so few "
            "would describe them. Choose a later day (`--as-of`), or explore in JupyterLab. Nothing has been written."
        )


def _require_dimensions(plan: RunPlan, data: RunData) -> None:
    """Every dimension that the study's files name is one of its participants, before anything is written."""
    split_by = data.cohort.definition.split_by
    named = {
        f"{plan.cohort}, `split_by`": (*split_by.crossed, *split_by.single),
        f"{plan.parameters}, `report.by`": plan.report.by or (),
        f"{plan.parameters}, `disclosure.sensitive_dimensions`": plan.policy.sensitive_dimensions,
        f"{plan.parameters}, `disclosure.k_by_dimension`": tuple(plan.policy.k_by_dimension),
        f"{plan.parameters}, `disclosure.collapse`": [
            name.strip() for key in plan.policy.collapse for name in key.split("*")
        ],
    }
    known = ("target_group", *data.columns)
    for where, names in named.items():
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                hint = f"Did you mean `{near[0]}`?" if near else f"There are: {', '.join(data.cohort.dimensions)}."
                raise DeclarationError(f"{where}: the participants have no dimension `{name}`. {hint}")


def _chosen(plan: RunPlan, notebooks: Sequence[str]) -> tuple[str, ...]:
    """The notebooks of a run, each once; their names and what is written in them looked at before anything is run."""
    known = (*plan.report.notebooks, plan.report.board_report)
    chosen = tuple(dict.fromkeys(notebooks or known))
    strange = [name for name in chosen if name not in known]
    if strange:
        raise RunError(f"the report has no notebook {', '.join(strange)}. It has: {', '.join(dict.fromkeys(known))}.")
    for path in (plan.cohort, *map(plan.notebook, chosen)):
        lines = lines_with_identity_numbers(path.read_text(encoding="utf-8").splitlines())
        if lines:
            raise RunError(
                f"{path}, line {lines[0]}: a personal identity number is written there, and would be in the report. "
                "Take it out. Nothing has been written."
            )
    for name in chosen:
        _require_sound_prose(plan, name)
    return chosen


def _require_sound_prose(plan: RunPlan, name: str) -> None:
    """A count of people, or a cause, that somebody typed into a notebook stops the run before anything is computed."""
    from nbformat import ValidationError

    with suppress(ValueError, ValidationError):  # a file that is no notebook: said where it is to be executed
        require_prose_without_counts(plan.notebook(name), k=plan.policy.k)
        require_no_causal_claims(plan.notebook(name), plan.study)
