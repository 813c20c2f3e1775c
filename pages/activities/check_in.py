"""The door of an activity: people are checked in by the code they show or from the list, for those who hold it."""

from components import activity_view, door, follow_up_view, not_found, origin_forms
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import activity

person, asked = current_user(), not_found.number()
seen = activity_view.seen(asked)
shown = read(activity.activity, person, asked, topics=seen)
if shown is None or not shown.is_keeper:
    not_found.say(t("Check in"), activity_view.LIST_PAGE, t("Activities"))

door.head(shown)
door.code(person, shown)
door.walk_in(person, shown)
door.everybody(person, shown)
origin_forms.window(person, shown)
follow_up_view.window(person, shown)
heartbeat(seen)
