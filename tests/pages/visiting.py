"""Opening a page as somebody, without a browser: the script itself runs, in the frame."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from components import reading
from db.engine import transaction
from db.models import SignInTicket
from db.settings import settings
from domain import clock, sessions, tokens
from tests.town import ID

APP = Path(__file__).parents[2] / "app.py"


def opened(page: str, /, username: str | None = None, *, language: str = "en", **query) -> AppTest:
    """The page of this file below pages/, for a visitor or for somebody who is signed in."""
    reading.forget()
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["language"] = language
    settings().language = language  # also for what AppTest looks up outside the script
    if username:
        app.session_state["session_hash"] = tokens.hashed(sessions.redeem(ticket(username)))
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app.switch_page(f"pages/{page}.py").run()


def ticket(username: str) -> str:
    """A one-time ticket, as the page to sign in gives it."""
    made = tokens.new_token()
    until = clock.now() + sessions.TICKET
    with transaction() as session:
        known = {"user_id": ID[username], "expires_at": until}
        session.add(SignInTicket(ticket_hash=tokens.hashed(made), **known))
    return made


def fill(app: AppTest, **texts: str) -> None:
    """Type into the fields whose keys begin with the page's own prefix: `ask_title` stands for ask-title-…"""
    for name, text in texts.items():
        field(app, name).set_value(text)


def field(app: AppTest, name: str):
    start = name.replace("_", "-")
    every = [*app.text_input, *app.text_area, *app.selectbox, *app.checkbox, *app.button_group]
    return next(each for each in every if each.key and each.key.startswith(start))


def labelled(app: AppTest, label: str):
    """The field of this label; of several that of the window, which stands last."""
    every = [*app.text_input, *app.text_area, *app.number_input, *app.selectbox]
    return [each for each in every if each.label == label][-1]


def so_many(n: int, things: str) -> str:
    """So many things as an English page tells them: "1 record", "2 records"."""
    return f"{n} {things.removesuffix('s') if n == 1 else things}"


def button(app: AppTest, label: str):
    return next(each for each in app.button if each.label == label)


def labels(app: AppTest) -> set[str]:
    """Of all buttons."""
    return {each.label for each in app.button}


def press(app: AppTest, label: str) -> AppTest:
    """The button of this label; of several that of the window, which stands last."""
    [each for each in app.button if each.label == label][-1].click().run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    """Everything that stands on the page as text."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.text, app.error)
    kinds += (app.warning, app.success, app.info)
    return "\n".join(each.value for kind in kinds for each in kind)


def drawn(app: AppTest, key: str) -> dict | None:
    """What one of the platform's own components was given to draw, by its key; nothing if it is not on the page."""
    for each in app.get("bidi_component"):
        if each.proto.id.endswith(f"-{key}"):
            return json.loads(each.proto.json)
    return None


def leading(app: AppTest) -> list[str]:
    """The titles that lead somewhere, and the labels of the other ways."""
    parts = [each.proto for each in app.get("bidi_component") if "-title-" in each.proto.id]
    told = [json.loads(each.json)["text"] for each in parts]
    return told + [each.label for each in app.get("page_link")]


def choose(app: AppTest, key: str, text: str, chosen: int) -> AppTest:
    """Take a hit of the finder of this key, as the browser reports it; before its form is filled in."""
    field = next(
        each for each in app.get("bidi_component") if each.proto.id.endswith(f"-{key}")
    ).proto
    told = {"text": text, "chosen": chosen, "reset": json.loads(field.json)["reset"]}
    states = app._tree.get_widget_states()
    states.widgets.add(id=field.id, json_value=json.dumps({"value": told}))
    return app._run(states)
