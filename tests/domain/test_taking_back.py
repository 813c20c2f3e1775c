"""A file that was handed in by mistake is taken back: by whoever added it, and for good."""

import os

import pytest

from db.engine import snapshot
from db.models import Attachment
from domain import attachments, file_store, kept_files
from domain.command import perform
from domain.errors import Forbidden, NotFound
from tests import town
from tests.town import ID

pytestmark = pytest.mark.usefixtures("small_town")


def test_who_added_a_file_takes_it_back_and_its_bytes_are_swept_away():
    demand_id = town.in_progress()
    file_id = perform(ID["finance"], attachments.attach, demand_id, name="错.txt", content=b"wrong")
    perform(ID["finance"], attachments.take_back, demand_id, attachment_id=file_id)
    with snapshot() as session:
        key = session.get_one(Attachment, file_id).key
        assert attachments.of_demand(session, town.person("finance"), demand_id) == []
        assert attachments.one(session, town.person("finance"), file_id) is None
    kept = file_store.path_of(key)
    os.utime(kept, (0, 0))
    kept_files.sweep_orphans()
    assert not kept.exists()


def test_another_unit_and_the_enterprise_do_not_take_back_what_is_not_theirs():
    demand_id = town.in_progress()
    file_id = perform(
        ID["finance"],
        attachments.attach,
        demand_id,
        name="a.txt",
        content=b"a",
        for_enterprise=True,
    )
    for somebody in (ID["finance_head"], town.holder(demand_id)):
        with pytest.raises(Forbidden):
            perform(somebody, attachments.take_back, demand_id, attachment_id=file_id)
    perform(ID["longwan"], attachments.take_back, demand_id, attachment_id=file_id)
    with pytest.raises(NotFound):
        perform(ID["longwan"], attachments.take_back, demand_id, attachment_id=file_id)


def test_a_file_of_another_demand_is_not_found():
    here, there = town.in_progress(), town.in_progress()
    file_id = perform(ID["finance"], attachments.attach, there, name="a.txt", content=b"a")
    with pytest.raises(NotFound):
        perform(ID["finance"], attachments.take_back, here, attachment_id=file_id)


def test_the_enterprise_takes_back_what_it_handed_in():
    demand_id = town.ask().demand_id
    holder = town.holder(demand_id)
    file_id = perform(holder, attachments.attach, demand_id, name="a.txt", content=b"a")
    with snapshot() as session:
        (file,) = attachments.of_demand(session, holder, demand_id)
    assert file.may_be_taken_back
    perform(holder, attachments.take_back, demand_id, attachment_id=file_id)
    perform(holder, attachments.attach, demand_id, name="a.txt", content=b"a")
