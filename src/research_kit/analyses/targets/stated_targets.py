"""What is fixed of a target, so that it cannot change unseen between two releases (METHODS 1.1, G-DEFSWITCH)."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.provenance import hash_values
from research_kit.results import GuardHit, History, raise_guard
from research_kit.results.guards import hit
from research_kit.study.targets import Target

_NO_PART_OF_IT = {"labels", "source_text", "version", "reading", "decided_on", "decided_by"}


def targets_definition(cohort: Cohort | CountedStudy) -> dict[str, str]:
    """Per target its version and the hash of what it asks; choosing one of two readings changes neither."""
    parts: dict[str, str] = {}
    for one in cohort.study.promises.targets:
        asked = one.model_dump(mode="json", exclude=_NO_PART_OF_IT)
        parts |= {f"target:{one.code}": hash_values(asked), f"version:{one.code}": one.version}
    return parts


def guard_targets(
    cohort: Cohort | CountedStudy, parts: Mapping[str, str], history: History | None, *, answer: str
) -> tuple[GuardHit, ...]:
    """G-DEFSWITCH where a target changed under its old version; G-DENOM for each that can be read in two ways.

    Raises
    ------
    GuardError
        G-DEFSWITCH: a rule, the horizon or the value of a target changed since the latest release, its version did not.
    """
    before = {} if history is None else history.definitions.get(answer, {})
    hits: list[GuardHit] = []
    for one in cohort.study.promises.targets:
        asked, version = f"target:{one.code}", f"version:{one.code}"
        if before.get(asked, parts[asked]) != parts[asked]:
            if before.get(version) == parts[version]:
                raise_guard("G-DEFSWITCH", f"The target `{one.code}` asks something else under the same version.")
            hits.append(hit("G-DEFSWITCH", changed=one.code, stated=_stated(one)))
    open_targets = [one.code for one in cohort.study.promises.targets if one.is_open]
    return (*hits, *(hit("G-DENOM", target=code) for code in open_targets))


def _stated(target: Target) -> str:
    decided = f", {target.decided_by} {target.decided_on}" if target.decided_by else ""
    return f"version {target.version}{decided}"
