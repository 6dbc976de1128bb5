"""The pseudonym key of a study stays the same: with another one its people would be strangers, in silence."""

from __future__ import annotations

from pathlib import Path

from research_kit.errors import KeyFileError
from research_kit.reporting.declaration import RunPlan
from research_kit.reporting.manifest import read_manifest
from research_kit.reporting.published_before import editions_in
from research_kit.study.pseudonyms import read_key


def require_same_key(plan: RunPlan) -> str:
    """The mark of the key, which tells nothing of it, for the manifest; empty where there is no key file.

    Raises
    ------
    KeyFileError
        An edition of this parameters file was made with another key.
    """
    key_file = getattr(plan.data, "key_file", None)
    if key_file is None:
        return ""
    path = plan.parameters.parent / key_file
    mark = read_key(path).mark
    for edition in editions_in(plan.study_folder):
        manifest = read_manifest(edition)
        is_ours = (edition / str(manifest.get("parameters_file", ""))).resolve() == plan.parameters
        known = (manifest.get("inputs") or {}).get("key", mark)
        if is_ours and known != mark:
            raise KeyFileError(_another(path, edition, plan))
    return mark


def _another(path: Path, edition: Path, plan: RunPlan) -> str:
    return (
        f"{path}: this is not the pseudonym key that the edition {edition} was made with. Another one, or a part of "
        "it, makes strangers of all who took part, and people who were erased would come back, so nothing was done. "
        f"Restore the key from its safe place. Only if it is gone for good, move {plan.study_folder} and {plan.ledger} "
        "away, and begin anew."
    )
