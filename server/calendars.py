"""Calendar feeds (iCalendar) over HTTP: calendars of people subscribe to them and ask again by themselves.

GET /calendars/all.ics                what is published, for everybody; each also with ?lang=en
GET /calendars/area/{code}.ics        of one area, with what the whole city holds for its enterprises
GET /calendars/series/{number}.ics
GET /calendars/organiser/{number}.ics
GET /calendars/activity/{number}.ics  one activity as a file
GET /calendars/own/{token}.ics        what a secret address shows, as its owner may see it now
"""

import hashlib
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from db.activity_vocabulary import CalendarScope
from db.engine import snapshot
from db.settings import settings
from domain import calendar_files, calendar_links, clock, permissions, topics
from domain.errors import Forbidden
from domain.permissions import PUBLIC, Person
from domain.queries import activity_feeds, own_calendar
from domain.queries.activities import Filters
from domain.queries.activity_feeds import Feed
from server.security import ADDRESS_HEADER
from server.throttle import Throttle

TEXTS = Path(__file__).with_name("feed_texts.toml")
MOST_A_MINUTE = 120  # requests of one address
KEPT = 300  # seconds for which a copy of a public feed need not be asked after
POLICY = "default-src 'none'; frame-ancestors 'none'"
SEEN = (topics.ACTIVITIES, topics.ORGANISATIONS, topics.RULES)


def _mine(session: Session, person: Person, language: str) -> Feed:
    """What somebody has registered for, their meetings at docking days, and what is next at their matches."""
    feed = activity_feeds.registrations(session, person, language)
    table = _texts()[language]["table"]
    met = own_calendar.meetings(session, person, language, table)
    due = own_calendar.next_actions(session, person, language)
    return replace(feed, entries=(*feed.entries, *met, *due))


TELLS = {
    CalendarScope.REGISTRATIONS: _mine,
    CalendarScope.HOUSE: activity_feeds.house,
}

THROTTLE = Throttle(MOST_A_MINUTE)


def all_activities(request: Request) -> Response:
    return _public(request, Filters())


def of_area(request: Request) -> Response:
    return _public(request, Filters(area=request.path_params["code"]))


def of_series(request: Request) -> Response:
    return _public(request, Filters(series_id=_number(request)))


def of_organiser(request: Request) -> Response:
    return _public(request, Filters(organiser_id=_number(request)))


def one_activity(request: Request) -> Response:
    """One activity that everybody may see, to be taken into a calendar once."""
    language = _language(request)
    with snapshot() as session:
        entry = activity_feeds.one(session, PUBLIC, _number(request), language)
    if entry is None:
        return _not_found()
    method = calendar_files.Method.PUBLISH
    text = calendar_files.written([entry], clock.now(), method=method)
    response = _calendar(text, "no-cache")
    response.headers["Content-Disposition"] = f'attachment; filename="{_number(request)}.ics"'
    return response


def own(request: Request) -> Response:
    """What a secret address shows. 410 once it was called back, so that calendars stop asking."""
    with snapshot() as session:
        opened = calendar_links.by_token(session, request.path_params["token"][:100])
        if opened is None:
            return _not_found()
        try:
            person = permissions.person(session, opened.user_id)
        except Forbidden:
            return _gone()
        if opened.is_revoked or opened.scope not in calendar_links.scopes(person):
            return _gone()
        told = TELLS[opened.scope]
        feed = told(session, person, opened.language)
    calendar_links.note_read(opened)
    text = _written(feed, opened.scope.value, opened.language)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = Response(status_code=304) if _has(request, tag) else _calendar(text, "")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _public(request: Request, filters: Filters) -> Response:
    """A feed for everybody; the same again is answered 304 without being looked up."""
    language = _language(request)
    with snapshot() as session:
        tag = _tag(session, request, language)
        if _has(request, tag):
            response = Response(status_code=304)
        else:
            feed = activity_feeds.public(session, filters, language)
            if feed is None:
                return _not_found()
            text = _written(feed, "of" if feed.of else "all", language)
            response = _calendar(text, "")
            response.headers["Access-Control-Allow-Origin"] = "*"  # no cookie is looked at
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={KEPT}"
    return response


def _tag(session: Session, request: Request, language: str) -> str:
    """Another one as soon as an activity has changed, or the day, on which what is past leaves the feed."""
    version = topics.version(session, SEEN)
    told = (version, clock.now().date().isoformat(), request.url.path, language)
    said = repr((*told, settings().public_url))
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _written(feed: Feed, name: str, language: str) -> str:
    of = ""
    if feed.of:
        of = (feed.of.name_en if language == "en" else "") or feed.of.name
    called = _texts()[language][name].format(of=of)
    return calendar_files.written(feed.entries, clock.now(), name=called)


def _calendar(text: str, cached: str) -> Response:
    response = Response(text, media_type="text/calendar")
    response.headers["Content-Security-Policy"] = POLICY
    if cached:
        response.headers["Cache-Control"] = cached
    return response


def _has(request: Request, tag: str) -> bool:
    shown = request.headers.get("if-none-match", "").split(",")
    return tag in {each.strip() for each in shown}


def _language(request: Request) -> str:
    return "en" if request.query_params.get("lang") == "en" else "zh"


def _number(request: Request) -> int:
    """As a key of the database can be; a larger one is nobody's."""
    return min(request.path_params["number"], 2**31 - 1)


def _not_found() -> Response:
    said = "There is no such calendar. 没有这个日历，请检查地址。"
    return PlainTextResponse(said, 404, {"Cache-Control": "no-store"})


def _gone() -> Response:
    said = "This calendar address was called back. 此日历地址已停用。"
    return PlainTextResponse(said, 410, {"Cache-Control": "no-store"})


def _limited(tell):
    """Gate: open to everybody, but not without end; each in a thread of its own, for it asks the database."""

    async def gated(request: Request) -> Response:
        wait = THROTTLE.wait(request.headers.get(ADDRESS_HEADER.decode(), ""))
        if wait:
            headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
            return PlainTextResponse(f"Ask again in {wait} s.", 429, headers)
        return await run_in_threadpool(tell, request)

    return gated


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


ROUTES = [
    Route("/calendars/all.ics", _limited(all_activities), methods=["GET"]),
    Route("/calendars/area/{code}.ics", _limited(of_area), methods=["GET"]),
    Route("/calendars/series/{number:int}.ics", _limited(of_series), methods=["GET"]),
    Route("/calendars/organiser/{number:int}.ics", _limited(of_organiser), methods=["GET"]),
    Route("/calendars/activity/{number:int}.ics", _limited(one_activity), methods=["GET"]),
    Route("/calendars/own/{token}.ics", _limited(own), methods=["GET"]),
]
