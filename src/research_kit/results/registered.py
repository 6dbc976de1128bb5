"""Which claims a study wrote down before anybody looked: all others were suggested by the data (METHODS 7.5, 11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from research_kit.results.finding import Claim, codes_of
from research_kit.study.declaration import StudyDeclaration

_QUARTER = timedelta(days=92)
_GAP_OF = {
    ((("gender", "woman"),), "gender=man"): "women_men",
    ((("foreign_born", "yes"),), "foreign_born=no"): "foreign_swedish_born",
    ((("foreign_born", "yes"), ("gender", "woman")), "rest"): "foreign_born_women_others",
}
"""By the group and whom it is compared with."""
_EFFECTS = "activity_effects"


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """The gaps of the family, and the activities whose protocol has a day of registration."""

    gaps: frozenset[str] = field(default_factory=frozenset)
    protocols: frozenset[str] = field(default_factory=frozenset)

    def holds(self, claim: Claim) -> bool:
        """Whether a difference was registered: by its gap, or by the protocol of its activity."""
        if claim.answer == _EFFECTS:
            return claim.outcome in self.protocols
        group = tuple(sorted(codes_of(claim.group).items()))
        return _GAP_OF.get((group, claim.compared_with)) in self.gaps


def registered_of(study: StudyDeclaration) -> Registered:
    """What a study's parameters file registered in time: a family and protocols within its first quarter (7.5)."""
    promises, starts_on = study.promises, study.starts_on

    def is_in_time(day: date | None) -> bool:
        return day is not None and (starts_on is None or day <= starts_on + _QUARTER)

    family = promises.equity.family if is_in_time(promises.equity.registered_on) else ()
    protocols = frozenset(trial.activity for trial in promises.effects if is_in_time(trial.registered_on))
    return Registered(gaps=frozenset(family), protocols=protocols)
