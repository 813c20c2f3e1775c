"""One's own subscriptions to key figures, and the bots of groups for those who keep them."""

import streamlit as st

from components import bot_view, subscription_view
from components.heartbeat import heartbeat
from components.session import current_user
from components.texts import t

person = current_user()

st.title(t("Subscriptions"), anchor=False)
subscription_view.show(person)
bot_view.show(person)
heartbeat(subscription_view.seen(person))
