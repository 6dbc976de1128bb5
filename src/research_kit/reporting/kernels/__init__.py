"""Kernels of a run: each a clean process of its own, forked from one in which the libraries are imported already."""

from research_kit.reporting.kernels.warm import kept_warm, kernel_manager, pages_apart, warm_up

__all__ = ["kept_warm", "kernel_manager", "pages_apart", "warm_up"]
