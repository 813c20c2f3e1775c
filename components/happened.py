"""What happened with something, told line by line under it, for those who hold it."""

from collections.abc import Callable, Sequence
from types import ModuleType

import streamlit as st

from components.moments import day, moment
from components.texts import plain, t
from domain.clock import LOCAL
from domain.queries.activity_needs import Line
from domain.queries.happened import Happened

NEWEST = 20  # events of a story that stand open


def show(story: Sequence[Happened], words: ModuleType) -> None:
    """The newest first; `words` has the sentence and the icon of each event."""
    if not story:
        return
    st.subheader(t("What happened"), anchor=False)

    def line(each: Happened) -> None:
        said = plain(words.sentence(each.action, each.said, each.who))
        st.markdown(f"{words.icon(each.action)} {said} :gray[{when(each)}]")

    newest(story, line)
    earlier(story, line)


def newest(story: Sequence[Happened], line: Callable[[Happened], None]) -> None:
    """The events that stand open."""
    for each in story[:NEWEST]:
        line(each)


def earlier(story: Sequence[Happened], line: Callable[[Happened], None]) -> None:
    """The others, folded; not within another fold."""
    if others := story[NEWEST:]:
        with st.expander(t("Earlier ({n})", n=len(others)), icon=":material/history:"):
            for each in others:
                line(each)


def when(each: Happened | Line) -> str:
    """The moment, or the day alone where no more is told."""
    return day(each.at.astimezone(LOCAL).date()) if each.is_day else moment(each.at)
