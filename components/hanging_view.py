"""The ways from a series or an activity to what hangs on it: its competitions, and what its months offer to book."""

import streamlit as st

from components import contest_view, menu_view
from components.naming import named
from components.reading import read
from components.texts import plain, t
from domain import topics
from domain.permissions import Person
from domain.queries import hanging
from domain.queries.hanging import Hanging

SEEN = (topics.CONTESTS, topics.MENUS)


def of_series(person: Person, series_id: int) -> None:
    _show(read(hanging.of_series, person, series_id, topics=SEEN))


def of_activity(person: Person, activity_id: int) -> None:
    _show(read(hanging.of_activity, person, activity_id, topics=SEEN))


def _show(found: Hanging) -> None:
    if not (found.contests or found.menus):
        return
    with st.container(horizontal=True, gap="small"):
        for each in found.contests:
            title = plain(named(each.name, each.name_en))
            st.page_link(
                contest_view.PAGE,
                label=t("Competition: {title}", title=title),
                icon=":material/trophy:",
                query_params={"id": str(each.id)},
            )
        for menu_id, month in found.menus:
            st.page_link(
                menu_view.LIST_PAGE,
                label=t("Service menu {month}", month=f"{month:%Y-%m}"),
                icon=":material/menu_book:",
                query_params={"menu": str(menu_id)},
            )
