"""Pseudonyms: keyed, in letters, one for each person; and the key file that they hang on."""

import hashlib
import hmac
import stat
import time

import polars as pl
import pytest

from research_kit.errors import KeyFileError
from research_kit.study.pseudonyms import PSEUDONYM_LENGTH, PseudonymKey, create_key, public_key, read_key

KEY = PseudonymKey(b"k" * 32)


def test_a_pseudonym_is_an_hmac_in_letters():
    made = KEY.pseudonyms(pl.Series("pid", ["196408233234"]), namespace="personal_number").item()
    digest = hmac.new(b"k" * 32, b"personal_number\x1f196408233234", hashlib.sha256).hexdigest()
    assert made == "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:PSEUDONYM_LENGTH])


def test_the_same_value_has_one_pseudonym_and_a_missing_one_none():
    made = KEY.pseudonyms(pl.Series("pid", ["a", None, "b", "a"]), namespace="n")
    assert made.name == "pid"
    assert made[0] == made[3] != made[2]
    assert made[1] is None
    assert KEY.pseudonyms(pl.Series("pid", [None, None], dtype=pl.String), namespace="n").to_list() == [None, None]


def test_name_spaces_and_keys_keep_equal_values_apart():
    values = pl.Series(["17"])
    made = {
        KEY.pseudonyms(values, namespace="enrolment|samba").item(),
        KEY.pseudonyms(values, namespace="referral|samba").item(),
        KEY.pseudonyms(values, namespace="enrolment|af").item(),
        PseudonymKey(b"j" * 32).pseudonyms(values, namespace="enrolment|samba").item(),
        public_key().pseudonyms(values, namespace="enrolment|samba").item(),
    }
    assert len(made) == 5


def test_a_key_does_not_show_its_secret():
    assert "k" * 8 not in repr(KEY)


def test_a_new_key_can_be_read_by_its_owner_only(tmp_path):
    path = create_key(tmp_path / "keys" / "key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_key(path).secret) == 64
    assert create_key(tmp_path / "other").read_bytes() != path.read_bytes()


def test_a_key_is_never_written_over(tmp_path):
    path = create_key(tmp_path / "key")
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="it has been left as it is"):
        create_key(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused_with_the_command_to_run(tmp_path, mode):
    path = create_key(tmp_path / "key")
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=f"Run `chmod 600 {path}`"):
        read_key(path)


def test_a_missing_key_is_to_be_restored(tmp_path):
    with pytest.raises(KeyFileError, match=r"is missing. Restore it .*create_key.*breaks the link"):
        read_key(tmp_path / "key")


def test_a_short_key_and_a_folder_are_refused(tmp_path):
    path = create_key(tmp_path / "key")
    path.write_text("short\n")
    with pytest.raises(KeyFileError, match="5 bytes, at least 32"):
        read_key(path)
    (tmp_path / "folder").mkdir(mode=0o700)
    (tmp_path / "open folder").mkdir(mode=0o755)
    for place in (tmp_path / "folder", tmp_path / "open folder", "/dev/null"):  # whose rights are not to be changed
        with pytest.raises(KeyFileError, match="Check that it is a file and no folder"):
            read_key(place)


def test_a_hundred_thousand_take_no_time():
    values = pl.Series([str(number) for number in range(100_000)])
    started = time.perf_counter()
    KEY.pseudonyms(values, namespace="n")
    assert time.perf_counter() - started < 2
