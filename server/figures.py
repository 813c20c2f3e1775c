"""The figures over HTTP, live: the same definitions and the same rights as on the pages.

GET /api/figures              the indicators of a scope (docs/exchange.md tells it to its readers)
GET /api/figures/definitions  what each indicator is, in Chinese and English
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from db.indicator_vocabulary import By
from domain import clock, limits, topics
from domain.indicators import aims, allowed, freshness, periods
from domain.indicators.aims import Aim
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.indicators.figure import Figure
from domain.permissions import Person
from domain.queries import indicators, targets
from server import figures_asked, words
from server.figure_answers import Problem, Question, live
from server.figure_readers import Reader
from server.figures_asked import Asked

LANGUAGES = ("zh", "en")


def _asked(request: Request, reader: Reader) -> Question:
    """What the reader may know of what is asked; a wall shows no single units."""
    asked = figures_asked.read(request.query_params)
    if reader.link and (asked.scope.unit_id or asked.by is By.UNIT):
        raise Problem(403, "Not open to you.", "A link to the wall opens no figures of units.")
    allowed_scope = allowed.narrowed(reader.person, asked.scope)
    return Question(
        ("figures", asked),
        (*indicators.TOPICS, *targets.TOPICS, topics.RULES),
        lambda session: _told(session, reader.person, replace(asked, scope=allowed_scope)),
    )


figures = live(_asked)


async def definitions(request: Request) -> Response:
    """Every indicator as it is declared."""
    headers = {"Cache-Control": "public, max-age=300"}
    return JSONResponse({"definitions": _definitions()}, headers=headers)


def _told(session: Session, person: Person, asked: Asked) -> dict:
    found = indicators.shared(person, asked.indicators, asked.scope, asked.by)
    aim, is_confirmed = _judge(session, person, asked)
    return {
        "as_of": freshness.now().as_of.isoformat(timespec="seconds"),
        "since": asked.scope.since.isoformat(),
        "until": asked.scope.until.isoformat(),
        "by": asked.by.value if asked.by else None,
        "definitions": "/api/figures/definitions",
        "figures": [
            _figure(key, figure, aim(key, figure), is_confirmed=is_confirmed)
            for key, figures in found.items()
            for figure in figures.values()
        ],
    }


def _judge(
    session: Session, person: Person, asked: Asked
) -> tuple[Callable[[object, Figure], Aim | None], bool]:
    """How a figure stands to its target, and whether somebody has confirmed the targets of its month; they are of whole
    months and of whole sub-platforms."""
    scope, today = asked.scope, clock.now().date()
    month = periods.month(scope.since, today=today)
    is_month = scope.since == month.first and min(scope.until, month.last) >= month.until
    is_month = is_month and scope.until <= month.last
    if not is_month or not scope.is_whole or asked.by not in (None, By.AREA):
        return lambda _key, _figure: None, True
    aimed = targets.month(session, person, month.first)
    calendar = limits.calendar(session)

    def judge(key: object, figure: Figure) -> Aim | None:
        area = scope.area if asked.by is None else str(key)
        return aims.of(figure, aimed.values, area, month, calendar)

    return judge, not aimed.unconfirmed


def _figure(key: object, figure: Figure, aim: Aim | None, *, is_confirmed: bool) -> dict:
    told = {
        "indicator": figure.indicator.value,
        "unit": figure.definition.unit.value,
        "value": figure.value,
        "n": figure.n,
        "top": figure.top,
        "is_few": figure.is_few,
        "is_kept_back": figure.is_kept_back,
        "coverage": figure.coverage,
    }
    if figure.today is not None:
        told["compared"] = figure.compared
    if aim:
        told["aim"] = {
            "target": aim.target,
            "pace": aim.pace,
            "state": aim.state.value,
            "is_confirmed": is_confirmed,
        }
    return told if key is None else {"key": str(key), **told}


@cache
def _definitions() -> list[dict]:
    return list(map(_definition, DEFINITIONS.values()))


def _definition(each: Definition) -> dict:
    def spoken(text: str) -> dict[str, str]:
        return {language: words.declared(text, language) for language in LANGUAGES}

    return {
        "indicator": each.indicator.value,
        "name": {language: words.term(each.indicator, language) for language in LANGUAGES},
        "unit": each.unit.value,
        "better": each.better.value,
        "what": spoken(each.what),
        "formula": spoken(each.formula),
        "source": spoken(each.source),
        "owner": spoken(each.owner),
        "events": list(each.events),
        "by": sorted(each.by),
        "over": each.over.value,
        "areas": sorted(each.areas) or None,
        "since": each.since.isoformat() if each.since else None,
        "few": each.few,
    }


ROUTES = [
    Route("/api/figures", figures, methods=["GET"]),
    Route("/api/figures/definitions", definitions, methods=["GET"]),
]
