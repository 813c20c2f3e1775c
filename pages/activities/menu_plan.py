"""The plan of a service menu: begun, filled with offers and their times, published."""

from components import feedback_view, menu_form, menu_view, not_found
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import activity_feedback, menus

person, asked = current_user(), not_found.number()
shown = read(menus.menu, person, asked, topics=menu_view.SEEN) if asked else None
if asked and (shown is None or not shown.is_keeper):
    not_found.say(t("Plan of the service menu"), menu_view.LIST_PAGE, t("Service menu"))

if shown is None:
    menu_form.begin(person)
else:
    menu_form.keep(person, shown)
    said = read(activity_feedback.said_of_menu, person, shown.id, topics=menu_view.SEEN)
    feedback_view.show(said, of_services=True)
    menu_form.window(person, shown)
heartbeat(menu_view.SEEN)
