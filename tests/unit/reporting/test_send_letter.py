"""Letters through a real mail server: plain, encrypted, with a password, refused, unreachable."""

from __future__ import annotations

import shutil
import socket
from email.message import EmailMessage

import pytest

from research_kit.declarations import read_section
from research_kit.errors import DeclarationError, DeliveryError
from research_kit.reporting.alerts.alert_plan import AlertPlan, Smtp
from research_kit.reporting.alerts.send_letter import send_letter
from tests.unit.reporting.mail_server import PASSWORD, USER, Letterbox, make_certificate, start

TO = ("chair@example.org", "secretary@example.org")
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # that is what is tested
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make a certificate with")


@pytest.fixture
def letterbox():
    return Letterbox()


@pytest.fixture
def serve(letterbox):
    running = []

    def serving(**options):
        running.append(start(letterbox, **options))
        return running[-1].port

    yield serving
    for server in running:
        server.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def letter():
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "kit@example.org", ", ".join(TO), "Gult larm: kontrollera nu"
    made.set_content("Kontrollera nu: utrikes födda kvinnor.\n", cte="quoted-printable")
    return made


def send(port, folder, **smtp):
    given = Smtp(host="127.0.0.1", port=port, timeout_seconds=5, **smtp)
    send_letter(letter(), given, folder=folder, wait=lambda seconds: None)


def secret(folder, text=PASSWORD, mode=0o600):
    path = folder / "mail.password"
    path.write_text(text + "\n")
    path.chmod(mode)
    return {"user": USER, "password_file": path.name}


def test_a_letter_arrives_whole_at_every_recipient(serve, letterbox, tmp_path):
    send(serve(), tmp_path, security="none")
    (taken,) = letterbox.letters
    assert letterbox.recipients == [list(TO)]
    assert taken["Subject"] == "Gult larm: kontrollera nu"
    assert taken.get_content().splitlines() == ["Kontrollera nu: utrikes födda kvinnor."]


@needs_openssl
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_encrypted_and_the_password_is_read_from_its_file(serve, letterbox, tmp_path, certificate, security):
    port = serve(certificate=certificate, security=security, with_password=True)
    send(port, tmp_path, security=security, ca_file=str(certificate), **secret(tmp_path))
    assert len(letterbox.letters) == 1


@needs_openssl
def test_a_certificate_that_nobody_trusts_ends_it_before_a_word_is_said(serve, letterbox, tmp_path, certificate):
    port = serve(certificate=certificate, security="starttls", with_password=True)
    with pytest.raises(DeliveryError, match="certificate or encryption was not accepted"):
        send(port, tmp_path, security="starttls", **secret(tmp_path))
    assert letterbox.attempts == 0


def test_a_server_without_encryption_is_not_spoken_to_plainly(serve, letterbox, tmp_path):
    with pytest.raises(DeliveryError, match="does not offer what `security`"):
        send(serve(), tmp_path, security="starttls")
    assert letterbox.attempts == 0


def test_a_wrong_password_is_said_and_not_printed(serve, letterbox, tmp_path):
    port = serve(with_password=True)
    with pytest.raises(DeliveryError, match="does not accept the user or the password") as caught:
        send(port, tmp_path, security="none", **secret(tmp_path, "another secret"))
    assert "another secret" not in str(caught.value)
    assert letterbox.letters == []


def test_the_password_may_come_from_the_environment(serve, letterbox, tmp_path, monkeypatch):
    port = serve(with_password=True)
    monkeypatch.setenv("KIT_MAIL", PASSWORD)
    send(port, tmp_path, security="none", user=USER, password_variable="KIT_MAIL")
    assert len(letterbox.letters) == 1
    monkeypatch.delenv("KIT_MAIL")
    with pytest.raises(DeliveryError, match="the environment variable KIT_MAIL holds no password"):
        send(port, tmp_path, security="none", user=USER, password_variable="KIT_MAIL")


def test_a_password_that_others_can_read_is_not_used(serve, letterbox, tmp_path):
    port = serve(with_password=True)
    with pytest.raises(DeliveryError, match=r"can be read by others than its owner \(mode 644\)\. Run `chmod 600"):
        send(port, tmp_path, security="none", **secret(tmp_path, mode=0o644))
    with pytest.raises(DeliveryError, match=r"cannot be read \(FileNotFoundError"):
        send(port, tmp_path, security="none", user=USER, password_file="nothing")
    assert letterbox.attempts == 0


def test_what_may_pass_is_tried_once_more(serve, letterbox, tmp_path):
    letterbox.answers = ["451 try later", "451 try later"]
    send(serve(), tmp_path, security="none")
    assert (letterbox.attempts > 1, len(letterbox.letters)) == (True, 1)


def test_what_does_not_pass_is_an_error_after_the_second_attempt(serve, letterbox, tmp_path):
    letterbox.answers = ["451 try later"] * 4
    with pytest.raises(DeliveryError, match=r"refused chair@example\.org, secretary@example\.org.*tell the steering"):
        send(serve(), tmp_path, security="none")
    assert letterbox.letters == []


def test_a_recipient_that_is_refused_for_good_is_named_and_not_tried_again(serve, letterbox, tmp_path):
    letterbox.answers = ["550 no such address"]
    with pytest.raises(DeliveryError, match=r"refused chair@example\.org\. Correct `alerts\.recipients`"):
        send(serve(), tmp_path, security="none")
    assert letterbox.recipients == [[TO[1]]]  # the other one was told


def test_a_server_that_is_not_there_is_said_with_what_to_do(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(DeliveryError, match=rf"127\.0\.0\.1:{port}: ConnectionRefusedError\. Check `host`"):
            send(port, tmp_path, security="none")


def test_a_server_that_never_answers_is_not_waited_for_long(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        given = Smtp(host="127.0.0.1", port=silent.getsockname()[1], security="none", timeout_seconds=0.2)
        with pytest.raises(DeliveryError, match="did not answer, or hung up"):
            send_letter(letter(), given, folder=tmp_path, wait=lambda seconds: None)


SECTION = "alerts: {{recipients: [a@example.org], sender: kit@example.org, smtp: {{host: mail.example.org, {}}}}}\n"


@pytest.mark.parametrize(
    ("smtp", "said"),
    [
        ("password: x", r"there is no key `alerts\.smtp\.password`. Did you mean `password_file`"),
        ("user: me", "a `user` needs one of `password_file` and `password_variable`"),
        ("password_file: x", "neither stands alone"),
        ("user: me, password_file: x, security: none", "sent for everybody to read"),
        ("security: ssl", "security"),
    ],
)
def test_a_section_that_would_tell_a_password_is_refused(tmp_path, smtp, said):
    path = tmp_path / "p.yaml"
    path.write_text(SECTION.format(smtp))
    with pytest.raises(DeclarationError, match=said):
        read_section(path, "alerts", AlertPlan)


def test_the_section_may_be_left_out_and_letters_need_whom_they_are_from_and_to(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("study: {}\n")
    assert read_section(path, "alerts", AlertPlan) == AlertPlan()
    path.write_text("alerts: {recipients: [a@example.org], smtp: {host: mail.example.org}}\n")
    with pytest.raises(DeclarationError, match="`recipients` and `sender` are needed"):
        read_section(path, "alerts", AlertPlan)
    path.write_text("alerts: {recipients: [nobody]}\n")
    with pytest.raises(DeclarationError, match="1 of 1 is no address"):
        read_section(path, "alerts", AlertPlan)


@pytest.mark.parametrize(("security", "port"), [("none", 25), ("starttls", 587), ("tls", 465)])
def test_the_port_is_the_usual_one_of_the_security(security, port):
    assert Smtp(host="mail.example.org", security=security).port_used == port
