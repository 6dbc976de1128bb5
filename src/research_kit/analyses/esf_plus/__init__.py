"""The ESF+ common indicators of the project, as a reporting officer expects them."""

from __future__ import annotations

from research_kit.analyses.esf_plus.answer import esf_plus

__all__ = ["esf_plus"]
