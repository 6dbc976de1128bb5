"""With whom a project is compared from outside, if with anybody (METHODS 5.4)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from research_kit.declarations import Declaration


class ComparisonCohort(Declaration):
    """Nobody, a published share, or people of whom there are data.

    A published share describes: those are different groups. People are compared after weighting or matching. They are a
    study of their own, with a parameters file that says how its files are read; the day of their `enrolment` is the day
    on which they could have come.
    """

    form: Literal["none", "aggregate", "microdata"] = "none"
    share: float | None = Field(default=None, gt=0, lt=1, description="with the outcome by the end of the follow-up")
    n_ref: int | None = Field(
        default=None, ge=1, description="people it was counted among; a whole population if empty"
    )
    source: str | None = Field(default=None, description="who says so, and where")
    counted_on: date | None = None
    method: Literal["weighting", "matching"] = Field(
        default="weighting", description="of people with data: weighted to look like the participants, or matched"
    )
    matches: int = Field(default=1, ge=1, le=5, description="at most so many for each participant")
    parameters: str | None = Field(
        default=None, description="of people with data: the parameters file of their study, beside this one"
    )

    @model_validator(mode="after")
    def _whole(self) -> ComparisonCohort:
        if self.form == "aggregate" and (self.share is None or not self.source or self.counted_on is None):
            raise ValueError("a published share needs `share`, `source` and `counted_on`: who counted it, and when")
        if self.form != "aggregate" and (self.share is not None or self.n_ref is not None):
            raise ValueError("`share` and `n_ref` belong to the form `aggregate`")
        if self.form != "microdata" and (self.parameters or self.method != "weighting" or self.matches != 1):
            raise ValueError("`method`, `matches` and `parameters` belong to the form `microdata`")
        if self.method == "weighting" and self.matches != 1:
            raise ValueError("`matches` belongs to the method `matching`")
        return self
