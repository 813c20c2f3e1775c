"""Addresses of those who subscribe."""

import pytest

from db.engine import transaction
from db.models import User
from domain.indicators import building
from tests.town import ID


@pytest.fixture(autouse=True)
def addresses(small_town):
    building.keep_up()
    with transaction() as session:
        for username in ("leader", "longwan", "finance_head"):
            session.get_one(User, ID[username]).email = f"{username}@example.com"
