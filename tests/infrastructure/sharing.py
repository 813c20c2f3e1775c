"""Which tests stay together on one worker: those that share what is dear to make."""

import re

from xdist.scheduler import LoadScopeScheduling

# A random history is lived once for all that look at it, a site served once for all that ask it.
HISTORIES = re.compile(r"tests/domain/indicators/\S*\[(sqlite|postgresql|random)\b")
SERVED = re.compile(r"(tests/(?:server|components)/\S*?\.py)::")


class Sharing(LoadScopeScheduling):
    """Hands out one test after the other, but for those: they go to one worker, one behind the other."""

    def _split_scope(self, nodeid: str) -> str:
        found = HISTORIES.match(nodeid) or SERVED.match(nodeid)
        return found[1] if found else nodeid
