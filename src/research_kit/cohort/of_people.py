"""Some of a cohort's people, with everything that is known of them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import polars as pl

from research_kit.cohort.cohort import Cohort
from research_kit.provenance import hash_values

_PERSON = "pid"


def of_people(cohort: Cohort, people: pl.DataFrame, why: Any) -> Cohort:
    """The cohort of the people in `people` (`pid`) alone; `why` they were chosen makes its data hash another."""
    others = {name: replace(one, **_frames(one, people)) for name, one in cohort.other_courses.items()}
    return replace(
        cohort,
        **_frames(cohort, people),
        other_courses=others,
        records=replace(cohort.records, **_frames(cohort.records, people)),
        voice=replace(cohort.voice, **_frames(cohort.voice, people)),
        data_hash=hash_values([cohort.data_hash, why]),
    )


def _frames(holder: Any, people: pl.DataFrame) -> dict[str, Any]:
    """Every frame about people that a record holds, of these people alone; what is about the project stays whole."""
    held = {one.name: getattr(holder, one.name) for one in fields(holder)}
    return {
        name: frame.join(people, on=_PERSON, how="semi", maintain_order="left")
        for name, frame in held.items()
        if isinstance(frame, pl.DataFrame) and _PERSON in frame.columns
    }
