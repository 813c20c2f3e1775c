"""Files at a match: for one side and the brokers until both know each other, and never for anybody else."""

import os

import pytest

from db.engine import snapshot
from db.models import Match, MatchFile
from domain import file_store, kept_files
from domain.command import perform
from domain.errors import Forbidden, NotFound
from domain.file_kinds import NotWhatItSays
from domain.kept_files import SameFile
from domain.matchmaking import files, starting
from domain.queries import matches
from tests.domain.matchmaking.test_pipeline import begun, begun_again, named
from tests.town import ID, person

pytestmark = pytest.mark.usefixtures("small_town")
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
READERS = ("valves", "liaison", "intake", "longwan", "lucheng", "shoes", "finance", "leader")


def added(match_id, who, name="试验报告.pdf", content=None):
    content = content or PDF + who.encode() + b"\n%%EOF\n"
    return perform(ID[who], files.attach, match_id, name=name, content=content)


def of(match_id, who):
    with snapshot() as session:
        return files.of_match(session, person(who), match_id)


def readers(match_id, file_id):
    """Who finds the file in the list; the same may fetch it, and nobody else."""
    found = set()
    for who in READERS:
        with snapshot() as session:
            listed = file_id in {each.id for each in of(match_id, who).shown}
            assert (files.one(session, person(who), file_id) is not None) == listed
        if listed:
            found.add(who)
    return found


@pytest.mark.parametrize("who", ["valves", "liaison", "intake"])
def test_a_file_is_for_ones_own_side_and_the_brokers_until_both_are_named(who):
    match_id = begun(confidentiality="name_hidden")
    file_id = added(match_id, who)
    brokers = {"intake", "longwan"}
    assert readers(match_id, file_id) == brokers | {who}
    perform(ID["valves"], starting.agree, match_id)
    with snapshot() as session:
        assert session.get_one(Match, match_id).is_named
    assert readers(match_id, file_id) == brokers | {"valves", "liaison"}


def test_nobody_else_adds_a_file():
    match_id = begun()
    for who in ("shoes", "finance", "lucheng", "leader"):
        with pytest.raises(Forbidden):
            added(match_id, who)
        assert not of(match_id, who).may_add


def test_its_name_stands_in_no_story_that_the_other_side_reads():
    match_id = begun()
    added(match_id, "valves", name="恒泽阀门 合同草案.pdf")
    with snapshot() as session:
        shown = matches.match(session, person("liaison"), match_id)
    assert shown.happened[0].action == "match_file_added"
    assert "恒泽" not in repr(shown.happened)


def test_only_who_has_added_a_file_takes_it_back_and_it_is_gone_for_all():
    match_id = named()
    file_id = added(match_id, "valves")
    for who in ("liaison", "intake"):
        assert not of(match_id, who).shown[0].may_be_taken_back
        with pytest.raises(Forbidden):
            perform(ID[who], files.take_back, match_id, file_id=file_id)
    assert of(match_id, "valves").shown[0].may_be_taken_back
    perform(ID["valves"], files.take_back, match_id, file_id=file_id)
    assert readers(match_id, file_id) == set()
    with pytest.raises(NotFound):
        perform(ID["valves"], files.take_back, match_id, file_id=file_id)


def test_a_file_of_another_match_is_not_taken_back_here():
    file_id = added(named(), "valves")
    other = begun_again("valves")
    with pytest.raises(NotFound):
        perform(ID["valves"], files.take_back, other, file_id=file_id)


def test_the_same_file_is_refused_to_its_own_side_and_says_nothing_to_the_other():
    match_id = begun()
    added(match_id, "valves", content=PDF)
    with pytest.raises(SameFile):
        added(match_id, "valves", content=PDF)
    added(match_id, "liaison", content=PDF)


def test_a_file_is_what_its_name_says():
    with pytest.raises(NotWhatItSays):
        added(begun(), "valves", content=b"MZ\x90\x00 programme")


def test_a_match_holds_so_many_files_and_no_more(monkeypatch):
    monkeypatch.setattr(files, "MOST_PER_MATCH", 1)
    match_id = begun()
    added(match_id, "valves")
    with pytest.raises(files.TooManyAtMatch):
        added(match_id, "intake")


def test_the_sweep_knows_the_files_of_matches():
    match_id = begun()
    kept, gone = added(match_id, "valves"), added(match_id, "intake")
    perform(ID["intake"], files.take_back, match_id, file_id=gone)
    with snapshot() as session:
        paths = [file_store.path_of(session.get_one(MatchFile, each).key) for each in (kept, gone)]
    for path in paths:
        os.utime(path, (0, 0))
    assert kept_files.sweep_orphans() == 1
    assert [path.exists() for path in paths] == [True, False]
