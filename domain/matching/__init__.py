"""From a technical need to the research results that may solve it, and back: what is alike, how much, and why.

Nothing in here opens the database, draws a page or reaches the network; see docs/matching.md.
"""

import os
from hashlib import sha256
from pathlib import Path

_HERE = Path(__file__).parent
# Compiled code is kept for the next start, and numba looks only at the file of the function itself to see whether it is
# still true. What it calls may stand in another file: so code of other sources is kept in another folder.
_sources = b"".join(path.read_bytes() for path in sorted(_HERE.rglob("*.py")))
os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(_HERE / "__pycache__" / sha256(_sources).hexdigest()[:12])
)
