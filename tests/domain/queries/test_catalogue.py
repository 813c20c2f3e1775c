"""The public catalogue: what anybody may find, and that nothing else is in it."""

import pytest

from db.engine import snapshot, transaction
from db.models import Industry
from db.research_vocabulary import Confidentiality, MatchKind, Ripeness
from domain import results
from domain.command import perform
from domain.permissions import PUBLIC
from domain.queries import catalogue
from domain.queries.catalogue import PAGE, Sought
from tests import laboratory
from tests.town import ID, LONGWAN, LUCHENG, SHOES, person

pytestmark = pytest.mark.usefixtures("small_town")

NEED = MatchKind.NEED


def found(who=PUBLIC, page=1, **sought):
    with snapshot() as session:
        return catalogue.catalogue(session, who, Sought(**sought), page)


def ids(**sought):
    return [entry.id for entry in found(**sought).entries]


def industries(*codes):
    with transaction() as session:
        session.add_all(Industry(code=code, name=code, name_en=code) for code in codes)


def test_only_what_is_open_and_published_is_public():
    seen = laboratory.result("seal")
    laboratory.result("pump", is_published=False)
    laboratory.result("shoe", confidentiality=Confidentiality.NAME_HIDDEN)
    laboratory.result("paper", confidentiality=Confidentiality.BROKERS_ONLY)
    withdrawn = laboratory.result("glasses")
    perform(ID["liaison"], results.withdraw, withdrawn, reason="已转让")
    assert ids() == [seen]
    laboratory.need("seal")
    wanted = laboratory.need("shoe", enterprise_id=SHOES, confidentiality=Confidentiality.OPEN)
    assert ids(kind=NEED) == [wanted]
    with snapshot() as session:
        counts = catalogue.counts(session, PUBLIC)
    assert dict(counts) == {MatchKind.RESULT: 1, NEED: 1}


@pytest.mark.parametrize("who", ["intake", "admin", "liaison", "valves"])
def test_it_is_the_same_for_everybody(who):
    laboratory.result("seal", confidentiality=Confidentiality.NAME_HIDDEN)
    laboratory.need("seal")
    assert found(person(who)).count == found(person(who), kind=NEED).count == 0


def test_it_is_found_by_words_in_either_language():
    seal, metal = laboratory.result("seal"), laboratory.result("glasses")
    assert ids(words="阀门密封") == [seal]
    assert ids(words="titanium") == [metal]
    assert ids(words="燃气轮机") == [] and ids(words="?!") == []


def test_it_is_narrowed_by_industry_area_and_readiness():
    industries("34", "3443", "3587")
    seal = laboratory.result("seal", industry_codes=["3443"], readiness=5)
    metal = laboratory.result("glasses", industry_codes=["3587"], readiness=8)
    wanted = laboratory.need(
        "seal", confidentiality=Confidentiality.OPEN, industry_code="3443", least_readiness=7
    )
    assert ids(industry="34") == ids(industry="3443") == [seal]
    assert ids(ripeness=Ripeness.READY) == [metal] and ids(ripeness=Ripeness.EARLY) == []
    assert ids(area=LUCHENG) == [metal, seal] and ids(area=LONGWAN) == []
    assert ids(kind=NEED, industry="34") == ids(kind=NEED, area=LONGWAN) == [wanted]
    assert ids(kind=NEED, ripeness=Ripeness.TRIED) == []


def test_it_is_paged_by_the_database():
    made = [laboratory.result("seal") for _ in range(PAGE + 1)]
    assert (found().count, found().pages) == (PAGE + 1, 2)
    # All of one day: then by the key.
    assert [*ids(), *(each.id for each in found(page=2).entries)] == sorted(made, reverse=True)


def test_a_card_names_the_owner_and_what_protects_the_result():
    laboratory.result("seal", patents=[results.PatentSaid("ZL202110000001.1")])
    [card] = found().entries
    assert (card.owner_en, card.patents) == ("Ouyue University", 1)


def test_a_number_leads_to_a_title_only_where_it_is_public():
    laboratory.result("seal")
    laboratory.need("seal")
    [card] = found().entries
    with snapshot() as session:
        assert catalogue.titled(session, PUBLIC, card.number)[0].startswith("低泄漏阀门")
        hidden = card.number.replace("R", "N")
        assert catalogue.titled(session, PUBLIC, hidden) is None
        assert catalogue.titled(session, PUBLIC, "' or 1=1") is None
