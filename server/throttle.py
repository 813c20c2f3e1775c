"""How often one address may read a public interface: counted in this process, so that a read writes nothing."""

import threading
import time
from collections import OrderedDict

MOST_REMEMBERED = 10_000  # addresses; the one that was silent longest is forgotten first


class Throttle:
    """So many requests at once, and as many again in the course of a minute."""

    def __init__(self, most: int, *, clock=time.monotonic) -> None:
        self.most, self._clock = most, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, by: str) -> int:
        """Count one request; 0, or the seconds after which the next one is answered."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(by, (float(self.most), now))
            left = min(left + (now - at) * self.most / 60, self.most)
            is_served = left >= 1
            self._left[by] = (left - 1 if is_served else left, now)
            while len(self._left) > MOST_REMEMBERED:
                self._left.popitem(last=False)
        return 0 if is_served else max(int((1 - left) * 60 / self.most) + 1, 1)
