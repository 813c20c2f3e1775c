"""One's own account: password, language, mails, and where one is signed in."""

import streamlit as st

from components import (
    account_menu,
    calendar_feeds,
    digest_choice,
    invitation_view,
    own_registration,
    password_forms,
    session_list,
    staff_view,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain import topics
from domain.queries import digest, invitations, match_news

person = current_user()
heartbeat((topics.PEOPLE,))

st.title(t("My account"), anchor=False)
account_menu.card(person)
left, right = st.columns(2, gap="large")
with left:
    st.subheader(t("Password"), anchor=False)
    password_forms.change()
    own_registration.theirs(person)
with right:
    st.subheader(t("Language"), anchor=False)
    account_menu.languages(person)
    digest_choice.show(person, read(digest.is_wanted, person, topics=(topics.PEOPLE,)))
    digest_choice.news(person, read(match_news.is_wanted, person, topics=(topics.PEOPLE,)))
    wanted = read(invitations.is_wanted, person, topics=(topics.ORGANISATIONS,))
    invitation_view.wanted(person, wanted)
    st.subheader(t("My calendar"), anchor=False)
    calendar_feeds.mine(person)
    st.subheader(t("Sessions"), anchor=False)
    session_list.show(person, person.id)
staff_view.own(person)
