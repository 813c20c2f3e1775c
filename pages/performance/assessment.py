"""The monthly assessment: the order of the sub-platforms, their points, grades, appeals, another scheme on trial."""

import streamlit as st

from components import (
    assessment_files,
    assessment_sheet,
    assessment_simulator,
    assessment_view,
    rows,
    staff_view,
    subscription_forms,
    title_gauges,
)
from components import assessment_forms as forms
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t
from domain.queries.assessment import TOPICS

person = current_user()

st.title(t("Monthly assessment"), anchor=False)
first = assessment_view.month()
found = assessment_view.shown(person, first)
assessment_view.head(found)
above = st.container()

view = assessment_view.view(person)
if view != "title":  # which has files of its own: it is told of a year
    with above:
        assessment_files.offer(person, found)

wanted = None
match view:
    case "sheet":
        area = assessment_sheet.area(person)
        wanted = assessment_sheet.sheet(person, found, area)
    case "marks":
        forms.marks(person, found)
    case "appeals":
        forms.appeals(person, found)
    case "trial":
        assessment_simulator.versions(person)
        assessment_simulator.show(person, found)
    case "title":
        title_gauges.show(person)
    case "staff":
        staff_view.show(person, found)
    case _ if found.assessed:
        wanted = assessment_view.ranking(person, found)
        assessment_view.corrected(person, found)
        assessment_view.picture(person, found)
        subscription_forms.offer_order(person)
        forms.publish(person, found)
        forms.correct(person, found)
    case _:
        assessment_view.nothing()
if wanted:
    rows.follow(wanted)
heartbeat(TOPICS)
