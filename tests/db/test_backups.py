"""What is stored comes back whole, into either database, or not at all."""

import json
import tarfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import select, text

from db import backups, engine
from db.engine import snapshot, transaction
from db.models import Demand, DirectoryEntry, Event
from db.search import condition
from db.settings import settings
from domain import demands, verification
from domain.command import perform
from tests import town
from tests.infrastructure.databases import copied

pytestmark = pytest.mark.usefixtures("small_town")


def counted(model):
    with snapshot() as session:
        return len(session.exec(select(model)).all())


def attach(name: str, content: bytes) -> Path:
    path = settings().files / "ab" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_what_is_stored_comes_back(tmp_path):
    town.answered()
    file = attach("abcdef", b"contract")
    told = backups.backup(tmp_path / "one.tgz")
    assert told.files == 1
    town.ask()
    file.unlink()

    backups.restore(tmp_path / "one.tgz")

    assert (counted(Demand), file.read_bytes()) == (1, b"contract")
    assert verification.verify() == []
    with snapshot() as session:
        found = session.exec(select(DirectoryEntry).where(condition(DirectoryEntry, "恒泽"))).all()
        assert [each.id for each in found] == [town.VALVES]


def test_after_putting_back_new_rows_count_on_and_events_stay_append_only(tmp_path):
    town.ask()
    backups.backup(tmp_path / "one.tgz")
    backups.restore(tmp_path / "one.tgz")
    assert town.ask().number.endswith("000002")
    with pytest.raises(Exception, match="append-only"), transaction() as session:
        session.exec(text("DELETE FROM event"))


def test_a_demand_merged_into_a_later_one_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "BATCH", 1)
    earlier, later = town.ask(), town.ask()
    perform(town.ID["intake"], demands.merge, earlier.demand_id, into=later.number)
    backups.backup(tmp_path / "one.tgz")
    backups.restore(tmp_path / "one.tgz")
    with snapshot() as session:
        assert session.get(Demand, earlier.demand_id).merged_into_id == later.demand_id


def test_a_damaged_archive_changes_nothing(tmp_path):
    town.ask()
    backups.backup(tmp_path / "one.tgz")
    whole = (tmp_path / "one.tgz").read_bytes()
    (tmp_path / "half.tgz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(backups.Unfit, match="damaged"):
        backups.restore(tmp_path / "half.tgz")
    assert (counted(Demand), counted(Event)) == (1, 1)


def test_an_archive_of_another_release_is_refused(tmp_path):
    backups.backup(tmp_path / "one.tgz")
    with tarfile.open(tmp_path / "one.tgz") as archive:
        archive.extractall(tmp_path / "open", filter="data")
    manifest = tmp_path / "open" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema": "0000"}))
    with tarfile.open(tmp_path / "old.tgz", "w:gz") as archive:
        archive.add(tmp_path / "open", ".")
    with pytest.raises(backups.Unfit, match="another release"):
        backups.restore(tmp_path / "old.tgz")


def test_something_else_than_an_archive_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("hello")
    with pytest.raises(backups.Unfit):
        backups.restore(tmp_path / "letter.txt")
    with pytest.raises(backups.Unfit, match="no file"):
        backups.restore(tmp_path / "nowhere.tgz")


def test_an_archive_of_one_kind_of_database_goes_into_the_other(tmp_path, request, monkeypatch):
    town.answered()
    backups.backup(tmp_path / "one.tgz")
    was_sqlite = engine.is_sqlite()
    other = "postgresql_server" if was_sqlite else "sqlite_template"
    source = request.getfixturevalue(other)
    if was_sqlite:
        with source.database() as url:
            _into(url, tmp_path, monkeypatch)
    else:
        _into(copied(source, tmp_path), tmp_path, monkeypatch)


def _into(url, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    engine.forget()
    backups.restore(tmp_path / "one.tgz")
    assert (counted(Demand), verification.verify()) == (1, [])
    engine.forget()


def test_what_is_stored_while_people_work_is_of_one_moment(tmp_path):
    """Demands come in all the while; each is in the archive with its whole chain, or not at all."""
    begun, stop, made = threading.Event(), threading.Event(), []

    def work():
        while not stop.is_set():
            made.append(town.ask(title=f"第{len(made)}件").number)
            begun.set()

    with ThreadPoolExecutor(1) as people:
        working = people.submit(work)
        assert begun.wait(30)
        before = len(made)
        backups.backup(tmp_path / "one.tgz")
        after = len(made)
        stop.set()
        working.result()
    backups.restore(tmp_path / "one.tgz")
    assert before <= counted(Demand) <= after + 1
    assert verification.verify() == []
