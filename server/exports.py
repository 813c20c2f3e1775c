"""The directory as a table to be saved, sent as it is read: however long it is, little of it is held at once."""

from collections.abc import Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from db.settings import settings
from db.vocabulary import EntryKind, ServiceField
from domain import clock, exports, sheets
from domain.command import perform
from domain.errors import Refused
from domain.exports import Wanted
from domain.permissions import Person
from domain.queries.facets import Narrowed
from server import requests
from server.files import disposition, who

MOST_TYPED = 120


async def fetch(request: Request) -> Response:
    """The organisations that the address asks for; only for who keeps the directory, from a page of the platform."""
    person = await run_in_threadpool(who, request)
    if person is None or not exports.may_take(person) or not _is_asked_by_us(request):
        return _closed(PlainTextResponse("Not found", 404))
    kind, wanted = request.path_params["kind"], _wanted(request)
    try:
        await run_in_threadpool(_note, person, kind, wanted)
    except Refused:
        return _closed(PlainTextResponse("Not found", 404))
    language = requests.language(request.scope, person.language or settings().language)
    name = f"directory-{clock.now():%Y%m%d-%H%M}.{kind}"
    response = StreamingResponse(
        _pieces(kind, person, wanted, language), media_type=sheets.MEDIA_TYPES[kind]
    )
    response.headers["Content-Disposition"] = disposition(name)
    return _closed(response)


def _is_asked_by_us(request: Request) -> bool:
    """A link on another site shall not make somebody take out the directory without knowing."""
    return requests.is_from_this_site(request.scope)


def _note(person: Person, kind: str, wanted: Wanted) -> None:
    perform(person.id, exports.take, person.organisation_id, kind=kind, wanted=wanted)


def _pieces(kind: str, person: Person, wanted: Wanted, language: str) -> Iterator[bytes]:
    return sheets.pieces(kind, exports.table(person, wanted, language))


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    kinds = [each for each in asked.getlist("kind") if each in set(EntryKind)]
    field = asked.get("field", "")
    return Wanted(
        typed=asked.get("q", "")[:MOST_TYPED],
        narrowed=Narrowed(
            kinds=tuple(EntryKind(each) for each in kinds),
            area=asked.get("area", "")[:6] or None,
            industry=asked.get("industry", "")[:4] or None,
            field=ServiceField(field) if field in set(ServiceField) else None,
        ),
        with_contacts=asked.get("contacts") == "1",
    )


def _closed(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


ROUTES = [Route("/export/organisations.{kind:str}", fetch, methods=["GET"])]
