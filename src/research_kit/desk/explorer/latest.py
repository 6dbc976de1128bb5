"""Work done beside the notebook: what was asked for last is done, and what it has overtaken is left."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Latest:
    """One piece of work at a time, in a thread of its own, so that the notebook and its controls go on answering."""

    def __init__(self) -> None:
        self._asked = 0
        self._at_work = threading.Lock()
        self._idle = threading.Condition()
        self._waiting = 0

    def ask(self, work: Callable[[Callable[[], bool]], None]) -> None:
        """Do this next; `work` is given a function that says whether it is still what was asked for last."""
        with self._idle:
            self._asked += 1
            self._waiting += 1
            number = self._asked
        threading.Thread(target=self._do, args=(work, number), daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is going on; whether that came to pass within so many seconds."""
        with self._idle:
            return self._idle.wait_for(lambda: self._waiting == 0, timeout=seconds)

    def _do(self, work: Callable[[Callable[[], bool]], None], number: int) -> None:
        try:
            with self._at_work:
                if number == self._asked:
                    work(lambda: number == self._asked)
        finally:
            with self._idle:
                self._waiting -= 1
                self._idle.notify_all()
