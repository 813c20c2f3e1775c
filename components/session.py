"""The person at the browser: who it is, in which language they read, what a page keeps in mind between two runs."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import streamlit as st
import structlog
from streamlit.runtime.scriptrunner import get_script_run_ctx

from db.engine import snapshot
from db.settings import settings
from domain import clock, permissions, sessions, versions
from domain.permissions import PUBLIC, Person

# What the server's gate tells the script; it removes these from every request that comes in with them.
SESSION_HEADER, ADDRESS_HEADER = "X-Platform-Session", "X-Platform-Address"
REQUEST_HEADER = "X-Platform-Request"
LANGUAGE_COOKIE = "platform_language"
LANGUAGES = {"zh": "中文", "en": "English"}

Found = TypeVar("Found")

_run = threading.local()
_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)
_persons: OrderedDict[tuple, Person] = OrderedDict()
_persons_lock = threading.Lock()
MOST_PERSONS = 2000


def current_user() -> Person:
    """The signed-in person, checked in the database once per run of the page or of a fragment.

    Signed out in the meantime, the page stops here: a fragment draws the whole page anew, which then asks to sign in.
    """
    person = _signed_in()
    if person is None:
        if in_fragment():
            st.rerun(scope="app")
        st.stop()
    return person


def visitor() -> Person:
    """Whoever looks at a public page: the signed-in person, or PUBLIC."""
    return _signed_in() or PUBLIC


def is_signed_in() -> bool:
    return _signed_in(is_use=False) is not None


def language() -> str:
    """ "zh" or "en": as chosen, else as the person has it, else as the browser wishes, else the platform's own."""
    return _speaking.get() or once_per_run("language", _language)


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Speak one language where no page is drawn: for a file that is made when it is fetched."""
    before = _speaking.set(chosen)
    try:
        yield
    finally:
        _speaking.reset(before)


def later(make: Callable[..., Found], *args: object) -> Callable[[], Found]:
    """To be called when no page is drawn any more, in the language that the page is in now."""
    chosen = language()

    def made() -> Found:
        with speaking(chosen):
            return make(*args)

    return made


def choose_language(chosen: str) -> None:
    """Let everything from the next run on be in this language, as long as the page is open."""
    st.session_state["language"] = chosen


def client_address_hash() -> str:
    """Where the browser is, so that attempts can be counted; not to be turned back into an address."""
    return st.context.headers.get(ADDRESS_HEADER) or "here"


def session_hash() -> str | None:
    """The hash of the session's secret, which the browser shows as a cookie that no script can read."""
    return st.context.headers.get(SESSION_HEADER) or st.session_state.get("session_hash")


def session_id() -> int | None:
    """Which of their sessions this browser's is."""
    found = once_per_run("person", _look)[1]
    return found.session_id if found else None


def nonce(key: str) -> str:
    """A form's own number, the same until the form has been carried out, then another.

    Make it part of the form's key, `st.form(f"assign-{nonce('assign')}")`: the form is then empty after it was
    carried out, and a second click on the old picture of it reaches nothing.
    """
    numbers = st.session_state.setdefault("nonces", {})
    return numbers.setdefault(key, secrets.token_hex(12))


def renew_nonce(key: str) -> None:
    st.session_state.setdefault("nonces", {}).pop(key, None)


def version(names: Iterable[str]) -> int:
    """The version of some topics as this run sees it: the same all through the run."""
    names = tuple(sorted(names))
    return once_per_run(("version", names), lambda: versions.version(names))


def once_per_run(key: object, find: Callable[[], Found]) -> Found:
    """What `find` finds, remembered until the page or the fragment is run again."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return find()
    if getattr(_run, "of", None) is not context.cursors:  # a new object for every run
        _run.of, _run.found = context.cursors, {}
    if key not in _run.found:
        _run.found[key] = find()
    return _run.found[key]


def in_fragment() -> bool:
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)


def redraw() -> None:
    """Run what is being run once more: the fragment, if only a fragment is, else the page."""
    st.rerun(scope="fragment" if in_fragment() else "app")


def rerun_by_itself() -> None:
    """Draw the page anew without anybody having touched it: an unattended page does not stay signed in for ever."""
    st.session_state["by_itself"] = True
    st.rerun(scope="app")


def _signed_in(*, is_use: bool = True) -> Person | None:
    person, found = once_per_run("person", _look)
    if found and found.is_due and is_use and not _is_by_itself():
        once_per_run("noted", lambda: sessions.note_use(found.session_id))
    return person


def _look() -> tuple[Person | None, sessions.SignedIn | None]:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=st.context.headers.get(REQUEST_HEADER))
    secret_hash = session_hash()
    if not secret_hash:
        return None, None
    with snapshot() as session:
        found = sessions.look(session, secret_hash, clock.now())
        if found is None:
            return None, None
        structlog.contextvars.bind_contextvars(user=found.user_id)
        minute = clock.now().strftime(
            "%H:%M"
        )  # what changed with the organisation shows within one
        key = (settings().database_url, found.user_id, found.version, minute)
        person = _known(key) or permissions.person(session, found.user_id)
    _keep(key, person)
    return person, found


def _known(key: tuple) -> Person | None:
    with _persons_lock:
        return _persons.get(key)


def _keep(key: tuple, person: Person) -> None:
    with _persons_lock:
        _persons[key] = person
        while len(_persons) > MOST_PERSONS:
            _persons.popitem(last=False)


def _is_by_itself() -> bool:
    return once_per_run("by_itself", lambda: st.session_state.pop("by_itself", False))


def _language() -> str:
    person = once_per_run("person", _look)[0]
    wishes = (
        st.session_state.get("language"),
        person.language if person else None,
        st.context.cookies.get(LANGUAGE_COOKIE),
        st.context.locale,
        settings().language,
    )
    spoken = ((wish or "")[:2].lower() for wish in wishes)
    return next((each for each in spoken if each in LANGUAGES), "en")
