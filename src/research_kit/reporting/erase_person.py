"""A person erased: from every rerun by the register, and from everything exact that earlier runs have kept.

First the register, then what is kept: a command that is stopped between the two has already kept the person out of
every later run, and does the rest when it is given again. What was published is not touched: it is about groups, and
stays safe because a number that falls is only told when nobody can be subtracted from the one before (METHODS 10.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from research_kit.errors import ErasureError
from research_kit.reporting.counted_data import CountedData
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.edition import remove
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.publish import locked, recover
from research_kit.reporting.published_before import editions_in
from research_kit.reporting.same_key import require_same_key
from research_kit.reporting.schedule.keep_for import internal_of
from research_kit.study.declaration import read_data_declaration
from research_kit.study.erased_people import Register
from research_kit.study.name_linkage.journal import linking_alone
from research_kit.study.register_head import register_of

if TYPE_CHECKING:
    from research_kit.study.erasure import Registered

_BEGUN = ".erasing"
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
        There is no such number, or the study is made of tables in which nobody can be found: nothing was erased. Or
        the review file of people linked by name cannot be read: everything else was.
    KeyFileError
        The key is not the one that the study's editions were made with.
    RunLockedError
        A run is at work, or people are being linked by name.
    """
    from research_kit.study.erasure import register_person

    return _erased(plan, lambda path: register_person(path, written, scheme=scheme), is_asked_for=True)


def erase_delivered(plan: RunPlan, *, progress: Callable[[str], None] = lambda _: None) -> Erased:
    """Erase everybody who, by what partners delivered, demands it or has withdrawn consent by now."""
    from research_kit.study.erasure import register_delivered

    if isinstance(plan.data, CountedData) or plan.data.key_file is None:
        return Erased(new=0, folders=0)
    done = _erased(plan, lambda path: register_delivered(path, today=date.today()), is_asked_for=False)
    if done.new or done.folders:
        progress(
            f"consent: withdrawals and erasures were carried out, {done.folders} folder(s) of exact results deleted"
        )
    return done


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


def _erased(plan: RunPlan, register: Callable[[Path], Registered], *, is_asked_for: bool) -> Erased:
    """Enter, then forget what is kept; where a command before was stopped between the two, its part as well."""
    paths = _parameters_of(plan)
    require_same_key(plan)
    with ExitStack() as held:
        held.enter_context(locked(plan.study_folder))
        for folder in _folders_of_names(paths):
            held.enter_context(linking_alone(folder))
        _recover(plan)
        begun = plan.study_folder / _BEGUN
        if not begun.exists():
            begun.write_text(_heads(paths), encoding="ascii")
        registered = [register(path) for path in paths]
        is_due = is_asked_for or begun.read_text(encoding="ascii") != _heads(paths)
        folders = _forget(plan, paths) if is_due else 0
        begun.unlink()
    files = sorted({file for one in registered for file in one.files})
    return Erased(new=sum(one.new for one in registered), folders=folders, files=tuple(files))


def _heads(paths: list[Path]) -> str:
    """Who is in the registers, as hashes."""
    keys = [read_data_declaration(path).key_file for path in paths]
    return "\n".join(register_of(path, key).head for path, key in zip(paths, keys, strict=True))


def _folders_of_names(paths: list[Path]) -> list[Path]:
    from research_kit.study.erasure import folder_of_names

    folders = [folder_of_names(read_data_declaration(path), path) for path in paths]
    return sorted({folder.resolve() for folder in folders if folder is not None})


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
    return read_data_declaration(parameters).key_file is not None


def _recover(plan: RunPlan) -> None:
    """Editions that a run set aside before it died come back: one may be the only copy of what was published."""
    for aside in sorted(plan.study_folder.glob(".*.before")):
        recover(aside.with_name(aside.name.removeprefix(".").removesuffix(".before")))


def _forget(plan: RunPlan, paths: list[Path]) -> int:
    """Everything exact or not published goes: the next run makes it anew, without the person."""
    from research_kit.study.erasure import forget_names

    folders = plan.study_folder.iterdir() if plan.study_folder.is_dir() else ()
    unpublished = [path for path in folders if path.is_dir() and _is_unpublished(path)]
    kept = [path for path in internal_of(plan) if not any(path.is_relative_to(one) for one in unpublished)]
    counted = plan.parameters.parent / "counts" / plan.study.name  # tables for a joint report
    gone = [*unpublished, *kept, *([counted] if counted.exists() else [])]
    for path in gone:
        remove(path)
    for path in paths:
        forget_names(path)
    return len(gone)


def _is_unpublished(folder: Path) -> bool:
    if _UNPUBLISHED.fullmatch(folder.name):
        return True
    return read_manifest(folder).get("standing") in ("draft", "proposed")
