"""Short texts in the languages of the report."""

from __future__ import annotations

from research_kit.declarations import Declaration


class Texts(Declaration):
    """One short text in the report's languages; Swedish is the reference, others fall back on it."""

    sv: str
    en: str | None = None

    def get(self, language: str) -> str:
        """The text in `language`, or in Swedish where it has not been translated."""
        return str(getattr(self, language, None) or self.sv)
