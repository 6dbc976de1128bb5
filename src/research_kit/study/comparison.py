"""With whom a project is compared from outside, if with anybody (METHODS 5.4)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from research_kit.declarations import Declaration


class ComparisonCohort(Declaration):
    """Nobody, a published share, or people of whom there are data.

    A published share describes: those are different groups. People are compared after weighting.
    """

    form: Literal["none", "aggregate", "microdata"] = "none"
    share: float | None = Field(default=None, gt=0, lt=1, description="with the outcome by the end of the follow-up")
    n_ref: int | None = Field(
        default=None, ge=1, description="people it was counted among; a whole population if empty"
    )
    source: str | None = Field(default=None, description="who says so, and where")
    counted_on: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> ComparisonCohort:
        if self.form == "aggregate" and (self.share is None or not self.source or self.counted_on is None):
            raise ValueError("a published share needs `share`, `source` and `counted_on`: who counted it, and when")
        if self.form != "aggregate" and (self.share is not None or self.n_ref is not None):
            raise ValueError("`share` and `n_ref` belong to the form `aggregate`")
        return self
