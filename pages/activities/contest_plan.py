"""The plan of a competition: begun, and corrected by those who keep it."""

from components import contest_form, contest_view, not_found
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import contests

person, asked = current_user(), not_found.number()
shown = read(contests.contest, person, asked, topics=contest_view.SEEN) if asked else None
if asked and (shown is None or not shown.is_keeper):
    not_found.say(t("Plan of the competition"), contest_view.LIST_PAGE, t("Competitions"))

contest_form.head(shown)
contest_form.show(person, shown)
