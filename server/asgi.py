"""What stands around the pages: routes with their gates, what every request passes, what starts and stops."""

import gc
from collections.abc import Callable
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from streamlit.runtime.pages_manager import PagesManager

from db.engine import forget
from server import (
    bulletin_files,
    calendars,
    exports,
    figures,
    files,
    health,
    hsds,
    hsds_package,
    jobs,
    logs,
    metrics,
    security,
    session_routes,
    static_files,
    unsubscribing,
    wall_routes,
)

ROUTES = [
    *session_routes.ROUTES,
    *files.ROUTES,
    *bulletin_files.ROUTES,
    *exports.ROUTES,
    *figures.ROUTES,
    *wall_routes.ROUTES,
    *unsubscribing.ROUTES,
    *calendars.ROUTES,
    *hsds.ROUTES,
    *hsds_package.ROUTES,
    *health.ROUTES,
    *metrics.ROUTES,
]

MIDDLEWARE = [
    Middleware(logs.Requests),
    Middleware(security.SecurityHeaders, policy=security.policy(static_files.script_hashes())),
    Middleware(security.Gate),
    Middleware(static_files.StaticFiles),
]


def lifespan(load: Callable[[], None]):
    """What starts and stops around the server's life; `load` brings in what asks for a runtime as it is loaded."""

    @asynccontextmanager
    async def living(app):
        """From the first request to the last."""
        logs.configure()
        # Until the first run of app.py Streamlit would take the folder for its list of pages: a link would lead
        # nowhere, and a script lying there would be served without the frame.
        PagesManager.uses_pages_directory = False
        load()
        static_files.compress_in_background()
        scheduler = jobs.start()
        gc.collect()
        gc.freeze()  # what has been imported stays: no collection need look at it again
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)
            forget()

    return living
