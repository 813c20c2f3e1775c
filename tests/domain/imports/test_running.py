"""A file of organisations comes into the directory wholly or not at all, whatever happens on the way."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from db.engine import snapshot
from db.models import DirectoryEntry, Event, ImportBatch, ImportRow, Organisation, OrganisationTag
from db.upkeep_vocabulary import ImportStage
from db.vocabulary import Kind
from domain import organisations, record_fields, records, verification
from domain.command import perform
from domain.errors import Forbidden
from domain.imports import batches, running
from domain.queries import directory
from domain.queries.organisation import record
from tests.domain.imports.files import as_csv, as_xlsx, checked, code, done, handed_in, valves
from tests.town import ID, LONGWAN, person

pytestmark = pytest.mark.usefixtures("small_town")
ROOT = Path(__file__).parents[3]


def batch_of(batch_id):
    with snapshot() as session:
        return session.get_one(ImportBatch, batch_id)


def every(table, *where):
    with snapshot() as session:
        return session.exec(select(table).where(*where)).all()


def many(table, *where):
    with snapshot() as session:
        return session.exec(select(func.count()).select_from(table).where(*where)).one()


def found(typed, username="intake"):
    with snapshot() as session:
        return [line.name for line in directory.search(session, person(username), typed).lines]


def faults(batch_id):
    rows = every(ImportRow, ImportRow.import_id == batch_id, col(ImportRow.fault).is_not(None))
    return {row.number: (row.fault_field, row.fault) for row in rows}


IMPORTED = (Organisation.credit_code.startswith("91330303"),)


@pytest.mark.parametrize("name", ["企业.csv", "企业.xlsx"])
def test_a_file_comes_into_the_directory_and_is_found(name):
    rows = valves(3)
    batch_id = done(as_csv(rows) if name.endswith("csv") else as_xlsx(rows), name=name)
    batch = batch_of(batch_id)
    assert (batch.stage, batch.rows, batch.written) == (ImportStage.DONE, 3, 3)
    [first] = every(Organisation, Organisation.credit_code == code(0))
    assert (first.name, first.area_code, first.is_active) == (rows[0][0], LONGWAN, True)
    assert (first.phone, first.founded_on.isoformat()) == ("+8613857700000", "2015-06-01")
    assert found("第2号阀门")[0] == rows[2][0]
    with snapshot() as session:
        assert record_fields.tags_of(session, first.id) == ("专精特新", "高新技术企业")
    [event] = every(Event, Event.subject_kind == "organisation", Event.subject_id == first.id)
    assert (event.action, event.actor_id, event.position) == ("imported", ID["intake"], 1)
    assert first.version == 1
    assert verification.verify() == []


def test_what_is_wrong_is_told_row_by_row_and_nothing_is_written():
    rows = [list(row) for row in valves(7)]
    rows[0][0] = ""
    rows[1][1] = "123"
    rows[2][2] = "上海"
    rows[3][2] = ""
    rows[4][5] = "昨天"
    rows[6][1] = rows[5][1]
    batch_id = checked(as_csv(rows))
    told = faults(batch_id)
    assert {number: field for number, (field, _) in told.items()} == {
        2: "name",
        3: "credit_code",
        4: "area_code",
        5: "area_code",
        6: "founded_on",
        8: "credit_code",
    }
    assert told[8][1] == "Row {row} of the file has the same credit code."
    batch = batch_of(batch_id)
    assert (batch.stage, batch.rows, batch.faults) == (ImportStage.FAULTY, 7, 6)
    with pytest.raises(batches.ImportMovedOn):
        perform(ID["intake"], batches.confirm, batch_id)
    assert many(Organisation, *IMPORTED) == 0


def test_one_organisation_named_twice_in_a_file_is_a_fault():
    rows = [
        *valves(1),
        ("龙湾第0号阀门公司", "", "龙湾区"),
        ("龙湾第0号阀门有限公司", code(5), "龙湾区"),
    ]
    assert set(faults(checked(as_csv(rows)))) == {3, 4}


def test_what_is_known_already_is_passed_over_unless_it_is_to_be_brought_up_to_date():
    name = "龙湾永固阀门有限公司"
    id = perform(ID["intake"], organisations.register, name=name, area_code=LONGWAN)
    known = (name, code(77), "龙湾区", "陈晨", "13857700009")
    batch = batch_of(done(as_csv([known, *valves(1)])))
    assert (batch.known, batch.written) == (1, 1)
    with snapshot() as session:
        assert session.get_one(Organisation, id).contact_name is None
    done(as_csv([known, *valves(1, start=1)]), updates=True)
    with snapshot() as session:
        changed = session.get_one(Organisation, id)
    assert (changed.contact_name, changed.credit_code) == ("陈晨", code(77))
    _, event = every(Event, Event.subject_kind == "organisation", Event.subject_id == id)
    assert (event.action, event.actor_id) == ("record_changed", ID["intake"])
    assert verification.verify() == []


def test_the_same_file_twice_brings_nothing_twice():
    content = as_csv(valves(4))
    done(content)
    batch_id = checked(content)
    assert batch_of(batch_id).known == 4
    with pytest.raises(batches.NothingToWrite):
        perform(ID["intake"], batches.confirm, batch_id)
    assert many(Organisation, *IMPORTED) == 4


def test_a_sub_platform_brings_in_its_own_area_only():
    rows = [*valves(1), ("鹿城新鞋业有限公司", code(9), "Lucheng")]
    batch_id = checked(as_csv(rows), username="longwan")
    assert faults(batch_id) == {3: ("area_code", "This organisation lies outside your area.")}


def test_nobody_of_a_sub_platform_touches_the_import_of_another():
    batch_id = checked(as_csv(valves(1)))
    for command in (batches.confirm, batches.abandon):
        with pytest.raises(Forbidden):
            perform(ID["longwan"], command, batch_id)


def test_services_are_brought_in_without_an_area():
    heads = ("机构名称", "简介")
    done(as_csv([("瓯江检测中心", "阀门检测")], heads), kind=Kind.SERVICE_ORGANISATION)
    assert found("瓯江检测")[0] == "瓯江检测中心"


def _half_written(monkeypatch, rows=9, step=2):
    """An import that was cut off in the middle of writing."""
    monkeypatch.setattr(running, "STEP", step)
    batch_id = checked(as_csv(valves(rows)))
    perform(ID["intake"], batches.confirm, batch_id)
    write, calls = running.writing.write, []

    def cut_off(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(*args)

    monkeypatch.setattr(running.writing, "write", cut_off)
    with pytest.raises(KeyboardInterrupt):
        running.carry_on()
    monkeypatch.setattr(running.writing, "write", write)
    assert batch_of(batch_id).written == 2 * step
    return batch_id


def test_what_is_half_written_is_nowhere_to_be_seen(monkeypatch):
    _half_written(monkeypatch)
    assert found("阀门") == ["龙湾恒泽阀门有限公司"]
    [first] = every(Organisation, Organisation.credit_code == code(0))
    with snapshot() as session:
        assert record(session, person("intake"), first.id) is None
    for command in (records.reopen, records.change):
        with pytest.raises(records.NotFound):
            perform(ID["intake"], command, first.id, **_inputs(command))


def _inputs(command):
    return {"reason": "x"} if command is records.reopen else {"fields": {"phone": "96871"}}


def test_an_import_that_is_abandoned_leaves_nothing_behind(monkeypatch):
    batch_id = _half_written(monkeypatch)
    perform(ID["intake"], batches.abandon, batch_id)
    running.carry_on()
    assert (many(Organisation, *IMPORTED), many(OrganisationTag)) == (0, 0)
    assert many(DirectoryEntry) == 9
    assert batch_of(batch_id).written == 0
    assert verification.verify() == []


def test_what_somebody_registers_meanwhile_gives_the_file_back_and_nothing_is_written(monkeypatch):
    batch_id = _half_written(monkeypatch)
    perform(ID["intake"], organisations.register, name="龙湾第0号阀门公司", area_code=LONGWAN)
    running.carry_on()
    running.carry_on()
    batch = batch_of(batch_id)
    assert (batch.stage, batch.written) == (ImportStage.FAULTY, 0)
    assert [fault for _, fault in faults(batch_id).values()] == [
        running.writing.TakenMeanwhile.message
    ]
    assert many(Organisation, *IMPORTED) == 0


def test_two_files_at_once_do_not_bring_in_one_code_twice(monkeypatch):
    first = _half_written(monkeypatch)
    second = checked(as_csv(valves(1)))
    assert batch_of(second).stage is not ImportStage.DONE
    assert batch_of(first).stage is ImportStage.DONE
    assert many(Organisation, *IMPORTED) == 9


KILLED = """
import os, signal, sys
sys.path.insert(0, {root!r})
from domain import jobs
from domain.imports import checking, running, writing

running.STEP = 500
place, calls = {place}, []
name, after = {name!r}, {after}
real = getattr(place, name)

def die(*args):
    calls.append(1)
    result = real(*args)
    if len(calls) == after:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(place, name, die)
running.carry_on()
"""


def killed(place, name, after):
    """Let a process of its own carry on, and kill it in the middle of a transaction."""
    code = KILLED.format(root=str(ROOT), place=place, name=name, after=after)
    died = subprocess.run([sys.executable, "-c", code], env=os.environ, timeout=120)
    assert died.returncode == -signal.SIGKILL


@pytest.mark.parametrize("name", ["企业.csv", "企业.xlsx"])
def test_killed_again_and_again_nothing_comes_twice_and_nothing_is_lost(name):
    rows = valves(3000)
    content = as_csv(rows) if name.endswith("csv") else as_xlsx(rows)
    batch_id = handed_in(content, name=name)
    for _ in range(2):
        killed("checking.Checker", "rows", 3)
    assert 0 < batch_of(batch_id).checked < 3000
    running.carry_on()
    assert batch_of(batch_id).checked == many(ImportRow) == 3000
    perform(ID["intake"], batches.confirm, batch_id)
    for _ in range(2):
        killed("writing", "write", 2)
    assert 0 < batch_of(batch_id).written < 3000
    killed("writing", "show_all", 1)
    assert many(Organisation, Organisation.is_active, *IMPORTED) == 0
    running.carry_on()
    with snapshot() as session:
        names = session.exec(select(Organisation.name).where(Organisation.is_active, *IMPORTED))
        assert sorted(names) == sorted(row[0] for row in rows)
    assert many(Event, Event.action == "imported") == 3000
    assert many(DirectoryEntry, DirectoryEntry.is_active) == 3009
    assert verification.verify() == []
