"""The study that a release is about."""

from __future__ import annotations

from research_kit.disclosure.released_table import Release
from research_kit.errors import ResearchKitError
from research_kit.results import Subject


def subject_of(release: Release) -> Subject:
    """The study that a release is about.

    Raises
    ------
    ResearchKitError
        The release holds no answer.
    """
    for answer in release.values():
        return answer.subject
    raise ResearchKitError("the release holds no answer, so there is nothing to make a page of. Release one first.")
