"""A person erased: from every rerun by the register, and from everything exact that earlier runs have kept.

First the register, then what is kept: a command that is stopped between the two has already kept the person out of
every later run, and does the rest when it is given again. What was published is not touched: it is about groups, and
stays safe because a number that falls is only told when nobody can be subtracted from the one before (METHODS 10.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from research_kit.errors import ErasureError
from research_kit.reporting.counted_data import CountedData
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import remove
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.publish import locked, recover
from research_kit.reporting.published_before import editions_in
from research_kit.reporting.schedule.keep_for import internal_of
from research_kit.study.erased_people import Register
from research_kit.study.register_head import register_of

_UNPUBLISHED = re.compile(r"\.(staging|approving|export)-.*|\..*\.before")


@dataclass(frozen=True, kw_only=True, slots=True)
class Erased:
    """What was erased: ids new in the register, folders deleted; `files` of partners in which the person still is."""

    new: int
    folders: int
    files: tuple[str, ...] = ()


def erase_person(plan: RunPlan, written: str, *, scheme: str = "") -> Erased:
    """Erase a person by personal identity number, or by a partner's own id (`scheme`), from study and reruns.

    Raises
    ------
    ErasureError
        There is no such number, or the study is made of tables in which nobody can be found. Nothing was erased.
    RunLockedError
        A run is at work.
    """
    from research_kit.study.erasure import register_person

    with locked(plan.study_folder):
        _recover(plan)
        registered = [register_person(path, written, scheme=scheme) for path in _parameters_of(plan)]
        files = sorted({file for one in registered for file in one.files})
        return Erased(new=sum(one.new for one in registered), folders=_forget(plan), files=tuple(files))


def erase_delivered(plan: RunPlan, *, progress: Callable[[str], None] = lambda _: None) -> Erased:
    """Erase everybody who, by what partners delivered, demands it or has withdrawn consent by now."""
    from research_kit.study.erasure import register_delivered

    if isinstance(plan.data, CountedData) or plan.data.key_file is None:
        return Erased(new=0, folders=0)
    with locked(plan.study_folder):
        _recover(plan)
        new = sum(register_delivered(path, today=date.today()).new for path in _parameters_of(plan))
        folders = _forget(plan) if new else 0
    if new:
        progress(f"consent: withdrawals and erasures were carried out, {folders} folder(s) of exact results deleted")
    return Erased(new=new, folders=folders)


def require_whole_register(plan: RunPlan) -> Register:
    """The register of a study, with all that its kept head and every edition that is there know of.

    Raises
    ------
    ErasureError
        Somebody was entered in a register, or an edition made with one, that is not here: people who were erased
        would come back.
    """
    register = register_of(plan.parameters, getattr(plan.data, "key_file", None))
    for edition in editions_in(plan.study_folder):
        head = str((read_manifest(edition).get("inputs") or {}).get("erased", ""))
        if not register.knows(head):
            raise ErasureError(
                f"the edition {edition} was made with a register of erased people that is not here: it has "
                f"{len(register.marks)} marks, and not all that the edition knew. People who were erased would come "
                "back, so nothing was run. Restore the register, beside the key file, from a backup."
            )
    return register


def _parameters_of(plan: RunPlan) -> list[Path]:
    """The parameters file of the study, and those of the people outside it that it is compared with."""
    if isinstance(plan.data, CountedData):
        raise ErasureError(
            f"{plan.parameters}: its data are tables that partners made; in 0 of them can a person be found. Ask each "
            "partner to erase the person, to count anew, and to deliver its tables again. Nothing was erased."
        )
    named = {one.comparison.parameters for one in plan.study.promises.effects if one.comparison.parameters}
    others = [plan.parameters.parent / str(one) for one in sorted(map(str, named))]
    return [plan.parameters, *(path for path in others if path.is_file() and _has_key(path))]


def _has_key(parameters: Path) -> bool:
    from research_kit.study.declaration import read_data_declaration

    return read_data_declaration(parameters).key_file is not None


def _recover(plan: RunPlan) -> None:
    """Editions that a run set aside before it died come back: one may be the only copy of what was published."""
    for aside in sorted(plan.study_folder.glob(".*.before")):
        recover(aside.with_name(aside.name.removeprefix(".").removesuffix(".before")))


def _forget(plan: RunPlan) -> int:
    """Everything exact or not published goes: the next run makes it anew, without the person."""
    folders = plan.study_folder.iterdir() if plan.study_folder.is_dir() else ()
    unpublished = [path for path in folders if path.is_dir() and _is_unpublished(path)]
    kept = [path for path in internal_of(plan) if not any(path.is_relative_to(one) for one in unpublished)]
    gone = [*unpublished, *kept, *(path for path in _beside(plan) if path.exists())]
    for path in gone:
        remove(path)
    return len(gone)


def _beside(plan: RunPlan) -> list[Path]:
    """What is made of the participants outside the reports: tables for a joint report, names to be compared."""
    folder = plan.parameters.parent
    key_file = getattr(plan.data, "key_file", None)
    linkage = getattr(plan.data, "linkage_folder", None)
    beside_key = [(folder / key_file).parent / "linkage"] if key_file else []
    linked = [folder / linkage] if linkage else beside_key
    return [folder / "counts" / plan.study.name, *(one / "review.xlsx" for one in linked)]


def _is_unpublished(folder: Path) -> bool:
    if _UNPUBLISHED.fullmatch(folder.name):
        return True
    return read_manifest(folder).get("standing") in ("draft", "proposed")
