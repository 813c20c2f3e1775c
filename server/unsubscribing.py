"""Ending a subscription by the link in a mail, without signing in.

GET /unsubscribe/{token}   asks whether it is meant: a mailbox that looks at links beforehand ends nothing
POST /unsubscribe/{token}  ends it; mailboxes that offer the way out beside the subject send this (RFC 8058)
"""

from html import escape

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from db.engine import snapshot
from db.models import FigureSubscription, User
from db.subscription_vocabulary import EndReason
from domain import figure_subscriptions
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


def ask(request: Request) -> Response:
    """Whether it is meant."""
    with snapshot() as session:
        row, language = _found(session, request)
    if row is None:
        return _page(language, "ask_title", text(language, "no_link"), status=404)
    if row.ended_at is not None:
        return _page(language, "ended_title", text(language, "ended_before"))
    form = FORM.format(button=escape(text(language, "ask_button")))
    return _page(language, "ask_title", text(language, "ask", name=row.name), form)


def end(request: Request) -> Response:
    """End it; a second time it has ended already."""
    with snapshot() as session:
        row, language = _found(session, request)
    if row is None:
        return _page(language, "ask_title", text(language, "no_link"), status=404)
    try:
        perform(ENGINE, figure_subscriptions.end, row.id, why=EndReason.BY_LINK)
    except Refused:
        return _page(language, "ended_title", text(language, "ended_before"))
    return _page(language, "ended_title", text(language, "ended", name=row.name))


def _found(session: Session, request: Request) -> tuple[FigureSubscription | None, str]:
    """The subscription that the address means, and the language of its owner."""
    number = meant_by(request.path_params["token"])
    row = session.get(FigureSubscription, number) if number else None
    if row is None:
        wished = request.headers.get("accept-language", "")
        return None, "en" if wished.lower().startswith("en") else "zh"
    return row, session.get_one(User, row.user_id).language or "zh"


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
