"""Series of activities: all of them, or one with its years and what was held in each."""

from components import (
    activity_series_forms,
    activity_series_view,
    activity_view,
    calendar_feeds,
    hanging_view,
    not_found,
    outcome_view,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain.queries import activity_series

person, asked = visitor(), not_found.number()
if not asked:
    activity_series_view.every(person)
    activity_series_forms.show_all(person)
else:
    shown = read(activity_series.series, person, asked, topics=activity_view.SEEN)
    if shown is None:
        not_found.say(t("Series"), activity_series_view.PAGE, t("Series of activities"))
    activity_series_view.head(shown)
    calendar_feeds.of_series(asked)
    hanging_view.of_series(person, asked)
    activity_series_view.figures(shown)
    counted = outcome_view.of_series(person, asked)
    if counted:
        outcome_view.feedback(person, counted)
    activity_series_view.occurrences(person, shown)
    activity_series_forms.show(person, shown)
heartbeat(activity_view.SEEN)
