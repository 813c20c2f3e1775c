"""The people: who has an account, and what an administrator does about it."""

import streamlit as st

from components import people_list, user_forms
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import people

person = current_user()
heartbeat((topics.PEOPLE,))

st.title(t("People"), anchor=False)
user_forms.new_link()
user_forms.invite()
asked = people_list.filters()
found = read(
    people.people,
    person,
    asked.search,
    asked.role,
    asked.page,
    topics=(topics.PEOPLE, topics.ORGANISATIONS),
)
account = people_list.table(found, asked)
if account:
    user_forms.about(person, account)
