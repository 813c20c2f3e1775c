"""The zones of the sub-platforms on the tile map: what an area lives by, who serves there, and how it is reached."""

import streamlit as st

from components import zone_forms, zone_map, zone_view
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain import topics
from domain.queries import zones

person = visitor()
seen = (topics.ORGANISATIONS, topics.RULES, topics.DEMANDS, topics.PEOPLE)

st.title(t("Sub-platform zones"), anchor=False)
zone_view.nearby(person)
tiles = read(zones.tiles, person, topics=zone_view.TOPICS)
area = zone_map.asked(tiles) or person.area_code
left, right = st.columns((2, 3), gap="large")
with left:
    zone_map.show(tiles, area)
zone = read(zones.zone, person, area, topics=seen) if area else None

with right:
    if zone is None:
        zone_view.introduction()
        st.stop()
    heartbeat((topics.ORGANISATIONS,))
    zone_view.head(zone)
    zone_view.orders(person, zone)
    zone_view.pillars(zone)
    zone_forms.projects(zone)
    zone_forms.actions(zone)
    zone_view.counts(zone)
    zone_view.staff(zone)
    zone_forms.opened(person, zone)
