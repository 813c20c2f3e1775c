"""Files handed in with a demand: only what is what it says, kept wholly or not at all, for those who may see it."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from db import engine
from db.engine import snapshot
from db.models import Attachment, Event
from db.settings import settings
from domain import attachments, clock, file_store, kept_files, notices
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, WrongStage
from tests import town
from tests.town import ID, holder, person

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def add(demand_id, who=None, name="合同.pdf", content=PDF, **more):
    actor = who or holder(demand_id)
    return perform(actor, attachments.attach, demand_id, name=name, content=content, **more)


def seen(who, demand_id):
    with snapshot() as session:
        return [file.name for file in attachments.of_demand(session, who, demand_id)]


def lying():
    return [path for path in settings().files.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("small_town")
def test_the_enterprise_adds_a_file_to_its_demand_and_its_bytes_are_kept():
    demand_id = town.ask().demand_id
    file_id = add(demand_id)
    with snapshot() as session:
        row = session.get_one(Attachment, file_id)
        told = session.exec(select(Event).where(Event.action == "attached")).one().particulars
    assert file_store.path_of(row.key).read_bytes() == PDF
    assert (told["name"], told["sha256"], row.for_enterprise) == ("合同.pdf", row.sha256, True)
    assert seen(holder(demand_id), demand_id) == ["合同.pdf"]


@pytest.mark.usefixtures("small_town")
def test_what_a_unit_adds_the_enterprise_sees_only_when_it_may():
    demand_id = town.in_progress()
    add(demand_id, ID["finance"], name="internal.pdf", content=PDF + b"1")
    add(demand_id, ID["finance"], name="open.pdf", content=PDF + b"2", for_enterprise=True)
    assert seen(holder(demand_id), demand_id) == ["open.pdf"]
    assert seen(person("finance"), demand_id) == ["internal.pdf", "open.pdf"]
    assert seen(person("leader"), demand_id) == ["internal.pdf", "open.pdf"]


@pytest.mark.usefixtures("small_town")
def test_a_file_of_a_foreign_demand_is_as_one_that_is_not_there():
    file_id = add(town.dispatched())
    other = town.ask().demand_id
    with snapshot() as session:
        for stranger in (person("tax"), person("shoes"), person("lucheng"), holder(other)):
            assert attachments.one(session, stranger, file_id) is None
        assert attachments.one(session, person("finance"), file_id)
        assert attachments.one(session, person("finance"), 4711) is None


@pytest.mark.usefixtures("small_town")
def test_who_has_nothing_to_do_with_a_demand_adds_nothing_and_nothing_is_kept():
    demand_id = town.dispatched()
    for stranger in (ID["tax"], ID["shoes"], ID["leader"], holder(town.ask().demand_id)):
        with pytest.raises(Forbidden):
            add(demand_id, stranger)
    assert lying() == []


@pytest.mark.usefixtures("small_town")
def test_a_list_says_who_added_a_file_but_not_to_the_enterprise():
    demand_id = town.receive().demand_id
    add(demand_id, ID["intake"], for_enterprise=True)
    with snapshot() as session:
        (shown,) = attachments.of_demand(session, person("leader"), demand_id)
        (theirs,) = attachments.of_demand(session, person("valves"), demand_id)
    assert (shown.by, shown.size, shown.media_type) == ("intake", len(PDF), "application/pdf")
    assert theirs.by == ""


@pytest.mark.usefixtures("small_town")
def test_a_command_that_fails_in_the_end_leaves_no_bytes(monkeypatch):
    demand_id = town.ask().demand_id
    monkeypatch.setattr(notices, "tell", fails)
    with pytest.raises(ZeroDivisionError):
        add(demand_id)
    assert lying() == []
    assert seen(holder(demand_id), demand_id) == []


@pytest.mark.usefixtures("small_town")
def test_a_commit_of_which_nobody_knows_how_it_ended_leaves_the_bytes_to_the_sweep(monkeypatch):
    demand_id = town.ask().demand_id
    monkeypatch.setattr(engine.engine().dialect, "do_commit", fails)
    with pytest.raises(ZeroDivisionError):
        add(demand_id)
    monkeypatch.undo()
    assert len(lying()) == 1


def fails(*_):
    raise ZeroDivisionError


@pytest.mark.usefixtures("small_town")
def test_the_same_file_is_kept_once_on_a_demand():
    first, second = town.ask().demand_id, town.ask().demand_id
    add(first)
    with pytest.raises(kept_files.SameFile) as refused:
        add(first, name="again.pdf")
    add(second)
    assert refused.value.values == {"name": "合同.pdf"}
    assert len(lying()) == 2


@pytest.mark.usefixtures("small_town")
def test_a_demand_has_ten_files_at_most():
    demand_id = town.ask().demand_id
    for n in range(attachments.MOST_PER_DEMAND):
        add(demand_id, name=f"{n}.pdf", content=PDF + bytes([n]))
    with pytest.raises(attachments.TooMany):
        add(demand_id, content=PDF + b"one more")


@pytest.mark.usefixtures("small_town")
def test_a_closed_demand_takes_no_more_files():
    demand_id = town.ask().demand_id
    perform(holder(demand_id), town.demands.withdraw, demand_id, text="已解决")
    with pytest.raises(WrongStage):
        add(demand_id)


def by_key(address, *, file_id=3):
    key = parse_qs(urlsplit(address).query)["key"][0]
    return attachments.holder_by_key(file_id, key)


def test_an_address_with_a_key_opens_its_own_file_for_ten_minutes(sqlite):
    noon = datetime(2026, 3, 2, 12, 10, 20, tzinfo=LOCAL)
    with clock.stopped(noon):
        address = attachments.address(3, holder_demand_id=7)
        assert address.startswith("/files/3?key=7-")
        assert by_key(address).holds == 7
        assert by_key(address, file_id=4) is None
        assert by_key(address.replace("key=7-", "key=8-")) is None
        assert by_key(address.replace("-1", "-2", 1)) is None
        assert by_key(address[:-64] + "0" * 64) is None
    with clock.stopped(noon + timedelta(seconds=30)):
        assert attachments.address(3, holder_demand_id=7) == address
    with clock.stopped(noon + timedelta(minutes=9)):
        assert by_key(address).holds == 7
    with clock.stopped(noon + timedelta(minutes=10)):
        assert by_key(address) is None


def test_an_address_for_whoever_is_signed_in_carries_no_key():
    assert attachments.address(3) == "/files/3"


@pytest.mark.parametrize(
    "key",
    ["", "x", "7-9", "-1-1-é", f"7-{'9' * 40}-", f"{'7' * 40}-9-{'0' * 64}", f"٧-1-{'0' * 64}"],
)
def test_a_nonsensical_key_opens_nothing(sqlite, key):
    assert attachments.holder_by_key(3, key) is None
