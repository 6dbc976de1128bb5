"""Property tests draw the same examples each time, so that a change is judged by what it changed.

`HYPOTHESIS_PROFILE=search` draws new ones, as `make validate` does.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("search", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
