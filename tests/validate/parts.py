"""The parts of the validation: an hour of `make validate`, or the long campaign of `make validate FULL=1`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from research_kit.provenance import hash_values
from tests.validate.needs import for_fuzzing, for_spark, nothing

ROOT = Path(__file__).parents[2]
LOGS = ROOT / ".validation"
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
SEARCH = {"HYPOTHESIS_PROFILE": "search"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One command: after so many minutes it is stopped, and that is told."""

    name: str
    command: tuple[str, ...]
    minutes: float
    environment: Mapping[str, str] = field(default_factory=dict)
    needs: Callable[[], str] = nothing
    """Says what the machine lacks for this part, or nothing."""
    remedy: str = ""
    """What to do where it failed, beside reading its log."""


def parts() -> list[Part]:
    """An hour on two cores: each part uses one; the longest begins, beside those that soon tell something."""
    usual = [
        _part("simulation", "tests.simulation", "--size", "nightly", "--keep", str(_tables()), minutes=100),
        _part("rates", "tests.simulation.refresh_rates", minutes=15),
        _part("spark", "pytest", "-m", "spark", "tests/validate", minutes=30),
        _part("search", "pytest", "tests/property", minutes=60, environment=SEARCH),
        _part("long", "pytest", "-m", "long", "tests/acceptance", minutes=30),
        _part("fuzz", "tests.fuzz", "--seconds", "660", "--found", str(LOGS / "fuzz"), minutes=30),
        _part("attack", "tests.attack", "--quarters", "6", minutes=60),
        _part("disclosure", "tests.simulation.disclosure", *_boxes(1, 180, 300), minutes=30),
    ]
    return [replace(part, environment={**ONE_CORE, **part.environment}) for part in usual]


def full() -> list[Part]:
    """Up to half a day, each part on all cores: of its simulation `docs/validation.md` is written."""
    several = ("-n", "2", "--dist", "worksteal")
    written = ("--size", "full", "--write", "--keep", str(_tables()))
    return [
        _part("fuzz", "tests.fuzz", "--seconds", "660", "--found", str(LOGS / "fuzz"), minutes=45),
        _part("spark", "pytest", "-m", "spark", "tests/validate", minutes=15),
        _part("search", "pytest", *several, "tests/property", minutes=60, environment=SEARCH),
        _part("long", "pytest", "-m", "long", "tests/acceptance", minutes=30),
        _part("disclosure", "tests.simulation.disclosure", *_boxes(2, 1_800, 3_600), minutes=110),
        _part("attack", "tests.attack", minutes=120),
        _part("simulation", "tests.simulation", *written, minutes=360),
        _part("rates", "tests.simulation.refresh_rates", minutes=60),
    ]


_NEEDS = {"fuzz": for_fuzzing, "spark": for_spark}
_REMEDIES = {
    "fuzz": f"Each input in {LOGS.name}/fuzz breaks a reader: mend the reader, and move the input to "
    "tests/fuzz/corpus/<reader>/, which `make test` replays.",
    "spark": "The log shows where Spark and polars differ.",
    "search": "The log ends with the example that breaks the property: mend it, and write the example as a test.",
    "long": "The log ends with the test that failed; `make test` asks the same of something smaller.",
    "disclosure": "The log counts what was found; the sets are drawn from seeds, so that it is found again.",
    "attack": "The log names who was singled out, in which quarter, and by which limits.",
    "simulation": "The log names the rows. One family: `python -m tests.simulation FAMILY`. A limit is METHODS 12.2's: "
    "it is not moved to make a row pass.",
    "rates": "The log shows what METHODS 10.5 states beside what was found.",
}


def _part(
    name: str, module: str, *arguments: str, minutes: float, environment: Mapping[str, str] | None = None
) -> Part:
    return Part(
        name=name,
        command=("-m", module, *arguments),
        minutes=minutes,
        environment=environment or {},
        needs=_NEEDS.get(name, nothing),
        remedy=_REMEDIES[name],
    )


def _boxes(processes: int, seconds: int, over_time_seconds: int) -> tuple[str, ...]:
    """Of random linked tables: as many sets as the time allows."""
    given = {"--processes": processes, "--seconds": seconds, "--over-time-seconds": over_time_seconds}
    return tuple(word for name, value in given.items() for word in (name, str(value)))


def _tables() -> Path:
    """Where the simulation keeps its tables; those made by other code, or with other libraries, are not taken."""
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests" / "simulation").rglob("*.py")]
    made_by = [*sorted(files), ROOT / "requirements-validate.lock"]
    made = hash_values({str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in made_by})
    return LOGS / f"tables-{made[:12]}"
