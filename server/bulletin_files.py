"""Fetching a bulletin as a file by its address, which mails lead to: whoever may read it, once they have signed in.

A bulletin is put into words by what the pages are made of, which routes do not know: `app.py` says who makes the file.
"""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from db.bulletin_vocabulary import BulletinForm
from db.settings import settings
from domain import bulletins
from domain.bulletin import article, pdf_file, word_file
from domain.permissions import Person
from server import requests
from server.files import MOST_NUMBER, closed, disposition, who

MEDIA = {
    BulletinForm.WORD: word_file.MEDIA_TYPE,
    BulletinForm.PDF: pdf_file.MEDIA_TYPE,
    BulletinForm.ARTICLE: article.MEDIA_TYPE,
}
# reader, bulletin, ending, language; a text says why it cannot be made
Make = Callable[[Person, int, str, str], bytes | str | None]
_makers: list[Make] = []


def made_by(make: Make) -> None:
    """Who puts a bulletin into words."""
    _makers[:] = [make]


async def fetch(request: Request) -> Response:
    """The file as a download. Who has not signed in is led to the page, and from there to the file."""
    number, ending = request.path_params["bulletin"], request.path_params["ending"]
    if ending not in set(BulletinForm) or number > MOST_NUMBER:
        return closed(PlainTextResponse("Not found", 404))
    person = await run_in_threadpool(who, request)
    if person is None:
        return closed(RedirectResponse(f"/bulletin?id={number}&file={ending}", 303))
    language = requests.language(request.scope, person.language or settings().language)
    content = await run_in_threadpool(_made, person, number, ending, language)
    if content is None:
        return closed(PlainTextResponse("Not found", 404))
    if isinstance(content, str):
        return closed(PlainTextResponse(content, 409))
    response = Response(content, media_type=MEDIA[BulletinForm(ending)])
    response.headers["Content-Disposition"] = disposition(f"bulletin-{number}.{ending}")
    return closed(response)


def _made(person: Person, number: int, ending: str, language: str) -> bytes | str | None:
    [make] = _makers
    content = make(person, number, ending, language)
    if isinstance(content, bytes):
        bulletins.note_reading(person, number)
    return content


ROUTES = [Route("/files/bulletin/{bulletin:int}.{ending:str}", fetch, methods=["GET"])]
