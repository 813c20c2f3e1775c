"""A page of needs, results and matches, as somebody sees it."""

from streamlit.testing.v1 import AppTest

from tests.pages.visiting import opened


def at(page: str, username: str | None = None, **asked) -> AppTest:
    app = opened(f"research/{page}", username, **asked)
    assert not app.exception
    return app
