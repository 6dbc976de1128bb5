"""`rk.explore`: choose an outcome, people, a split and a horizon; see what it shows, and the code that makes it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from research_kit.desk.explorer.names import name_of
from research_kit.display.catalogue import REFERENCE, languages
from research_kit.errors import CohortError, ResearchKitError

if TYPE_CHECKING:
    from research_kit.cohort import Cohort
    from research_kit.desk.explorer.explorer import Explorer

__all__ = ["explore"]


def explore(cohort: Cohort, *, language: str = REFERENCE) -> Explorer:
    """Explore a cohort with a few controls, in JupyterLab: exact numbers, not for the board.

    Parameters
    ----------
    cohort
        The participants, from `build_cohort` or a run (`run.cohort`).
    language
        One that there is a catalogue for: `sv`, `en`.

    Returns
    -------
    The explorer. `code` is what makes the figure that it shows, `choice` what is chosen in it.

    Raises
    ------
    CohortError
        It is no cohort of participants.
    ResearchKitError
        There is no such language, or ipywidgets is not installed.

    Examples
    --------
    >>> explorer = rk.explore(cohort, language="en")
    >>> explorer.wait()
    True
    >>> print(explorer.code.splitlines()[-1])
    rk.view(answer, "within", measure=("strict", "employment"), months=12, language="en")
    """
    from research_kit.cohort import Cohort

    if not isinstance(cohort, Cohort):
        raise CohortError(
            f"`explore` was given a {type(cohort).__name__}. It explores a cohort of participants: "
            "`rk.explore(run.cohort)`, or `rk.explore(rk.build_cohort(study, file))`."
        )
    if language not in languages():
        raise ResearchKitError(f"there is no catalogue for {language!r}; there are: {', '.join(languages())}.")
    try:
        import_module("ipywidgets")
    except ImportError:
        raise ResearchKitError(
            "`explore` needs ipywidgets 8, which is not installed here. Install research-kit from its lock file."
        ) from None
    from research_kit.desk.explorer.explorer import Explorer

    return Explorer(cohort, language=language, name=name_of(cohort))
