"""A letter handed to a mail server: encrypted as declared, tried twice, and either taken whole or an error."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path

from research_kit.errors import DeliveryError
from research_kit.reporting.alerts.alert_plan import Smtp
from research_kit.reporting.alerts.secret import password_of

PAUSE_SECONDS = 1.0
"""Before the second attempt."""
_LASTING = (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError)

_SAID: Mapping[type[Exception], str] = {
    smtplib.SMTPAuthenticationError: "it does not accept the user or the password. Check `user` and `password_file`.",
    smtplib.SMTPSenderRefused: "it refused the sender. Correct `alerts.sender`.",
    smtplib.SMTPNotSupportedError: "it does not offer what `security` or `user` asks for. Ask who runs the server.",
    ssl.SSLError: "its certificate or encryption was not accepted. Check `security`, `port` and `ca_file`.",
    smtplib.SMTPServerDisconnected: "it did not answer, or hung up. Check `host`, `port`, `security` and the network.",
    TimeoutError: "it did not answer in time. Check `host`, `port` and the network.",
}


_OF_AN_ALERT = (
    "It stands in `alerts.json` and on its page, and is sent at the next data load, or by `research-kit watch`. Until "
    "then, tell the steering group yourself."
)


def send_letter(
    letter: EmailMessage,
    smtp: Smtp,
    *,
    folder: Path,
    wait: Callable[[float], None] = time.sleep,
    otherwise: str = _OF_AN_ALERT,
) -> None:
    """Hand a letter to the mail server, once more where the first attempt fails for what may pass.

    Parameters
    ----------
    letter
        With its sender and recipients.
    smtp
        The mail server.
    folder
        That of the parameters file, from which `password_file` and `ca_file` are read.
    wait
        Waits some seconds.
    otherwise
        Where to find what could not be sent, and when it is tried again.

    Raises
    ------
    DeliveryError
        The server cannot be reached, refused, or did not take it for every recipient: what to do.
    """
    password = None if smtp.user is None else password_of(smtp, folder=folder)
    try:
        _hand_over(letter, smtp, password, folder)
    except (OSError, smtplib.SMTPException) as error:
        if _is_lasting(error):
            raise _undelivered(smtp, error, otherwise) from None
        wait(PAUSE_SECONDS)
        try:
            _hand_over(letter, smtp, password, folder)
        except (OSError, smtplib.SMTPException) as again:
            raise _undelivered(smtp, again, otherwise) from None


def _hand_over(letter: EmailMessage, smtp: Smtp, password: str | None, folder: Path) -> None:
    with _connected(smtp, str(letter["From"]).partition("@")[2], folder) as server:
        if smtp.user is not None and password is not None:
            server.login(smtp.user, password)
        refused = server.send_message(letter)
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)


def _connected(smtp: Smtp, own_name: str, folder: Path) -> smtplib.SMTP:
    where, seconds = (smtp.host, smtp.port_used, own_name), smtp.timeout_seconds
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(*where, timeout=seconds, context=_trusted(smtp, folder))
    server = smtplib.SMTP(*where, timeout=seconds)
    if smtp.security == "starttls":
        try:
            server.starttls(context=_trusted(smtp, folder))
        except BaseException:
            server.close()
            raise
    return server


def _trusted(smtp: Smtp, folder: Path) -> ssl.SSLContext:
    own = None if smtp.ca_file is None else str((folder / smtp.ca_file).resolve())
    return ssl.create_default_context(cafile=own)


def _is_lasting(error: Exception) -> bool:
    """Whether a second attempt would end as the first: what the server says with a code from 500 on is meant."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code >= 500 for code, _ in error.recipients.values())
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    return isinstance(error, _LASTING) or int(code) >= 500


def _undelivered(smtp: Smtp, error: Exception, otherwise: str) -> DeliveryError:
    where = f"{smtp.host}:{smtp.port_used}"
    return DeliveryError(f"the letter could not be sent by the mail server {where}: {_why(error)} {otherwise}")


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"it refused {', '.join(sorted(error.recipients))}. Correct `alerts.recipients`."
    known = next((said for kind, said in _SAID.items() if isinstance(error, kind)), None)
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    said = f"it answered {code}." if code else f"{type(error).__name__}."
    return known or f"{said} Check `host`, `port`, `security` and the network."
