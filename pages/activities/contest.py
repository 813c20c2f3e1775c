"""One competition: for the public to enter a project and see the awarded, for those who keep it with its entries."""

from components import (
    contest_desk,
    contest_entry_form,
    contest_parts,
    contest_view,
    not_found,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import visitor
from components.texts import t
from domain.queries import contests

person, asked = visitor(), not_found.number()
shown = read(contests.contest, person, asked, topics=contest_view.SEEN)
if shown is None:
    not_found.say(t("Competition"), contest_view.LIST_PAGE, t("Competitions"))

contest_view.head(shown)
contest_view.own(shown)
contest_desk.lead(person, shown.id)
contest_view.awarded(shown)
contest_entry_form.enter(person, shown)
contest_parts.show(person, shown)
contest_view.window(shown)
heartbeat(contest_view.SEEN)
