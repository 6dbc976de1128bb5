"""Readability of Swedish text: LIX (Björnsson 1968), words per sentence plus percent words over six letters."""

from __future__ import annotations

import re


def lix(text: str) -> float:
    words = re.findall(r"[A-Za-zÅÄÖåäöÉéÜü]+|\d+", text)
    sentences = max(len(re.findall(r"[.!?:;](?:\s|$)", text)), 1)
    long = sum(len(word) > 6 for word in words)
    return len(words) / sentences + 100 * long / len(words)
