"""What happened with something, told line by line under it, for those who hold it."""

from collections.abc import Sequence
from types import ModuleType

import streamlit as st

from components.moments import day, moment
from components.texts import plain, t
from domain.clock import LOCAL
from domain.queries.activity_needs import Line
from domain.queries.happened import Happened


def show(story: Sequence[Happened], words: ModuleType) -> None:
    """The newest first; `words` has the sentence and the icon of each event."""
    if not story:
        return
    st.subheader(t("What happened"), anchor=False)
    for each in story:
        said = plain(words.sentence(each.action, each.said, each.who))
        st.markdown(f"{words.icon(each.action)} {said} :gray[{when(each)}]")


def when(each: Happened | Line) -> str:
    """The moment, or the day alone where no more is told."""
    return day(each.at.astimezone(LOCAL).date()) if each.is_day else moment(each.at)
