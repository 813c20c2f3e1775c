"""Ending a subscription, or invitations to activities, by the link in a mail, without signing in.

GET /unsubscribe/{token}   asks whether it is meant: a mailbox that looks at links beforehand ends nothing
POST /unsubscribe/{token}  ends it; mailboxes that offer the way out beside the subject send this (RFC 8058)
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from db.engine import snapshot
from db.models import FigureSubscription, Organisation, User
from db.subscription_vocabulary import EndReason
from domain import activity_invitations, figure_subscriptions, invitation_letters
from domain.command import perform
from domain.errors import Refused
from domain.permissions import ENGINE
from server.figure_letters import meant_by, text

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{{font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:4rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}}button{{font:inherit;padding:.5rem 1.25rem}}</style></head>
<body><h1>{title}</h1><p>{told}</p>{form}</body></html>"""
FORM = '<form method="post"><button type="submit">{button}</button></form>'


@dataclass(frozen=True)
class Meant:
    """What an address ends: what it is called, and in which language its reader is told."""

    name: str
    language: str
    is_over: bool
    end: Callable[[], None]


def ask(request: Request) -> Response:
    """Whether it is meant."""
    with snapshot() as session:
        meant = _meant(session, request)
    if meant is None:
        return _unknown(request)
    if meant.is_over:
        return _page(meant.language, "ended_title", text(meant.language, "ended_before"))
    form = FORM.format(button=escape(text(meant.language, "ask_button")))
    return _page(meant.language, "ask_title", text(meant.language, "ask", name=meant.name), form)


def end(request: Request) -> Response:
    """End it; a second time it has ended already."""
    with snapshot() as session:
        meant = _meant(session, request)
    if meant is None:
        return _unknown(request)
    try:
        meant.end()
    except Refused:
        return _page(meant.language, "ended_title", text(meant.language, "ended_before"))
    return _page(meant.language, "ended_title", text(meant.language, "ended", name=meant.name))


def _meant(session: Session, request: Request) -> Meant | None:
    """A subscription to figures, or the invitations of an enterprise."""
    token = request.path_params["token"]
    if number := meant_by(token):
        return _subscription(session, number)
    if number := invitation_letters.meant_by(token):
        return _invitations(session, number, _wished(request))
    return None


def _subscription(session: Session, number: int) -> Meant | None:
    row = session.get(FigureSubscription, number)
    if row is None:
        return None
    language = session.get_one(User, row.user_id).language or "zh"

    def over() -> None:
        perform(ENGINE, figure_subscriptions.end, number, why=EndReason.BY_LINK)

    return Meant(row.name, language, row.ended_at is not None, over)


def _invitations(session: Session, number: int, language: str) -> Meant | None:
    if session.get(Organisation, number) is None:
        return None

    def over() -> None:
        perform(ENGINE, activity_invitations.want, number, wanted=False)

    is_over = not activity_invitations.is_wanted(session, number)
    return Meant(invitation_letters.what(language), language, is_over, over)


def _unknown(request: Request) -> Response:
    language = _wished(request)
    return _page(language, "ask_title", text(language, "no_link"), status=404)


def _wished(request: Request) -> str:
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def _page(language: str, title: str, told: str, form: str = "", status: int = 200) -> Response:
    page = PAGE.format(
        language=escape(language), title=escape(text(language, title)), told=escape(told), form=form
    )
    headers = {
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return HTMLResponse(page, status, headers=headers)


ROUTES = [
    Route("/unsubscribe/{token}", ask, methods=["GET"]),
    Route("/unsubscribe/{token}", end, methods=["POST"]),
]
