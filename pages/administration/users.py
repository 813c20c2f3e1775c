"""The people: who has an account, and what an administrator does about it."""

import streamlit as st

from components import address, people_list, user_forms
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import people

person = current_user()
seen = (topics.PEOPLE, topics.ORGANISATIONS)
heartbeat((topics.PEOPLE,))

asked_for = people_list.opened()
account = read(people.one, person, asked_for, topics=seen) if asked_for else None

st.title(t("People"), anchor=False)
user_forms.new_link()
if account:
    people_list.back()
    user_forms.about(person, account)
    st.stop()

user_forms.invite()
search, role = people_list.filters()
counted = read(people.people, person, search, role, topics=seen)
people_list.counted(counted)
table = st.container()
page = address.page("page", pages=counted.pages, of=(search, role))
with table:
    people_list.show(read(people.people, person, search, role, page, topics=seen))
