"""What is due next of a dispatched demand is also the first call: the dates kept so far are written anew by the job."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT id FROM demand LIMIT 1")).first() is None:
        return
    asked = sa.table(
        "recalculation",
        sa.column("first_day", sa.Date),
        sa.column("last_day", sa.Date),
        sa.column("done_to", sa.Integer),
    )
    whole = {"first_day": date(2000, 1, 1), "last_day": date(2099, 12, 31), "done_to": 0}
    op.bulk_insert(asked, [whole])
