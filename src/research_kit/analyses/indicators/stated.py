"""What is fixed of an indicator, so that it cannot change unseen between two releases (METHODS 1.1, G-DEFSWITCH)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.provenance import hash_values
from research_kit.results import History, raise_guard
from research_kit.study.indicators.words import version_code


def indicators_definition(cohort: Cohort | CountedStudy) -> dict[str, str]:
    """Per version of an indicator the hash of what it asks; who decided it is no part of it."""
    return {
        f"indicator:{version_code(one, version)}": hash_values([_in_swedish(version.asked), version.from_on])
        for one in cohort.study.registry.indicators
        for version in one.versions
    }


def _in_swedish(asked: Any) -> Any:
    """What is asked, without its translations: these may be bettered."""
    if isinstance(asked, Mapping):
        return {key: _in_swedish(value) for key, value in asked.items() if key != "en"}
    return [_in_swedish(one) for one in asked] if isinstance(asked, list) else asked


def guard_indicators(parts: Mapping[str, str], history: History | None, *, answer: str) -> None:
    """G-DEFSWITCH where a version of an indicator no longer asks what it asked.

    Raises
    ------
    GuardError
        G-DEFSWITCH: the words, the scale or the threshold of a version changed since the latest release.
    """
    before = {} if history is None else history.definitions.get(answer, {})
    for name, asked in parts.items():
        if name.startswith("indicator:") and before.get(name, asked) != asked:
            code, _, version = name.removeprefix("indicator:").rpartition(".")
            raise_guard(
                "G-DEFSWITCH",
                f"The indicator `{code}` asks something else in version {version} than at the latest release: what is "
                "new is a version of its own, with the day, who decided it and why.",
            )
