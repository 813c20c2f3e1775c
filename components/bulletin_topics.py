"""The demands in which a topic of a bulletin was found, in a window over its page, for those to whom the records of the
whole city are open."""

import streamlit as st

from components import address, rows, window
from components.naming import named
from components.reading import read
from components.rows import Cell, Column, Link
from components.texts import listed, t, term
from domain import paging
from domain.indicators.allowed import may_list
from domain.indicators.reading import Scope
from domain.permissions import Person
from domain.queries import bulletin_links as queries
from domain.queries.bulletins import BulletinShown

PAGE, PATH = "pages/performance/bulletin.py", "bulletin"
NAME = "topic"  # in the address: which of them, from one on


def links(person: Person, shown: BulletinShown) -> list[Link | None]:
    """For each topic the way to its demands; none of a bulletin that was drawn before these were kept."""
    return [
        Link(PAGE, PATH, (("id", str(shown.id)), (NAME, str(n))))
        if _ids(person, shown, n)
        else None
        for n in range(1, len(shown.facts["topics"]) + 1)
    ]


def show(person: Person, shown: BulletinShown) -> None:
    """The window of the topic that the address names, where it names one."""
    said = window.opened(NAME)
    n = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
    if ids := _ids(person, shown, n):
        topic = shown.facts["topics"][n - 1]
        window.show(NAME, listed(topic["words"]), _demands, person, ids, topic, width="large")


def _ids(person: Person, shown: BulletinShown, n: int) -> tuple[int, ...]:
    """The demands of one topic, where they are open to this person."""
    topics = shown.facts["topics"]
    if not 0 < n <= len(topics) or not may_list(person, Scope(shown.month, shown.month)):
        return ()
    return tuple(topics[n - 1].get("orders", ()))


def _demands(person: Person, ids: tuple[int, ...], topic: dict) -> None:
    many = t("{n} demands", n=f"{len(ids):,}")
    read_of = t("Those among the demands that were read; the number in the bulletin is estimated.")
    st.caption(f"{many} · {read_of}" if topic["is_estimate"] else many)
    place = st.container()
    pages = paging.pages(len(ids), queries.PAGE)
    page = address.page("of-topic", pages=pages, of=ids)
    some = ids[(page - 1) * queries.PAGE : page * queries.PAGE]
    found = read(queries.demands, person, some, topics=("demands",))
    columns = (Column(t("Subject"), 8), Column(t("Stage"), 3), Column(t("Area"), 3))
    lines = [
        (
            Cell(each.title, each.number, link=rows.demand(each.number))
            if each.is_open
            else Cell(t("Not open to you"), each.number),
            Cell(term(each.stage), tone="blue"),
            Cell(named(each.area, each.area_en)),
        )
        for each in found
    ]
    with place:
        if wanted := rows.show(columns, lines, key="topic-demands", label=t("Demands")):
            rows.follow(wanted)
