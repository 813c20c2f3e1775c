"""One project of a competition: for the organisers who look it over, and for the enterprise that entered it."""

from components import (
    contest_entry_form,
    contest_entry_view,
    contest_follow,
    contest_view,
    contest_words,
    happened,
    not_found,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import contest_entries

person, asked = current_user(), not_found.number()
shown = read(contest_entries.entry, person, asked, topics=contest_view.SEEN)
if shown is None:
    not_found.say(t("Project"), contest_view.LIST_PAGE, t("Competitions"))

contest_entry_view.head(shown)
contest_entry_view.review(shown)
contest_entry_form.correct(person, shown, "")
contest_entry_view.hand_in(shown)
contest_entry_view.out(shown)
contest_follow.of_entry(person, shown)
happened.show(shown.story, contest_words)
contest_entry_view.window(shown)
heartbeat(contest_view.SEEN)
