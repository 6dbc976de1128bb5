"""What a part of the validation needs of the machine: each function says what is missing, or nothing."""

from __future__ import annotations

import shutil
from importlib.util import find_spec


def nothing() -> str:
    """Most parts run wherever the package does."""
    return ""


def for_fuzzing() -> str:
    """Atheris, which is made for Linux on x86."""
    if find_spec("atheris") is None:
        return "atheris is not installed (it is for Linux on x86)"
    return ""


def for_spark() -> str:
    """The extra `spark`, and Java."""
    if find_spec("pyspark") is None:
        return "the extra `spark` is not installed"
    if shutil.which("java") is None:
        return "there is no Java (`make java` installs it where there is apt-get)"
    return ""
