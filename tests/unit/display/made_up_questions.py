"""Made-up releases of the answers beside participants and work."""

from __future__ import annotations

from dataclasses import replace

from research_kit.disclosure.released_table import Release, ReleasedAnswer
from tests.unit.display.made_up_effects import activity_effects
from tests.unit.display.made_up_equity import equity
from tests.unit.display.made_up_indicators import indicators
from tests.unit.display.made_up_process import process
from tests.unit.display.made_up_targets import esf_plus, targets
from tests.unit.display.made_up_voice import voice


def questions() -> Release:
    """All four, about one study: the words for its targets and phases are known to each of them."""
    return _about_one_study(process(), equity(), targets(), esf_plus())


def voices() -> Release:
    """What participants say, what goes together with work, and what the board itself decided to follow."""
    return _about_one_study(voice(), activity_effects(), indicators())


def _about_one_study(*answers: ReleasedAnswer) -> Release:
    codes = {name: labels for answer in answers for name, labels in answer.subject.codes.items()}
    about = replace(answers[0].subject, codes=codes)
    return Release(answers={answer.name: replace(answer, subject=about) for answer in answers})
