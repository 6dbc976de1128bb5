"""A made-up release of the answers beside participants and work: process, equity, targets and ESF+."""

from __future__ import annotations

from dataclasses import replace

from research_kit.disclosure.released_table import Release
from tests.unit.display.made_up_equity import equity
from tests.unit.display.made_up_process import process
from tests.unit.display.made_up_targets import esf_plus, targets


def questions() -> Release:
    """All four, about one study: the words for its targets and phases are known to each of them."""
    answers = (process(), equity(), targets(), esf_plus())
    codes = {name: labels for answer in answers for name, labels in answer.subject.codes.items()}
    about = replace(answers[0].subject, codes=codes)
    return Release(answers={answer.name: replace(answer, subject=about) for answer in answers})
