"""The database at a start: reached and brought up to date, filled with the demo city, or told what is wrong with it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from launch.saying import Stop, say

EVERY = 3.0  # seconds between two words of how far it is


def open_database() -> None:
    """Reach the database and bring it up to date, or say what is wrong with it."""
    from db.migrations import is_current
    from db.migrations import migrate as bring_up
    from db.settings import settings

    try:
        settings().var.mkdir(parents=True, exist_ok=True)
        (settings().var / ".writable").touch()
        (settings().var / ".writable").unlink()
    except OSError:
        raise Stop(
            f"The folder {settings().var} cannot be written to: choose another with PLATFORM_VAR."
        ) from None
    with _reaching():
        if not is_current():
            say("Preparing the database …")
            bring_up()


def refuse_unready() -> None:
    """For words that only look: nothing is made or brought up to date on the way."""
    from db.migrations import is_current

    with _reaching():
        if not is_current():
            raise Stop("There is no database of this release here: run manage.py migrate first.")


@contextmanager
def _reaching() -> Iterator[None]:
    """A database that cannot be reached, in one sentence."""
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise Stop(f"The database cannot be opened: {reason}") from None
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        raise Stop(
            "This is not the address of a database: write sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME."
        ) from None


def lay(language: str, *, with_demo: bool, demands: int = 600, size: str = "small") -> list[str]:
    """Lay the city's facts into an empty database and live the demo year; says who can sign in."""
    from seed import main as seeding
    from seed.begun import is_half_done

    if is_half_done():
        start_over()
    if seeding.is_laid():
        return []
    begun = time.monotonic()
    if not with_demo:
        seeding.lay()
        return ["The facts of the city are laid."]
    say("Living the demo year …")
    shown, told = "", begun

    def progress(what: str, share: float) -> None:
        nonlocal shown, told
        now = time.monotonic()
        if what != shown or now - told >= EVERY:
            shown, told = what, now
            say(f"  {now - begun:4.0f} s  {share:4.0%} of the {what}")

    wanted = replace(seeding.SIZES[size], demands=demands)
    lived = seeding.first_run(language=language, size=wanted, progress=progress)
    say(f"  lived in {time.monotonic() - begun:.0f} s")
    return [
        f"Demo accounts, all with the password {lived.password} (told only this once):",
        *(f"  {account.username:32} {account.does}" for account in lived.accounts),
    ]


def start_over() -> None:
    """Away with a demo year that was cut off half-way: nobody has worked in it yet."""
    from db import engine
    from db.settings import settings

    if not settings().database_url.startswith("sqlite"):
        raise Stop("Filling this database was cut off half-way: please empty it, then start again.")
    say("The demo year was cut off half-way; it begins anew.")
    path = settings().database_url.removeprefix("sqlite:///")
    engine.forget()
    for end in ("", "-wal", "-shm"):
        Path(path + end).unlink(missing_ok=True)
    open_database()
