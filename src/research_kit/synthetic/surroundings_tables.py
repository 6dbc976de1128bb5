"""The tables that are not about one person: org, staff_training, benchmark, indicator_value (METHODS 1)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from research_kit.synthetic.truth import StudyTruth

_TOPICS = ("bemotande", "jamstalldhet", "tillganglighet", "interkulturellt")
_INDICATORS = ("staff_trained_share", "staff_women_share", "employer_contacts", "accessible_premises_share")


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


def indicator_value_table(truth: StudyTruth, *, rng: np.random.Generator) -> pl.DataFrame:
    """One row per indicator and quarter, for the whole project."""
    rows = []
    for first, last in _quarters(truth.starts_on, truth.ends_on):
        for indicator in _INDICATORS:
            is_share = indicator.endswith("share")
            value = round(float(rng.uniform(0.4, 0.9)), 2) if is_share else float(rng.integers(5, 40))
            rows.append(
                {
                    "indicator": indicator,
                    "period": f"{first.year}-Q{(first.month + 2) // 3}",
                    "org_id": "all",
                    "value": value,
                    "n": int(rng.integers(12, 40)),
                    "reference": "Projektets egen uppföljning",
                    "recorded_at": last + timedelta(days=12),
                }
            )
    return pl.DataFrame(rows)


def _quarters(first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of the calendar quarters that end within the project."""
    quarters = []
    start = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    while start <= last:
        following = date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
        quarters.append((start, following - timedelta(days=1)))
        start = following
    return [quarter for quarter in quarters if first <= quarter[1] <= last]
