"""One activity: for the public to register, for those who hold it with who comes and what happened."""

from components import (
    activity_calls,
    activity_moves_forms,
    activity_people,
    activity_steps,
    activity_view,
    activity_words,
    calendar_feeds,
    docking_calendar,
    feedback_form,
    follow_up_view,
    hanging_view,
    happened,
    not_found,
    origin_forms,
    origin_view,
    outcome_view,
    registration_forms,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain.queries import activity, activity_results

person, asked = visitor(), not_found.number()
seen = activity_view.seen(asked)
shown = read(activity.activity, person, asked, topics=seen)
if shown is None:
    not_found.say(t("Activity"), activity_view.LIST_PAGE, t("Activities"))

activity_view.head(shown)
activity_moves_forms.undo(person, shown.id)
activity_calls.news(person, shown)
activity_steps.buttons(shown)
feedback_form.way(person, shown.id, seen)
origin_forms.ways(person, shown)
calendar_feeds.of_activity(shown)
activity_view.programme(shown)
activity_view.other_times(shown)
hanging_view.of_activity(person, shown.id)
docking_calendar.of_activity(person, shown.id)
activity_people.to_approve(person, shown)
registration_forms.register(person, shown)
if shown.is_keeper:
    counted = outcome_view.show(person, shown)
    origin_forms.button(shown)
    raised = (*activity_view.RAISED, *seen)
    origin_view.show(read(activity_results.raised, person, shown.id, topics=raised))
    follow_up_view.of_activity(person, shown)
    outcome_view.feedback(person, counted)
    activity_people.everybody(person, shown)
happened.show(shown.story, activity_words)
activity_steps.window(person, shown)
activity_people.of_one(person, shown)
origin_forms.window(person, shown)
follow_up_view.window(person, shown)
heartbeat(seen)
