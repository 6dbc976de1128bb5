"""The board's own indicators: what is asked or counted, in which version, and who decided so, when and why.

Names are loaded when first used: reading the declaration of a study needs no frames.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from research_kit.study.indicators.asked_questions import asked_items
    from research_kit.study.indicators.registry import Indicator, IndicatorRegistry
    from research_kit.study.indicators.version import IndicatorVersion
    from research_kit.study.indicators.words import indicator_words

_NAMES = {
    "Indicator": "registry",
    "IndicatorRegistry": "registry",
    "IndicatorVersion": "version",
    "asked_items": "asked_questions",
    "indicator_words": "words",
}

__all__ = ["Indicator", "IndicatorRegistry", "IndicatorVersion", "asked_items", "indicator_words"]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"{__name__}.{_NAMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}. It offers: {', '.join(__all__)}.")
