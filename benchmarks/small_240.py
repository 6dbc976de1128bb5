"""Claim: for a project of 240 participants nobody waits longer than with lifelines."""

from __future__ import annotations

import tempfile

from benchmarks import interleaved, kaplan_meier_10m, peers, register

PARTICIPANTS = 240


def run(rows: int, repeats: int) -> None:
    del rows  # the claim is about one size
    with tempfile.TemporaryDirectory() as folder:
        path = register.write_register(folder, PARTICIPANTS)
        tasks = {
            "research_kit": lambda: kaplan_meier_10m.ours(path),
            "lifelines": lambda: peers.with_lifelines(path),
            "statsmodels": lambda: peers.with_statsmodels(path),
        }
        found = interleaved.medians(tasks, 10 * repeats)
        reason = peers.why_not_r()
        if reason is None:
            found["R survfit (without reading)"] = peers.seconds_in_r(path, 20)
    skipped = {} if reason is None else {"R survfit": reason}
    interleaved.show(
        f"Kaplan-Meier with Greenwood, 4 groups, {PARTICIPANTS} participants", found, "research_kit", skipped
    )
    interleaved.claim("ours / lifelines", found["research_kit"] / found["lifelines"], 1, at_most=True)
