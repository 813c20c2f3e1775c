"""The queries of the search benchmark are two hundred, the same every time, and judged by what the records say."""

from collections import Counter

import pytest
from sqlmodel import col, select

from bench.queries import DRAWN, Query, Rule, judge, queries, right_places
from bench.search import _ours
from db.engine import snapshot
from db.models import DirectoryEntry, Organisation
from db.vocabulary import EntryKind, Kind
from domain import accounts, clock
from domain.command import perform
from domain.permissions import ENGINE
from seed import crowd, foundation, keeping
from tests.town import LONGWAN

MANY = 400


@pytest.fixture
def directory(database):
    foundation.lay()
    invited = perform(ENGINE, accounts.invite_administrator, username="admin", name="admin")
    keeper = keeping.Keeper(invited.user_id, {}, "zh", clock.now())
    crowd.enterprises(keeper, MANY, progress=lambda share: None)


def entries_of(session, *where):
    listed = select(DirectoryEntry.id).where(DirectoryEntry.kind == EntryKind.ENTERPRISE, *where)
    return session.exec(listed.order_by(col(DirectoryEntry.id))).all()


def test_there_are_two_hundred_of_every_sort_and_the_search_answers_them(directory):
    with snapshot() as session:
        asked = queries(session)
        assert asked == queries(session)
        sorts = Counter(each.kind_of for each in asked)
        assert len(asked) == 200
        assert DRAWN.items() <= sorts.items()
        known = [each for each in asked if each.kind_of in ("credit code", "telephone", "pinyin")]
        for query in known:
            found = _ours(session, query.typed)
            assert judge(session, query, found, right_places(session, query)) == 1, query


def test_a_record_is_right_when_it_meets_every_condition_of_one_rule(directory):
    here = Rule(kinds=("enterprise",), area=LONGWAN)
    with snapshot() as session:
        inside = entries_of(session, DirectoryEntry.area_code == LONGWAN)
        outside = entries_of(session, DirectoryEntry.area_code != LONGWAN)
        query = Query("龙湾", "area", (here,))
        assert right_places(session, query) == 10
        assert judge(session, query, inside[:10], 10) == 1
        assert judge(session, query, outside[:10], 10) == 0
        assert judge(session, query, [*outside[:5], *inside], 10) == 0.5
        either = Query("龙湾", "area", (here, Rule(kinds=("enterprise",))))
        assert judge(session, either, outside[:10], 10) == 1


def test_a_query_for_one_record_has_one_right_place(directory):
    with snapshot() as session:
        record = session.exec(
            select(Organisation).where(Organisation.kind == Kind.ENTERPRISE).limit(1)
        ).one()
        mine = entries_of(session, DirectoryEntry.subject_id == record.id)
        for rule in (
            Rule(id=record.id),
            Rule(code=record.credit_code),
            Rule(phone=record.phone),
            Rule(kinds=("enterprise",), named=record.name),
        ):
            query = Query(record.name, "one", (rule,))
            assert right_places(session, query) == 1
            assert judge(session, query, mine, 1) == 1
        nothing = Query("x", "none", (Rule(says=("天文望远镜",)),))
        assert right_places(session, nothing) == 0
        assert judge(session, nothing, mine, 0) == 1
