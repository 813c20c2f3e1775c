"""What the server writes down: a line of JSON for each thing, with request and person by number, never their words."""

import logging
import re
import secrets
import sys
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import metrics

REQUEST_HEADER = b"x-platform-request"
QUIET = ("/static/", "/_stcore/health", "/_stcore/host-config", "/healthz", "/readyz", "/metrics")

SECRET = re.compile(r"^(/wall/(?!files/|preview/)|/unsubscribe/|/calendars/own/).+")

log = structlog.get_logger("server")


def configure(stream=None) -> None:
    """Send everything that is logged, by whomever, through one formatter.

    Who started the platform at a terminal is to go on reading the accounts and the password that are told only once:
    there only warnings and faults follow.
    """
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        _without_query,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setLevel(logging.WARNING if handler.stream.isatty() else logging.NOTSET)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for name in list(root.manager.loggerDict):
        if name.startswith(("streamlit", "uvicorn")):  # they bring formatters of their own
            logging.getLogger(name).handlers = []
            logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True  # the requests are logged here
    logging.getLogger(
        "streamlit.error_util"
    ).disabled = True  # faults of pages are logged by the frame
    for name in ("alembic", "streamlit", "watchdog"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of every tick that is left out because the one before still runs: so it is meant.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Requests:
    """Numbers every request, measures it and writes it down: method, path and status, without its query."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        number, began, status = secrets.token_hex(6), time.perf_counter(), [101]
        headers = [each for each in scope["headers"] if each[0] != REQUEST_HEADER]
        headers.append((REQUEST_HEADER, number.encode()))

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                status[0] = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = number
            await send(message)

        with structlog.contextvars.bound_contextvars(request=number):
            try:
                await self.app({**scope, "headers": headers}, receive, noting)
            except Exception:
                status[0] = 500
                log.exception("request_failed", path=_path(scope))
                raise
            finally:
                _note(scope, status[0], time.perf_counter() - began)


def _note(scope: Scope, status: int, seconds: float) -> None:
    method = scope.get("method", "WEBSOCKET")
    if scope["type"] == "http":
        metrics.note_request(method, scope["path"], status, seconds)
    is_quiet = status == 304 or scope["path"].startswith(QUIET)  # 304: nothing has changed
    if status >= 500 or not is_quiet:
        log.info(
            "request", method=method, path=_path(scope), status=status, ms=round(seconds * 1000, 1)
        )


def _path(scope: Scope) -> str:
    """As it may be written down: the tokens of walls and calendars are secrets, and so is what ends a subscription."""
    return SECRET.sub(r"\1…", scope["path"])


def _without_query(_logger, _name, entry: dict) -> dict:
    """Addresses that a library logs lose their query, in which tokens may stand."""
    event = entry.get("event")
    if isinstance(event, str) and "?" in event:
        entry["event"] = re.sub(r"(/[\w./-]*)\?\S+", r"\1", event)
    return entry
