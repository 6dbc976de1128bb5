"""`python -m research_kit.cli` does what `research-kit` does."""

from __future__ import annotations

from research_kit.cli import main

main()
