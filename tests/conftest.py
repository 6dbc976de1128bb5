"""Property tests draw the same examples each time, so that a change is judged by what it changed.

`HYPOTHESIS_PROFILE=search` draws new ones, as `make validate` does. Neither asks how long an example takes: on a busy
machine a test would fail that is right.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

ON_ANY_MACHINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("same", derandomize=True, **ON_ANY_MACHINE)
settings.register_profile("search", derandomize=False, **ON_ANY_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
