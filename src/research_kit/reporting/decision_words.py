"""The words of a decision, before they are kept for good: no count of people, and no cause that nobody has shown.

They stand on the board's page as they were written, and have not passed the gate.
"""

from __future__ import annotations

from collections.abc import Iterable

from research_kit.errors import DisclosureError
from research_kit.ledger.decision_file import DecisionFile
from research_kit.reporting.causal_language import causal_claims
from research_kit.reporting.export_report.markdown_numbers import counts_in_markdown
from research_kit.results.finding import Finding
from research_kit.results.guards import raise_guard

_BY_DESIGN = "E4"


def require_showable(written: DecisionFile, findings: Iterable[Finding], *, k: int) -> None:
    """Refuse words that could tell how few people something was about, or that name a cause.

    Parameters
    ----------
    written
        The decision.
    findings
        Those it is about.
    k
        The least number of people that is shown.

    Raises
    ------
    DisclosureError
        A number that may count people stands in a text; which key, never which number.
    GuardError
        G-CAUSAL: a text says what led to what, and a finding it is about is below E4 (METHODS 5.5).
    """
    is_shown = all(one.grade == _BY_DESIGN for one in findings)
    for key, text in written.texts.items():
        if next(counts_in_markdown(text, k=k), None) is not None:
            raise DisclosureError(
                f"`{key}` holds a number that may count people, and it would stand on the board's page without having "
                "passed the gate. Leave it out: the finding says how many. Nothing was entered."
            )
        claim = None if is_shown else next(causal_claims(text), None)
        if claim is not None:
            raise_guard("G-CAUSAL", f'`{key}` says "{claim.words}" of a finding that does not show a cause.')
