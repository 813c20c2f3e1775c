"""A walk over the pages as one person, in one session: what the browser is sent, whatever way it is written."""

import json
from collections.abc import Iterable

from streamlit.testing.v1 import AppTest

from tests.pages.visiting import opened


class Walk:
    """One person at one browser; each page is drawn once."""

    def __init__(self, username: str | None, language: str = "zh"):
        self.app: AppTest = opened("home/account", username, language=language)

    def at(self, page: str, **query: str) -> str:
        """All that is sent of a page, but for what was typed into its fields: that comes back and is no answer."""
        self.app.query_params.clear()
        for name, value in query.items():
            self.app.query_params[name] = value
        self.app.switch_page(f"pages/{page}.py").run()
        sent = everything(self.app)
        for each in (*self.app.text_input, *self.app.text_area):
            sent = sent.replace(_read(each), "")
        for typed in query.values():
            sent = sent.replace(f"“{typed}”", "").replace(f"「{typed}」", "")
        return sent


def everything(app: AppTest) -> str:
    """All that was sent to the browser, also what is not shown."""
    sent = []
    for block in (app.main, app.sidebar):
        sent += [_read(node) for node in _nodes(block) if getattr(node, "proto", None) is not None]
    return "\n".join(sent)


def found(text: str, secrets: Iterable[str]) -> list[str]:
    """Those of the secrets that stand in a text, also written in JSON."""
    return [each for each in secrets if each in text or json.dumps(each)[1:-1] in text]


def _read(node) -> str:
    return node.proto.SerializeToString().decode("utf-8", "ignore")


def _nodes(block):
    yield block
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _nodes(child)
        else:
            yield child
