"""The wall of a command centre: links that show figures to whoever holds them, made, changed and called back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, bindparam
from sqlmodel import Session, col, or_, select, update

from db.engine import transaction
from db.indicator_vocabulary import Indicator, WallTheme, WallView
from db.models import Area, WallLink
from db.vocabulary import Kind
from domain import clock, tokens
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Missing, Refused, Unclear
from domain.permissions import Person, wall_keepers
from domain.written import line

LANGUAGES = ("zh", "en")
LEAST_SECONDS, MOST_SECONDS = 5, 600
SEEN_EVERY = timedelta(
    minutes=1
)  # how exactly the last look is kept, so that looking rarely writes


class RevokedAlready(Refused):
    message = "This link was called back already; make a new one."


class ChangedMeanwhile(Refused):
    message = "Somebody else has changed this wall since you opened it. Please look at it once more, then change it."


class SecondsOutOfRange(Refused):
    message = "A view is shown for {least} to {most} seconds."


class NothingNew(Refused):
    message = "Nothing was changed."


@dataclass(frozen=True)
class Wishes:
    """What a wall shows, and how. `area` None: the whole city."""

    name: str
    language: str = "zh"
    theme: WallTheme = WallTheme.DARK
    views: tuple[WallView, ...] = tuple(WallView)
    seconds: int = 20
    indicator: Indicator = Indicator.ON_TIME_CLOSING
    area: str | None = None


@dataclass(frozen=True)
class Made:
    """A new link; the token is known here and never again."""

    id: int
    token: str


@dataclass(frozen=True)
class Opened:
    """What a token opens, as of now."""

    id: int
    version: int
    wishes: Wishes
    is_revoked: bool
    last_seen_at: datetime | None

    @property
    def person(self) -> Person:
        """As whom the wall looks: somebody of the city's platform, or of the sub-platform that it is of."""
        kind = Kind.SUB_PLATFORM if self.wishes.area else Kind.CITY
        return Person(None, "", kind=kind, area_code=self.wishes.area)


@command(WallLink, by=wall_keepers, makes=True)
def make(act: Act, *, wishes: Wishes) -> Made:
    """Make a link to the wall, for a screen that shows figures without signing in; returns its token, once."""
    token = tokens.new_token()
    link = act.add(
        WallLink(
            token_hash=tokens.hashed(token),
            made_by_id=act.actor.id,
            made_at=act.now,
            **_checked(act.session, wishes),
        )
    )
    act.record("wall_link_made", link, **_told(link))
    return Made(link.id, token)


@command(WallLink, by=wall_keepers)
def change(act: Act, link: WallLink, *, wishes: Wishes, version: int | None = None) -> None:
    """Let a wall show something else; its screen follows by itself.

    `version`: the one that the change began with, where a page showed it. Raises RevokedAlready, ChangedMeanwhile,
    NothingNew, and what `make` raises.
    """
    _refuse_revoked(link)
    if version is not None and version != link.version:
        raise ChangedMeanwhile
    before = _told(link)
    for name, value in _checked(act.session, wishes).items():
        setattr(link, name, value)
    if _told(link) == before:
        raise NothingNew
    act.record("wall_link_changed", link, **_told(link))


@command(WallLink, by=wall_keepers)
def revoke(act: Act, link: WallLink) -> None:
    """Call a link to the wall back: its screen shows no figures any more."""
    _refuse_revoked(link)
    link.revoked_at = act.now
    act.record("wall_link_revoked", link)


def by_token(session: Session, token: str) -> Opened | None:
    """What a token opens; also of a link that was called back, so that its screen can say so."""
    return _opened(session, _BY_TOKEN, tokens.hashed(token))


def by_id(session: Session, id: int) -> Opened | None:
    """The link as its keepers look at it beforehand."""
    return _opened(session, _BY_ID, id)


def note_seen(id: int) -> None:
    """Keep that a screen has asked for figures; once a minute is enough."""
    now = clock.now()
    with transaction() as session:
        long_ago = or_(
            col(WallLink.last_seen_at).is_(None), WallLink.last_seen_at < now - SEEN_EVERY
        )
        session.exec(update(WallLink).where(WallLink.id == id, long_ago).values(last_seen_at=now))


def is_due(opened: Opened) -> bool:
    """Whether its last look should be noted."""
    return opened.last_seen_at is None or opened.last_seen_at + SEEN_EVERY <= clock.now()


# Asked at every tick of every wall: written out once.
_ROW = WallLink.__table__.c
_KEPT = select(
    _ROW.id,
    _ROW.version,
    _ROW.revoked_at,
    _ROW.last_seen_at,
    _ROW.name,
    _ROW.language,
    _ROW.theme,
    _ROW.views,
    _ROW.seconds,
    _ROW.indicator,
    _ROW.area_code,
)
_BY_TOKEN = _KEPT.where(_ROW.token_hash == bindparam("which"))
_BY_ID = _KEPT.where(_ROW.id == bindparam("which"))


def _opened(session: Session, asked: Select, which: str | int) -> Opened | None:
    row = session.connection().execute(asked, {"which": which}).first()
    if row is None:
        return None
    id, version, revoked_at, last_seen_at, name, language, theme, views, *rest = row
    wishes = Wishes(name, language, theme, tuple(map(WallView, views)), *rest)
    return Opened(id, version, wishes, revoked_at is not None, last_seen_at)


def _checked(session: Session, wishes: Wishes) -> dict[str, object]:
    """The columns of a link. Raises Missing, TooLong, Unclear, SecondsOutOfRange."""
    if wishes.language not in LANGUAGES:
        raise Unclear(field="Language")
    if not LEAST_SECONDS <= wishes.seconds <= MOST_SECONDS:
        raise SecondsOutOfRange(least=LEAST_SECONDS, most=MOST_SECONDS)
    if wishes.area and session.get(Area, wishes.area) is None:
        raise Unclear(field="Area")
    return {
        "name": line(wishes.name, most=80, name="Name of the screen"),
        "language": wishes.language,
        "theme": chosen(WallTheme, wishes.theme, "Look"),
        "views": _views(wishes.views),
        "seconds": int(wishes.seconds),
        "indicator": chosen(Indicator, wishes.indicator, "Figure"),
        "area_code": wishes.area or None,
    }


def _views(wanted: Iterable[str]) -> list[str]:
    found = [chosen(WallView, each, "Views").value for each in dict.fromkeys(wanted)]
    if not found:
        raise Missing(field="Views")
    return found


def _refuse_revoked(link: WallLink) -> None:
    if link.revoked_at is not None:
        raise RevokedAlready


def _told(link: WallLink) -> dict[str, object]:
    return {
        "name": link.name,
        "language": link.language,
        "theme": str(link.theme),
        "views": list(link.views),
        "seconds": link.seconds,
        "indicator": str(link.indicator),
        "area": link.area_code,
    }
