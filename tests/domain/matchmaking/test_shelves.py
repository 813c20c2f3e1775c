"""The indexes that each process holds: they see what others write, whatever is built meanwhile."""

import re
from threading import Event

import pytest
from sqlmodel import col, select

from db.engine import snapshot, transaction
from db.models import GlossaryTerm, MatchText, Topic
from db.research_vocabulary import MatchKind
from domain import answers, match_texts, topics
from domain.matching import index as matching
from domain.matchmaking import shelves
from domain.matchmaking.shelves import Shelf
from tests.domain.matching import made
from tests.domain.queries.many import plans_of

RESULT = MatchKind.RESULT


def write(texts, *, is_active=True, at_one_go=False):
    """Write what can be read of some results, {id: text}, as commands do."""
    with transaction() as session:
        position = topics.next_in(session, match_texts.COUNTER)
        for record_id, text in texts.items():
            row = session.get(MatchText, (RESULT, record_id))
            if row is None:
                row = MatchText(kind=RESULT, record_id=record_id, position=0, text=text)
            row.text, row.is_active, row.position = text, is_active, position
            session.add(row)
            if not at_one_go:
                session.flush()
                position = topics.next_in(session, match_texts.COUNTER)


def asked(shelf, text, places=5):
    with snapshot() as session, shelf.lock:
        shelf.refresh(session)
        return [found.key for found in shelf.index.rank([text], places)[0]]


def test_another_process_finds_at_once_what_one_has_written(database):
    ours, its = Shelf(RESULT), Shelf(RESULT)
    write({1: "低温阀门密封", 2: "水泵叶轮铸造"})
    assert asked(ours, "阀门") == asked(its, "阀门") == [1]
    write({3: "磷虾捕捞气幕"})
    write({2: "磷虾加工"})
    assert set(asked(its, "磷虾")) == {2, 3}
    write({3: "磷虾捕捞气幕"}, is_active=False)
    assert asked(its, "磷虾") == asked(ours, "磷虾") == [2]
    assert asked(its, "水泵叶轮") == []


def test_a_reader_whose_look_is_older_is_served_and_nothing_is_lost(postgresql):
    shelf = Shelf(RESULT)
    write({1: "低温阀门密封"})
    with snapshot() as older:
        older.exec(select(MatchText)).all()
        write({2: "磷虾捕捞气幕"})
        assert asked(shelf, "磷虾") == [2]
        with shelf.lock:
            shelf.refresh(older)
            assert shelf.index.rank(["磷虾"])[0][0].key == 2


def test_after_a_backup_was_restored_what_came_later_is_gone(sqlite):
    shelf = Shelf(RESULT)
    write({1: "低温阀门密封"})
    write({2: "阀门远程监控"})
    assert set(asked(shelf, "阀门")) == {1, 2}
    with transaction() as session:  # as the file of the backup has it
        session.delete(session.get_one(MatchText, (RESULT, 2)))
        counter = session.exec(select(Topic).where(Topic.name == match_texts.COUNTER)).one()
        counter.version -= 2
        session.add(counter)
    assert asked(shelf, "阀门") == [1]


def test_a_term_of_the_glossary_is_heeded_from_then_on(sqlite):
    shelf = Shelf(RESULT)
    write({1: "electrical contact for breakers", 2: "impeller of a pump"})
    assert asked(shelf, "龘龘纹") == []
    with transaction() as session:
        session.add(GlossaryTerm(chinese="龘龘", english="electrical contact"))
    assert asked(shelf, "龘龘纹") == [1]
    with transaction() as session:
        session.add(GlossaryTerm(chinese="龘龘", english="impeller"))
        session.add(GlossaryTerm(chinese="Q-龘仪", english="breaker"))
    assert sorted(asked(shelf, "龘龘纹")) == [1, 2]  # the one that was there first still counts
    assert asked(shelf, "新的q-龘仪") == [1]


@pytest.fixture
def held_up(monkeypatch):
    """Building beside waits until it is let go: as long as it takes with very many records."""
    let_go, build = Event(), Shelf._build

    def waiting(self):
        let_go.wait(30)
        build(self)

    monkeypatch.setattr(Shelf, "_build", waiting)
    yield let_go
    let_go.set()


def test_while_a_large_index_is_built_again_everything_new_is_found(sqlite, monkeypatch, held_up):
    """More than an index should take in beside what was built, as after a large import."""
    monkeypatch.setattr(shelves, "AGAIN_AT_ONCE", 10)
    monkeypatch.setattr(matching, "ROOM", 40)
    write(dict(enumerate(made.texts(30))))
    shelf = Shelf(RESULT)
    assert asked(shelf, "阀门 密封")
    first = shelf.index
    for n in range(3):
        write({1000 + 50 * n + k: f"磷虾{n} 捕捞 {k}" for k in range(50)})
        assert asked(shelf, f"磷虾{n}", places=3)
    assert shelf.index is first and shelf.index.is_due
    held_up.set()
    shelf.wait()
    assert shelf.index is not first and not shelf.index.is_due
    assert set(range(1000, 1150)) <= set(asked(shelf, "磷虾", places=500))


def test_a_first_index_of_very_many_answers_from_the_newest_until_all_are_ready(
    sqlite, monkeypatch, held_up
):
    monkeypatch.setattr(shelves, "AT_ONCE", 20)
    write({0: "磷虾捕捞气幕"} | {n: f"阀门 {n}" for n in range(1, 60)})
    shelf = Shelf(RESULT)
    assert asked(shelf, "磷虾") == [] and not shelf.is_whole
    assert len(asked(shelf, "阀门", places=100)) == 20
    write({100: "磷虾加工"})
    assert asked(shelf, "磷虾") == [100]
    answers.answer(("what was found",), 1, lambda: "among the newest")
    held_up.set()
    shelf.wait()
    assert set(asked(shelf, "磷虾", places=2)) == {0, 100} and shelf.is_whole
    assert not answers.held()  # else it would stand until something changes


def test_the_newest_are_those_that_were_written_last_whatever_their_ids(
    sqlite, monkeypatch, held_up
):
    monkeypatch.setattr(shelves, "AT_ONCE", 2)
    write({50: "阀门密封"})
    write({7: "磷虾捕捞"})
    write({40: "磷虾加工"})
    shelf = Shelf(RESULT)
    with snapshot() as session, shelf.lock:
        shelf.refresh(session)
        assert set(shelf.index.keys) == {7, 40}


def test_whoever_waits_is_told_whether_all_records_are_in(sqlite, monkeypatch):
    monkeypatch.setattr(shelves, "AT_ONCE", 2)
    write({n: f"阀门 {n}" for n in range(5)})
    monkeypatch.setattr(shelves, "_shelves", {})
    with monkeypatch.context() as broken:
        broken.setattr(Shelf, "_build", lambda self: None)
        assert not shelves.wait_for(RESULT)
    assert shelves.wait_for(RESULT)


def test_those_written_last_and_those_written_since_are_found_by_the_index(database):
    write({1: "低温阀门密封"})
    shelf = Shelf(RESULT)
    assert asked(shelf, "阀门") == [1]
    with transaction() as session:  # very many that were written before
        gone = {
            "kind": RESULT,
            "is_active": True,
            "text": "水泵",
            "industry_codes": [],
            "targets": [],
        }
        rows = [gone | {"record_id": n, "position": -n} for n in range(2, 4000)]
        session.execute(MatchText.__table__.insert(), rows)
    write({5000: "磷虾捕捞"})

    def ask():
        with snapshot() as session:
            shelves._texts(session, RESULT, most=20)
        assert asked(shelf, "磷虾") == [5000]

    told = [each for each in plans_of(ask, "match_text") if re.search(r"\bmatch_text\b", each)]
    assert len(told) >= 2
    for each in told:
        assert "ix_match_text_written" in each and not re.search("sort|B-TREE", each, re.I), each


@pytest.mark.parametrize("at_one_go", [True, False])
def test_what_one_asker_does_not_take_in_the_next_one_does(sqlite, monkeypatch, at_one_go):
    monkeypatch.setattr(shelves, "TAKEN_IN", 7)
    shelf = Shelf(RESULT)
    write({1: "低温阀门密封"})
    asked(shelf, "阀门")
    write({n: f"磷虾 {n}" for n in range(10, 30)}, at_one_go=at_one_go)
    found = [len(asked(shelf, "磷虾", places=50)) for _ in range(4)]
    assert found[-1] == 20 and found == sorted(found)
    assert found[0] == (20 if at_one_go else 7)


def test_where_building_fails_the_old_index_goes_on(sqlite, monkeypatch, caplog):
    monkeypatch.setattr(shelves, "AGAIN_AT_ONCE", 0)
    monkeypatch.setattr(matching, "FEW", 1)
    shelf = Shelf(RESULT)
    write({n: f"阀门 {n}" for n in range(8)})
    asked(shelf, "阀门")
    fine = shelves._of
    monkeypatch.setattr(shelves, "_of", lambda *_: 1 / 0)
    write({n: f"磷虾 {n}" for n in range(10, 13)})
    assert len(asked(shelf, "磷虾")) == 3
    shelf.wait()
    assert "could not be built" in caplog.text
    monkeypatch.setattr(shelves, "_of", fine)
    assert len(asked(shelf, "磷虾")) == 3
    shelf.wait()
    assert not shelf.index.is_due


def test_all_shelves_are_made_ready_at_the_start(sqlite, monkeypatch):
    monkeypatch.setattr(shelves, "AT_ONCE", 5)
    write({n: f"阀门 {n}" for n in range(12)})
    assert shelves.warm() == 12
    with snapshot() as session:
        assert session.exec(select(MatchText).where(col(MatchText.is_active))).first() is not None
