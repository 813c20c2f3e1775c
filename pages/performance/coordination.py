"""One coordination case: its question, the units that are called, what was decided and what came of it."""

from components import case_forms, case_view, not_found
from components.heartbeat import heartbeat
from components.reading import read
from components.session import current_user
from components.texts import t
from domain.queries import coordination as queries

person = current_user()
shown = read(queries.case, person, not_found.number(), topics=queries.TOPICS)
if shown is None:
    not_found.say(t("Coordination"), "pages/performance/supervision.py", t("Supervision"))

case_view.head(shown)
case_forms.buttons(shown)
case_forms.window(person, shown)
case_view.decisions(shown)
case_view.minutes(shown)
case_view.demands(shown)
heartbeat(queries.TOPICS)
