"""The tables that are not about one person: org, staff_training, benchmark (METHODS 1)."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from research_kit.synthetic.truth import StudyTruth

_TOPICS = ("bemotande", "jamstalldhet", "tillganglighet", "interkulturellt")


def org_table(truth: StudyTruth) -> pl.DataFrame:
    """One row per organisation."""
    code, name, role = zip(*truth.organisations, strict=True)
    return pl.DataFrame({"org_id": code, "name": name, "role": role}).with_columns(recorded_at=pl.lit(truth.starts_on))


def staff_training_table(truth: StudyTruth, *, rng: np.random.Generator) -> pl.DataFrame:
    """One row per training of staff, about one in each quarter."""
    quarters = truth.project_days // 91
    on = [truth.starts_on + timedelta(days=91 * number + int(rng.integers(10, 80))) for number in range(quarters)]
    return pl.DataFrame(
        {
            "id": [f"UTB-{number:03d}" for number in range(quarters)],
            "topic": [_TOPICS[number % len(_TOPICS)] for number in range(quarters)],
            "date": on,
            "share": np.round(rng.uniform(0.4, 0.95, quarters), 2),
            "recorded_at": [day + timedelta(days=5) for day in on],
        }
    )


def benchmark_table(truth: StudyTruth) -> pl.DataFrame:
    """One row per group of a reference population; invented, as everything here."""
    mix = truth.composition
    foreign_born = mix.women * mix.foreign_born_women + (1 - mix.women) * mix.foreign_born_men
    shares = {
        ("gender", "woman"): mix.women,
        ("gender", "man"): 1 - mix.women,
        ("foreign_born", "yes"): foreign_born,
        ("foreign_born", "no"): 1 - foreign_born,
    }
    rows = [{"dim": dim, "level": level, "share": round(share, 3)} for (dim, level), share in shares.items()]
    return pl.DataFrame(rows).with_columns(
        reference=pl.lit("Påhittad kartläggning"),
        date=pl.lit(truth.starts_on - timedelta(days=60)),
        n_ref=pl.lit(1200),
        recorded_at=pl.lit(truth.starts_on),
    )
