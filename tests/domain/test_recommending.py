"""From a demand, or from words, to the service products that fit: with reasons, and never one that is held back."""

import pytest

from db.engine import is_sqlite, snapshot, transaction
from db.models import Organisation, ServiceProduct
from db.vocabulary import PriceKind, ServiceField, SizeClass
from domain import concepts, recommending
from domain.entries import write_all_of
from domain.fitting import WEIGHTS, Why, Wish, lower_bound
from domain.permissions import PUBLIC
from tests import stock, town
from tests.domain.queries.many import plan
from tests.town import LONGWAN, LUCHENG, VALVES

PATENT = "我们想用专利质押贷款"


@pytest.fixture
def directory(small_town):
    return stock.fill()


def fitting(wish, person=PUBLIC):
    with snapshot() as session:
        return recommending.recommended(session, person, wish)


def names(wish):
    return [each.name for each in fitting(wish)]


def test_the_product_that_says_what_is_needed_comes_first(directory):
    for text in (PATENT, "patent-pledge loan", "专利权质押"):
        assert names(Wish(text))[0] == "专利权质押贷款", text


def test_a_product_whose_provider_lacks_the_qualification_is_held_back(directory):
    assert "履约保函" not in names(Wish("履约保函", ServiceField.FINANCING))


def test_a_product_for_another_area_is_left_out_and_one_for_the_whole_city_stays(directory):
    found = names(Wish(PATENT, area=LUCHENG))
    assert "专利权质押贷款" not in found
    assert "小微信用贷款" in found
    assert names(Wish(PATENT, area=LONGWAN))[0] == "专利权质押贷款"


def test_a_product_for_other_industries_comes_last_and_says_so(directory):
    found = fitting(Wish("贷款", industry="195"))
    assert [each.is_for_others for each in found] == [False, True]
    assert found[-1].name == "专利权质押贷款"
    assert not any(each.is_for_others for each in fitting(Wish("贷款", industry="3443")))


@pytest.mark.parametrize(
    ("only", "fits", "does_not"),
    [
        ({"for_sizes": ["small"]}, {"size": SizeClass.SMALL}, {"size": SizeClass.LARGE}),
        ({"for_tags": ["专精特新"]}, {"tags": {"专精特新"}}, {"tags": {"出口企业"}}),
    ],
)
def test_sizes_and_tags_are_conditions_too(directory, only, fits, does_not):
    stock.product(directory["laboratory"], name="体检套餐", **only)
    one = {each.name: each for each in fitting(Wish("体检套餐", **fits))}
    other = {each.name: each for each in fitting(Wish("体检套餐", **does_not))}
    assert not one["体检套餐"].is_for_others
    assert other["体检套餐"].is_for_others


def test_nothing_is_recommended_where_nothing_says_what_is_needed(directory):
    assert fitting(Wish()) == ()
    assert fitting(Wish("你好")) == ()
    assert fitting(Wish("天文望远镜")) == ()


def test_the_field_alone_is_enough(directory):
    assert names(Wish(field=ServiceField.TECHNOLOGY)) == ["阀门压力检测"]


def test_of_a_long_text_only_known_words_are_taken(directory):
    text = (
        "您好，我厂今年订单增加但流动资金紧张，希望以手上的三项发明专利质押，尽快从银行拿到贷款。"
        * 4
    )
    assert names(Wish(text))[0] == "专利权质押贷款"


def test_the_parts_are_the_score_and_none_is_more_than_its_weight(directory):
    for each in fitting(Wish(PATENT, area=LONGWAN, industry="3443")):
        assert each.score == pytest.approx(sum(part.points for part in each.parts))
        assert 0 < each.score <= sum(WEIGHTS.values()) <= 1
        assert all(0 < part.points <= part.most == WEIGHTS[part.why] for part in each.parts)


def test_the_reasons_name_area_words_qualification_and_price(directory):
    first = fitting(Wish(PATENT, area=LONGWAN, industry="3443"))[0]
    why = {part.why for part in first.parts}
    assert {Why.WORDS, Why.FIELD, Why.AREA, Why.FOR_WHOM, Why.QUALIFICATION} <= why
    assert first.qualification == "金融许可证"
    words = next(part.words for part in first.parts if part.why is Why.WORDS)
    assert words


def test_of_two_equal_products_the_better_rated_and_the_public_one_come_first(directory):
    stock.product(
        directory["laboratory"],
        name="噪声检测",
        field=ServiceField.TECHNOLOGY,
        price_kind=PriceKind.PUBLIC_BENEFIT,
    )
    stock.product(directory["bank"], name="噪声检测", field=ServiceField.TECHNOLOGY)
    assert fitting(Wish("噪声检测"))[0].organisation_id == directory["laboratory"]
    with transaction() as session:
        bank = session.get_one(Organisation, directory["bank"])
        bank.rating_n, bank.rating_good = 60, 60
    assert fitting(Wish("噪声检测"))[0].organisation_id == directory["bank"]


def test_few_ratings_promise_little():
    assert lower_bound(0, 0) == 0
    assert lower_bound(1, 1) < lower_bound(10, 10) < lower_bound(100, 100) < 1
    assert lower_bound(100, 100) == pytest.approx(0.963, abs=0.001)
    assert lower_bound(80, 100) < lower_bound(10, 10) < lower_bound(95, 100)


def test_a_demand_is_answered_with_what_fits_its_enterprise(directory):
    demand_id = town.ask(title="专利质押贷款", body="我们有三项发明专利，想质押贷款。").demand_id
    with snapshot() as session:
        found = recommending.for_demand(session, town.person("intake"), demand_id)
        assert found[0].name == "专利权质押贷款"
        assert recommending.for_demand(session, town.person("lucheng"), demand_id) == ()
        assert recommending.for_demand(session, PUBLIC, demand_id) == ()


def test_what_the_directory_knows_of_an_enterprise_is_wished_too(directory):
    with snapshot() as session:
        wish = recommending.of_enterprise(session, VALVES, Wish(PATENT))
        assert (wish.area, wish.industry, wish.tags) == (LONGWAN, "3443", {"专精特新"})
        said = Wish(PATENT, area=LUCHENG)
        assert recommending.of_enterprise(session, VALVES, said).area == LUCHENG
        assert recommending.of_enterprise(session, None, said) == said


def test_a_retired_product_and_a_closed_provider_are_never_recommended(directory):
    with transaction() as session:
        session.get_one(ServiceProduct, directory["credit"]).is_active = False
        bank = session.get_one(Organisation, directory["bank"])
        bank.is_active = False
        session.flush()
        write_all_of(session, bank)
    assert fitting(Wish("贷款", ServiceField.FINANCING)) == ()


@pytest.mark.parametrize("wish", [Wish(field=ServiceField.FINANCING), Wish("质押")])
def test_candidates_are_found_by_indexes_however_many_entries_there_are(directory, wish):
    stock.enterprises(4000)
    with snapshot() as session:
        asked = concepts.read(concepts.lexicon(session), wish.text)
        for statement in recommending.ways(wish, asked):
            told = plan(statement, "directory_entry")
            if is_sqlite():
                assert "SCAN directory_entry'" not in told
                assert "SCAN directory_entry U" not in told
            else:
                assert "Seq Scan on directory_entry" not in told
