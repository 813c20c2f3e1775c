"""The office calendar: a year to look at, its single days, its holiday notice, and who changed it."""

import streamlit as st

from components import office_day_forms, office_year_view, year_calendar
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import office_days

person = current_user()
rules = (topics.RULES,)
heartbeat(rules)

st.title(t("Office calendar"), anchor=False)
number = office_year_view.choice(read(office_days.standings, person, topics=rules))
year = read(office_days.year, person, number, topics=rules)
office_year_view.head(year)
office_day_forms.notice(year)
st.caption(t("Choose a day to enter it otherwise."))
clicked = year_calendar.show(year, key=f"office-year-{number}")
day = office_day_forms.chosen(year, clicked)
if day:
    office_day_forms.one_day(day)
office_day_forms.history(year)
