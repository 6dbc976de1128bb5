"""G-CAUSAL: a text that says what led to what, without a design that allows it, stops the export (METHODS 5.5).

What is said of an activity follows from the design of its protocol. A text cell may use the words of a cause only of a
finding whose design is randomised (grade E4); the cell names it: `"finding": "language"` in its metadata. Promises of
the project, and questions that participants are asked, may be quoted word for word.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from research_kit.results.guards import raise_guard
from research_kit.study.declaration import StudyDeclaration
from research_kit.study.texts import Texts

FINDING = "finding"
"""Under this name the metadata of a text cell say which finding it is about: the activity of a protocol."""

_CLAIMS = {
    "sv": (
        r"(?:helhets)?effekt(?:en|er|erna)?\s+av",
        r"tack\s+vare",
        r"(?:leda|leder|ledde|lett|led)(?:\s+\w+){0,2}?\s+till",
        r"(?:bero|beror|berodde|berott)(?:\s+\w+){0,2}?\s+på",
        r"(?:göra|gör|gjorde|gjort)\s+att",
        r"(?:orsaka|medför|framkalla)(?:r|s|t|de|des|as|ts|at)?",
        r"(?:bidra|bidrar|bidrog|bidragit)(?:\s+\w+){0,2}?\s+till",
        r"(?:resultera|resulterar|resulterade|resulterat)\s+i",
        r"(?:på\s+grund|till\s+följd)\s+av",
    ),
    "en": (
        r"effects?\s+of",
        r"because\s+of",
        r"(?:lead|leads|led|leading)(?:\s+\w+){0,2}?\s+to",
        r"(?:caused|causing)",
        r"(?:contribute|contributes|contributed)(?:\s+\w+){0,2}?\s+to",
        r"(?:result|results|resulted|resulting)\s+in",
        r"(?:due|owing|thanks)\s+to",
        r"as\s+a\s+result\s+of",
    ),
}
CLAIM = re.compile(rf"\b(?:{'|'.join(one for some in _CLAIMS.values() for one in some)})\b", re.IGNORECASE)
_OWN_ANSWER = ("tack vare projektet", "because of the project")
"""What participants themselves are asked (METHODS M6.4): it may be quoted, in quotation marks."""
_QUOTATION = (('"', '"'), ("”", "”"), ("“", "”"), ("»", "»"), ("«", "»"), ("'", "'"), ("‘", "’"))
_MARKS = re.compile(r"[*_`~\u00ad]")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\s*\n\s*\n\s*|\s*\n(?=[#>|-])")


class Claim(NamedTuple):
    """A sentence that claims a cause, and the words by which it does."""

    sentence: str
    words: str


def causal_claims(text: str, *, quoted: Collection[str] = ()) -> Iterator[Claim]:
    """The sentences of a text that claim a cause.

    Parameters
    ----------
    text
        Markdown or plain text, Swedish or English.
    quoted
        Texts that may stand in it word for word, whatever they say: they are somebody else's words.
    """
    plain = _spaced(_MARKS.sub("", text))
    for quote in sorted(map(_spaced, quoted), key=len, reverse=True):
        plain = plain.replace(quote, " ") if quote else plain
    for sentence in _SENTENCE_END.split(plain):
        found = CLAIM.search(sentence)
        if found:
            yield Claim(sentence=" ".join(sentence.split()), words=" ".join(found.group().split()))


def _spaced(text: str) -> str:
    """Runs of spaces within a line as one, so that a quote is found however its lines are broken."""
    return re.sub(r"[^\S\n]+", " ", text)


def require_no_causal_claims(path: Path, study: StudyDeclaration) -> None:
    """Refuse a notebook in whose text a cause is claimed, before anything is run.

    Raises
    ------
    GuardError
        G-CAUSAL, with the notebook, the cell (counted from 1) and the sentence.
    """
    import nbformat

    quoted, randomised = quotes_of(study), randomised_findings(study)
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells, start=1):
        is_text = cell.cell_type in ("markdown", "raw")
        if is_text and cell.metadata.get(FINDING) not in randomised:
            _require_none(cell.source, quoted, where=f"{path.name}, cell {number}")


def require_catalogue_without_claims(texts: dict[str, str], *, allowed: Sequence[str]) -> None:
    """Refuse texts of a template or a language catalogue, by key, but for keys that begin as `allowed` says.

    Raises
    ------
    GuardError
        G-CAUSAL, with the key and the sentence.
    """
    for key, text in texts.items():
        if not key.startswith(tuple(allowed)):
            _require_none(text, (), where=f"the text `{key}`")


def _require_none(text: str, quoted: Collection[str], *, where: str) -> None:
    for claim in causal_claims(text, quoted=quoted):
        raise_guard("G-CAUSAL", f'{where}: "{claim.sentence}" says a cause ("{claim.words}"). Nothing was published.')


def randomised_findings(study: StudyDeclaration) -> frozenset[str]:
    """The activities of whose protocols the design is randomised, written down beforehand: grade E4 (METHODS 11)."""
    return frozenset(one.activity for one in study.promises.effects if one.design == "randomised")


def quotes_of(study: StudyDeclaration) -> tuple[str, ...]:
    """What was promised, and what participants are asked, word for word."""
    said = [f"{begin}{words}{end}" for words in _OWN_ANSWER for begin, end in _QUOTATION]
    for target in study.promises.targets:
        said += [target.source_text, *_both(target.labels)]
        said += [text for reading in target.readings.values() for text in _both(reading.labels)]
    for indicator in study.registry.indicators:
        said += _both(indicator.labels)
        for version in indicator.versions:
            said += _both(version.question)
            said += [item.wording for item in version.answers.items] if version.answers else []
    return tuple(dict.fromkeys(said))


def _both(texts: Texts) -> list[str]:
    return [text for text in texts.model_dump().values() if text]
