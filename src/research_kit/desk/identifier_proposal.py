"""By which column a partner tells people apart: identity numbers are known by their digits, own ones by their name."""

from __future__ import annotations

from collections.abc import Mapping

from research_kit.desk.proposal import SURE, IdentifierProposal
from research_kit.desk.value_facts import ValueFacts
from research_kit.desk.words.likeness import plain
from research_kit.desk.words.vocabulary import likeness_of_own_id, likeness_of_personal_number

_MOSTLY = 0.9
_SOME = 0.5


def propose_identifier(facts: Mapping[str, ValueFacts]) -> IdentifierProposal | None:
    """The column that is most surely the identifier of the person a row is about; None where none could be."""
    found = [one for name, seen in facts.items() if (one := _identifier(name, seen)) is not None]
    return max(found, key=lambda one: one.sureness, default=None)


def _identifier(name: str, facts: ValueFacts) -> IdentifierProposal | None:
    number, own = likeness_of_personal_number(plain(name)), likeness_of_own_id(plain(name))
    share = facts.identity_numbers
    if share >= _SOME:
        sureness = (0.9 + 0.1 * number) * (1 if share >= _MOSTLY else SURE - 0.05)
        why = f"{share:.0%} of the values are valid identity numbers"
        return IdentifierProposal(column=name, kind="personal_number", sureness=sureness, why=why)
    if number >= 0.75:
        why = f"its name is a personal number's, but only {share:.0%} of the values are valid identity numbers"
        return IdentifierProposal(column=name, kind="personal_number", sureness=0.6, why=why)
    days = max(facts.dates.values())
    if own < 0.75 or days > _SOME or facts.holds_identity_numbers:
        return None
    why = "its name is one by which partners call people, and its values are no identity numbers"
    return IdentifierProposal(column=name, kind="own_id", sureness=0.95 * own, why=why)
