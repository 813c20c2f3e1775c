"""The title of a record that leads to its page: whole, in as many lines as it needs, also on a telephone."""

from components import linked, rows
from components.browser import component, unheard
from components.rows import Link

_mount = component("title_that_leads", "leading", "record_title", style="record_title")


def show(text: str, link: Link, *, key: str, is_small: bool = False) -> None:
    """Draw it, and go where it leads once it is clicked. The text goes in as it was typed; `is_small`: one that stands
    below another."""
    data = {"text": text, "href": link.href, "is_small": is_small}
    said = _mount(key=f"title-{key}", data=data, on_act_change=unheard)
    if wanted := linked.wanted(said.act, [link]):
        rows.follow(wanted)
