"""A lock that is held, one that is left, and a disk that has none."""

from __future__ import annotations

import errno
import fcntl
import os

import pytest

from research_kit.errors import RunError, RunLockedError
from research_kit.study.one_at_a_time import one_at_a_time


def busy(who: str) -> str:
    return f"another is at work{who}"


def test_who_holds_it_is_told_and_whoever_left_it_is_not(tmp_path):
    lock, said = tmp_path / ".lock", rf"at work \(process {os.getpid()} "
    with one_at_a_time(lock, busy=busy), pytest.raises(RunLockedError, match=said), one_at_a_time(lock, busy=busy):
        pass
    assert lock.read_text() == ""


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_disk_that_cannot_lock_files_is_not_a_lock_that_is_held(tmp_path, monkeypatch, number):
    lock = tmp_path / ".lock"
    lock.write_text("process 17 on desk, since 2026-11-23 04:30")

    def cannot(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", cannot)
    says = r"cannot be locked on this disk.*local disk"
    with pytest.raises(RunError, match=says) as caught, one_at_a_time(lock, busy=busy):
        pass
    assert not isinstance(caught.value, RunLockedError)
    assert "process 17" not in str(caught.value)
