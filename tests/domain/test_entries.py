"""Every record has one entry by which it is found, and the entry follows the record."""

import pytest
from sqlmodel import delete, select

from db.engine import snapshot, transaction
from db.models import DirectoryEntry, Expert, Organisation, SearchWord
from db.search import segmented
from db.vocabulary import EntryKind
from domain import entries
from tests import stock
from tests.town import LONGWAN, SHOES, UNIVERSITY, VALVES


@pytest.fixture
def directory(small_town):
    return stock.fill()


def entry(kind, subject_id):
    with snapshot() as session:
        return session.exec(
            select(DirectoryEntry).where(
                DirectoryEntry.kind == kind, DirectoryEntry.subject_id == subject_id
            )
        ).one_or_none()


def tokens(kind, subject_id):
    return set(entry(kind, subject_id).search_text.split())


def test_an_enterprise_is_found_by_its_name_codes_sound_products_and_tags(directory):
    said = tokens(EntryKind.ENTERPRISE, VALVES)
    assert (
        set(segmented("龙湾恒泽阀门有限公司", "Hengze Valves", "球阀", "专精特新").split()) <= said
    )
    assert {stock.CODE.lower(), stock.PHONE} <= said
    assert {"lwhzfmyxgs", "hzfmyxgs"} <= said  # also without the place before it
    assert "hengzefamenyouxiangongsi" in said
    assert {f"{entries.AREA}{LONGWAN}", f"{entries.INDUSTRY}3443", f"{entries.INDUSTRY}34"} <= said
    assert f"{entries.SOUND}hengze" in said


def test_a_product_is_marked_for_whom_and_where_it_is(directory):
    loan = tokens(EntryKind.SERVICE_PRODUCT, directory["loan"])
    anybodys = tokens(EntryKind.SERVICE_PRODUCT, directory["credit"])
    assert {f"{entries.AREA}{LONGWAN}", f"{entries.INDUSTRY}for34"} <= loan
    assert f"{entries.FIELD}financing" in loan
    assert {f"{entries.AREA}all", f"{entries.INDUSTRY}all"} <= anybodys
    assert f"{entries.AREA}all" not in loan
    assert "农商" in loan  # by its provider's name


def test_no_typed_word_can_be_a_mark(directory):
    typed = segmented(f"{entries.AREA}{LONGWAN} {entries.FIELD}financing")
    assert typed.split() == [LONGWAN, "financing"]


def test_the_entries_of_an_organisation_and_its_offers_follow_its_name(directory):
    with transaction() as session:
        bank = session.get_one(Organisation, directory["bank"])
        bank.name = "温州磐石农商银行"
        session.flush()
        entries.write_all_of(session, bank)
    assert "磐石" in tokens(EntryKind.SERVICE_ORGANISATION, directory["bank"])
    assert "磐石" in tokens(EntryKind.SERVICE_PRODUCT, directory["loan"])
    assert "澄川" not in tokens(EntryKind.SERVICE_PRODUCT, directory["loan"])


def test_what_is_offered_by_a_closed_organisation_is_closed(directory):
    with transaction() as session:
        bank = session.get_one(Organisation, directory["bank"])
        bank.is_active = False
        session.flush()
        entries.write_all_of(session, bank)
    assert not entry(EntryKind.SERVICE_PRODUCT, directory["loan"]).is_active


def test_writing_twice_leaves_one_entry_and_removing_none(directory):
    with transaction() as session:
        shoes = session.get_one(Organisation, SHOES)
        entries.write(session, shoes)
        entries.write(session, shoes)
    assert entry(EntryKind.ENTERPRISE, SHOES) is not None
    with transaction() as session:
        _remove(session, EntryKind.ENTERPRISE, SHOES)
    assert entry(EntryKind.ENTERPRISE, SHOES) is None


def test_missing_entries_are_written_the_same_as_by_a_command(directory):
    with transaction() as session:
        session.add(Expert(organisation_id=UNIVERSITY, name="林澜", topics="流体力学"))
    with snapshot() as session:
        before = _all(session)
    with transaction() as session:
        _, *missing = before
        for kind, subject_id in missing:
            _remove(session, kind, subject_id)
        made = entries.complete(session)
        assert entries.complete(session) == 0
    with snapshot() as session:
        after = _all(session)
        experts = [key for key in after if key[0] is EntryKind.EXPERT]
    assert (len(experts), made) == (1, len(missing) + 1)
    assert {key: after[key] for key in before} == before


def _remove(session, kind, subject_id):
    of = (DirectoryEntry.kind == kind, DirectoryEntry.subject_id == subject_id)
    session.exec(delete(DirectoryEntry).where(*of))


def _all(session):
    return {(each.kind, each.subject_id): each.search_text for each in session.exec(_EVERY)}


_EVERY = select(DirectoryEntry)


def test_words_are_learnt_once_and_only_words(directory):
    assert entries.latin_words("Hengze Valves No. 3, B2B 恒泽 at") == {"hengze", "valves"}
    with transaction() as session:
        entries.learn(session, {"hengze", "novel"})
        entries.learn(session, {"hengze", "novel"})
        entries.learn(session, set())
    with snapshot() as session:
        known = session.exec(select(SearchWord.word)).all()
    assert {"hengze", "novel"} <= set(known)
    assert len(known) == len(set(known))


def test_a_character_whose_sound_nobody_knows_stands_as_it_is(directory):
    with transaction() as session:
        shoes = session.get_one(Organisation, SHOES)
        shoes.name = "𬭎𬭚鞋业"
        session.flush()
        entries.write(session, shoes)
    said = tokens(EntryKind.ENTERPRISE, SHOES)
    assert "𬭎𬭚" in said
    assert " " not in said
