"""One activity: for the public to register, for those who hold it with who comes and what happened."""

from components import (
    activity_moves_forms,
    activity_people,
    activity_steps,
    activity_view,
    calendar_feeds,
    docking_calendar,
    not_found,
    registration_forms,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain.queries import activity

person, asked = visitor(), not_found.number()
seen = activity_view.seen(asked)
shown = read(activity.activity, person, asked, topics=seen)
if shown is None:
    not_found.say(t("Activity"), activity_view.LIST_PAGE, t("Activities"))

activity_view.head(shown)
activity_moves_forms.undo(person, shown.id)
activity_steps.buttons(shown)
calendar_feeds.of_activity(shown)
activity_view.programme(shown)
activity_view.other_times(shown)
docking_calendar.of_activity(person, shown.id)
activity_people.to_approve(person, shown)
registration_forms.register(person, shown)
if shown.is_keeper:
    activity_people.everybody(person, shown)
activity_view.story(shown)
activity_steps.window(shown)
heartbeat(seen)
