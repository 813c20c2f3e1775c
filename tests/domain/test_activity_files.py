"""Files among an activity's materials: put up by who holds it, also after it was held, had by whoever sees it."""

import os

import pytest
from sqlmodel import select

from db.activity_vocabulary import ActivityStage
from db.engine import snapshot
from db.models import ActivityFile
from db.settings import settings
from domain import activity_files, activity_moves, activity_repeats, clock, file_store, kept_files
from domain.activities import ActivityMovedOn
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.kept_files import SameFile
from domain.permissions import PUBLIC
from domain.queries import activity as query
from tests import happenings
from tests.happenings import LATER, NOW, drafted, published
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
S = ActivityStage


@pytest.fixture(autouse=True)
def in_march():
    with clock.stopped(NOW):
        yield


def attach(activity_id, who="organiser", name="课件.pdf", content=PDF):
    return perform(ID[who], activity_files.attach, activity_id, name=name, content=content)


def fetched(file_id, reader):
    with snapshot() as session:
        found = activity_files.one(session, reader, file_id)
        return found.name if found else None


def names(activity_id, reader=PUBLIC):
    with snapshot() as session:
        return [each.name for each in query.activity(session, reader, activity_id).files]


@pytest.mark.parametrize("stage", S)
def test_files_are_put_up_at_every_stage_but_once_it_is_cancelled(stage):
    activity_id = happenings.at_stage(stage)
    if stage is S.CANCELLED:
        with pytest.raises(ActivityMovedOn):
            attach(activity_id)
        return
    file_id = attach(activity_id)
    assert fetched(file_id, person("organiser")) == "课件.pdf"
    is_public = stage not in (S.DRAFT, S.IN_REVIEW)
    assert (fetched(file_id, PUBLIC) == "课件.pdf") is is_public


def test_only_who_holds_it_puts_up_and_takes_back_and_nothing_is_kept_twice():
    activity_id, other = published(), drafted()
    file_id = attach(activity_id)
    with pytest.raises(SameFile):
        attach(activity_id, name="again.pdf")
    with pytest.raises(Forbidden):
        attach(activity_id, "valves", content=PDF + b"\n")
    assert names(activity_id) == ["课件.pdf"]
    with pytest.raises(NotFound):
        perform(ID["organiser"], activity_files.take_back, other, file_id=file_id)
    perform(ID["organiser"], activity_files.take_back, activity_id, file_id=file_id)
    assert names(activity_id) == [] and fetched(file_id, person("organiser")) is None


def test_the_sweep_leaves_its_bytes_until_it_is_taken_back():
    activity_id = published()
    file_id = attach(activity_id)
    with snapshot() as session:
        path = file_store.path_of(session.get_one(ActivityFile, file_id).key)
    os.utime(path, (0, 0))
    assert kept_files.sweep_orphans() == 0 and path.exists()
    perform(ID["organiser"], activity_files.take_back, activity_id, file_id=file_id)
    assert kept_files.sweep_orphans() == 1 and not path.exists()


def test_whatever_is_drafted_after_it_takes_its_files_along_each_with_bytes_of_its_own():
    first = drafted()
    gone, kept = attach(first, name="旧.pdf", content=PDF + b"1"), attach(first)
    perform(ID["organiser"], activity_files.take_back, first, file_id=gone)
    again = perform(ID["organiser"], activity_repeats.clone, first, starts_at=LATER)
    repeated = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=WEEKLY;COUNT=3")
    organiser = person("organiser")
    for each in (again, *repeated):
        assert names(each, organiser) == ["课件.pdf"]
    with snapshot() as session:
        keys = [row.key for row in session.exec(select(ActivityFile)) if row.id != gone]
    assert len(set(keys)) == 4
    assert {file_store.path_of(key).read_bytes() for key in keys} == {PDF}
    with snapshot() as session:
        key = session.get_one(ActivityFile, kept).key
    file_store.drop(key)
    assert sum(file_store.path_of(each).exists() for each in keys) == 3
    after = perform(ID["organiser"], activity_repeats.clone, first, starts_at=LATER)
    assert names(after, organiser) == []  # its bytes are lost


def test_many_that_are_drafted_at_once_wait_for_the_disk_once_for_each_folder(monkeypatch):
    first, waited, sync = drafted(), [], os.fsync
    attach(first)
    monkeypatch.setattr(os, "fsync", lambda handle: (waited.append(handle), sync(handle)))
    new = perform(ID["organiser"], activity_repeats.recur, first, rule="FREQ=DAILY;COUNT=20")
    assert len(waited) == 1
    assert all(names(each, person("organiser")) for each in new)


def test_bytes_taken_along_go_again_where_the_draft_fails(monkeypatch):
    first = drafted()
    attach(first)
    before = set(kept_paths())
    monkeypatch.setattr(activity_moves.Act, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        perform(ID["organiser"], activity_repeats.clone, first, starts_at=LATER)
    assert set(kept_paths()) == before


def kept_paths():
    return [path for path in settings().files.glob("*/*") if path.is_file()]
