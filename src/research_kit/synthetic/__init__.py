"""Synthetic studies with known truth, as messy partner files or as large analysis frames (METHODS 12.1)."""

from __future__ import annotations

from research_kit.synthetic.analysis_frames import analysis_frame, write_analysis_frames
from research_kit.synthetic.partner_files import write_partner_files
from research_kit.synthetic.studies import botkyrka_like, samba_like
from research_kit.synthetic.true_values import true_values, write_truth
from research_kit.synthetic.truth import StudyTruth

__all__ = [
    "StudyTruth",
    "analysis_frame",
    "botkyrka_like",
    "samba_like",
    "true_values",
    "write_analysis_frames",
    "write_partner_files",
    "write_truth",
]
