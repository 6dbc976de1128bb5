"""The `alerts` section of a parameters file: who is told, and by which mail server. A password never stands there."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from research_kit.declarations import Declaration

Security = Literal["none", "starttls", "tls"]
_PORTS: dict[Security, int] = {"none": 25, "starttls": 587, "tls": 465}
_HERE = ("localhost", "127.0.0.1", "::1")
ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")


class Smtp(Declaration):
    """A mail server."""

    host: str = Field(min_length=1)
    port: int | None = Field(default=None, ge=1, le=65535, description="25, 587 or 465 by the security if left out")
    security: Security = Field(
        default="starttls", description="starttls: encrypted after the greeting; tls: from the start; none: not at all"
    )
    user: str | None = None
    password_file: str | None = Field(
        default=None, description="a file that its owner alone may read; read from the folder of the parameters file"
    )
    password_variable: str | None = Field(default=None, description="or the name of an environment variable")
    ca_file: str | None = Field(default=None, description="the certificates to trust, where the server has its own")
    timeout_seconds: float = Field(default=30.0, gt=0, le=300)

    @property
    def port_used(self) -> int:
        """The port, the usual one of the security where none is given."""
        return self.port or _PORTS[self.security]

    @model_validator(mode="after")
    def _one_secret(self) -> Smtp:
        given = [name for name in ("password_file", "password_variable") if getattr(self, name) is not None]
        if (self.user is None) != (not given) or len(given) > 1:
            raise ValueError("a `user` needs one of `password_file` and `password_variable`, and neither stands alone")
        if self.user is not None and self.security == "none" and self.host not in _HERE:
            raise ValueError("a password would be sent for everybody to read: set `security` to starttls or tls")
        return self


class AlertPlan(Declaration):
    """Who is told of an alert. Without `smtp` there is the file and the page."""

    recipients: tuple[str, ...] = Field(default=(), description="addresses of the steering group")
    sender: str | None = Field(default=None, description="the address that letters come from")
    smtp: Smtp | None = None

    @field_validator("recipients", "sender")
    @classmethod
    def _addresses(cls, given: tuple[str, ...] | str | None) -> tuple[str, ...] | str | None:
        each = (given,) if isinstance(given, str) else given or ()
        wrong = sum(not ADDRESS.fullmatch(one) for one in each)
        if wrong:
            raise ValueError(f"{wrong} of {len(each)} is no address of the form name@place")
        return given

    @model_validator(mode="after")
    def _whole(self) -> AlertPlan:
        if self.smtp is not None and not (self.recipients and self.sender):
            raise ValueError("to send letters, `recipients` and `sender` are needed beside `smtp`")
        return self
