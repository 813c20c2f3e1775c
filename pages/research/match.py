"""One match: who and what, how far it has come, what is next, and its story."""

from components import (
    match_files,
    match_forms,
    match_offering,
    match_view,
    match_why,
    not_found,
    research_list,
)
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.matchmaking import files
from domain.queries import match_keepers, matches
from domain.queries import match_offering as queries

person = current_user()
shown = read(matches.match, person, not_found.number(), topics=research_list.SEEN)
if shown is None:
    not_found.say(t("Match"), "pages/research/matches.py", t("Matches"))

heartbeat(research_list.SEEN)
match_view.head(shown)
match_forms.actions(shown)
match_offering.tell(read(queries.left, person, shown.card.id, topics=research_list.SEEN))
match_offering.ask(read(queries.asked, person, shown.card.id, topics=research_list.SEEN))
match_view.names(shown)
match_view.facts(shown)
match_why.show(person, shown)
match_forms.results(shown)
match_files.show(
    read(files.of_match, person, shown.card.id, topics=research_list.NAMES), shown.card.id
)
match_view.seen(
    read(match_keepers.names_seen, person, shown.card.id, topics=research_list.NAMES),
    read(match_keepers.agreed_for, person, shown.card.id, topics=research_list.SEEN),
)
match_view.story(shown.happened)
match_forms.window(shown)
