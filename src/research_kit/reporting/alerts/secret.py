"""The password of a mail server: from a file that its owner alone may read, or from the environment."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from research_kit.errors import DeliveryError
from research_kit.reporting.alerts.alert_plan import Smtp


def password_of(smtp: Smtp, *, folder: Path) -> str:
    """The password.

    Parameters
    ----------
    smtp
        Which file or variable it stands in.
    folder
        That of the parameters file, from which the file is read.

    Raises
    ------
    DeliveryError
        The file or the variable is missing or empty, or others may read the file.
    """
    if smtp.password_variable is not None:
        secret = os.environ.get(smtp.password_variable, "")
        where = f"the environment variable {smtp.password_variable}"
    else:
        path = (folder / str(smtp.password_file)).resolve()
        secret, where = _read(path), str(path)
    if not secret:
        raise DeliveryError(f"{where} holds no password for the mail server. Write it there; never in the parameters.")
    return secret


def _read(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if os.name == "posix" and mode & 0o077:
            raise DeliveryError(
                f"{path}: the password of the mail server can be read by others than its owner (mode {mode:03o}). Run "
                f"`chmod 600 {path}`, and change the password if anyone may have copied it."
            )
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DeliveryError(
            f"{path}: the password of the mail server cannot be read ({type(error).__name__}). Check `password_file`."
        ) from None
