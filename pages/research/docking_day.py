"""One docking day: who comes, who meets whom when, and how it went."""

from components import (
    docking_calendar,
    docking_forms,
    docking_own_view,
    docking_print,
    docking_tabs,
    docking_view,
    not_found,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import docking

person = current_user()
shown = read(docking.day, person, not_found.number(), topics=docking_view.SEEN)
if shown is None:
    not_found.say(t("Docking day"), docking_view.DAYS_PAGE, t("Docking days"))

heartbeat(docking_view.SEEN)
docking_view.head(shown)
docking_calendar.line(person, shown)
docking_forms.actions(shown)
docking_view.figures(shown)
docking_print.now(shown)
docking_own_view.agenda(shown)
docking_tabs.show(shown)
docking_forms.window(person, shown)
