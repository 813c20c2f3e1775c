"""Where the bytes of attachments lie: outside the database, under random names, each written wholly or not at all."""

import os
import re
import secrets
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from db.settings import settings

_KEY = re.compile(r"[0-9a-f]{32}")
GRACE = 24 * 3600  # seconds: no file younger than this is taken for an orphan


def put(content: bytes) -> str:
    """Keep the bytes, safe against a power cut; return the key under which they lie."""
    key = secrets.token_hex(16)
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{key}.new")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
    for folder in (path.parent, settings().files):
        _sync(folder)
    return key


def put_again(key: str) -> str | None:
    """Keep bytes that lie here already under another key too, without writing them once more; none where they are gone.

    Each key is dropped by itself: the bytes stay as long as one is left. The new name lies in the folder of the old one
    and lasts once `settle` was told of it: of many that one step makes, the folder is waited for once.
    """
    new = key[:2] + secrets.token_hex(15)
    path = path_of(new)
    try:
        os.link(path_of(key), path)
    except FileNotFoundError:
        return None
    except OSError:  # a file system without links
        return put(path_of(key).read_bytes())
    os.utime(path)  # young, so that it is not taken for an orphan before its row is there
    return new


def settle(keys: Iterable[str]) -> None:
    """Make the names of bytes that were kept again safe against a power cut, before their rows are."""
    for folder in sorted({path_of(key).parent for key in keys}):
        _sync(folder)


def path_of(key: str) -> Path:
    """Where the bytes lie: by their first letters, so that no folder grows large."""
    if not _KEY.fullmatch(key):
        raise ValueError("not a key of a kept file")
    return settings().files / key[:2] / key


def drop(key: str) -> None:
    path_of(key).unlink(missing_ok=True)


def lying_about() -> Iterable[tuple[str, Path]]:
    """(key, path) of every kept file that is old enough for nobody to be still at work on it."""
    oldest = time.time() - GRACE
    for path in settings().files.glob("*/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                yield path.name.removeprefix(".").removesuffix(".new"), path


def _sync(folder: Path) -> None:
    """Make the name of a new file as lasting as its bytes."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
