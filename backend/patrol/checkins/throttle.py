"""A budget for look-ups that anybody may make; it knows no addresses, only a rate."""

import threading
import time

from backend.core.errors import Problem


class Throttle:
    """Lets `per_second` calls through on average in this process, `burst` of them at once."""

    def __init__(self, per_second: float, burst: int) -> None:
        self._rate = per_second
        self._burst = float(burst)
        self._left = self._burst
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Raises Problem("throttled") when the budget is used up."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
            if self._left < 1:
                raise Problem("throttled", retry_after=1)
            self._left -= 1


# 31^8 codes against ten guesses a second: some three thousand years for a thousandth of them.
receipts_throttle = Throttle(per_second=10, burst=30)
