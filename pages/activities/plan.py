"""The plan of an activity: drafted, and corrected by those who hold it."""

from components import activity_plan_form, activity_plan_people, activity_view, not_found
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import activity

person, asked = current_user(), not_found.number()
shown = read(activity.activity, person, asked, topics=activity_view.seen(asked)) if asked else None
if asked and (shown is None or not activity_plan_form.may_correct(shown)):
    not_found.say(t("Plan of the activity"), activity_view.LIST_PAGE, t("Activities"))

activity_plan_form.head(shown)
activity_plan_form.show(person, shown)
if shown is not None:
    activity_plan_people.show(person, shown)
