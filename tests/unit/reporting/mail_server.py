"""A real mail server on this machine: it speaks SMTP, with or without encryption and passwords, and keeps letters."""

from __future__ import annotations

import socket
import ssl
import subprocess
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, PASSWORD = "alerts", "a secret of this test"


@dataclass
class Letterbox:
    """What the server took; `answers` are given to the first recipients instead of taking the letter."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    attempts: int = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if not envelope.rcpt_tos:
            self.attempts += 1
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.SMTP))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"


def start(letterbox: Letterbox, *, certificate: Path | None = None, security: str = "none", with_password=False):
    """A server on a free port of this machine, started; `stop()` ends it."""
    options: dict[str, object] = {}
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        options |= {"tls_context": context, "require_starttls": True} if security == "starttls" else {}
        options |= {"ssl_context": context} if security == "tls" else {}
    if with_password:
        options |= {"authenticator": _authenticated, "auth_required": True, "auth_require_tls": security == "starttls"}
    server = Controller(letterbox, hostname="127.0.0.1", port=_free_port(), **options)
    server.start()
    return server


def make_certificate(folder: Path) -> Path:
    """A certificate for this machine that nobody else has signed, and its key beside it."""
    path = folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", str(path.with_suffix(".key")), "-out", str(path), "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def _authenticated(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=known)
