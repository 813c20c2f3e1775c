"""Six hundred demands read as six hundred different texts, in both languages, and fit into the tables."""

import re
from datetime import date
from itertools import product
from random import Random

import pytest

from db.vocabulary import ClosingCode, DemandType, Satisfaction, ServiceField
from seed import demand_texts, facts

DAY = date(2026, 3, 16)
TOPIC_PARTS = {
    "title", "facts", "consultation", "request", "complaint", "report", "suggestion", "done", "rule",
}  # fmt: skip
EVERY_FIELD = pytest.mark.parametrize("field", list(ServiceField))
EVERY_LANGUAGE = pytest.mark.parametrize("language", demand_texts.LANGUAGES)


@EVERY_FIELD
@EVERY_LANGUAGE
def test_every_field_has_at_least_twelve_complete_topics(field, language):
    assert len(demand_texts.topics(field)) >= 12
    texts = demand_texts._texts(language, field.value)
    for topic in demand_texts.topics(field):
        assert set(texts[topic]) == TOPIC_PARTS, topic


@EVERY_FIELD
def test_both_languages_have_the_same_topics(field):
    chinese, english = (demand_texts._texts(language, field.value) for language in ("zh", "en"))
    assert list(chinese) == list(english)


@EVERY_FIELD
@EVERY_LANGUAGE
def test_every_template_names_only_slots_that_are_filled(field, language):
    known = set(demand_texts._slots(Random(1), language)) | {"unit", "matter", "title"}
    for name in (field.value, "common"):
        for template in strings_of(demand_texts._texts(language, name)):
            assert demand_texts.slot_names(template) <= known, template


@EVERY_LANGUAGE
def test_chinese_texts_are_chinese_and_english_texts_are_english(language):
    for name in [field.value for field in ServiceField] + ["common"]:
        for template in strings_of(demand_texts._texts(language, name)):
            is_chinese = re.search(r"[\u4e00-\u9fff]", template) is not None
            assert not template or is_chinese == (language == "zh"), template


@EVERY_LANGUAGE
def test_six_hundred_demands_are_six_hundred_different_texts(language):
    rng = Random(96871)
    bodies = set()
    for _ in range(600):
        area = rng.choice(facts.areas())
        text = demand_texts.text(
            rng,
            rng.choice(list(ServiceField)),
            rng.choice(list(DemandType)),
            language=language,
            industry=rng.choice(area.industries),
            area=area.code,
            on=DAY,
        )
        bodies.add(text.body)
    assert len(bodies) == 600


@EVERY_LANGUAGE
@pytest.mark.parametrize(("field", "type"), list(product(ServiceField, DemandType)))
def test_a_field_and_type_give_at_least_twelve_demands_that_fit_the_form(field, type, language):
    rng = Random(2)
    texts = [
        demand_texts.text(rng, field, type, language=language, industry="3443", area="330303")
        for _ in range(200)
    ]
    assert len({text.topic for text in texts}) >= 12
    for text in texts:
        assert 4 <= len(text.title) <= 80, text.title
        assert 20 <= len(text.body) <= 2_000
        assert not re.search(r"[{}]", text.title + text.body)


@EVERY_LANGUAGE
@pytest.mark.parametrize(("field", "code"), list(product(ServiceField, ClosingCode)))
def test_a_unit_has_an_answer_for_every_field_and_closing_code(field, code, language):
    rng = Random(3)
    for topic in demand_texts.topics(field):
        reply = demand_texts.reply(rng, field, code, language, topic=topic, on=DAY)
        assert len(reply) >= 20
        assert not re.search(r"[{}]", reply)


def test_a_reply_with_its_topic_speaks_of_that_topic():
    rng = Random(4)
    field, topic = ServiceField.FINANCING, "patent_pledge_renewal"
    reply = demand_texts.reply(rng, field, ClosingCode.SOLVED, "en", topic=topic)
    assert "patents" in reply


@EVERY_FIELD
@EVERY_LANGUAGE
def test_questions_notes_and_returns_read_whole(field, language):
    rng = Random(5)
    for _ in range(60):
        exchange = demand_texts.exchange(rng, field, language, area="330382", on=DAY)
        said = (
            exchange.question,
            exchange.answer,
            demand_texts.note(rng, field, language, on=DAY),
            demand_texts.return_reason(rng, field, language),
        )
        assert all(said)
        assert not re.search(r"[{}]", "".join(said))


@EVERY_LANGUAGE
@pytest.mark.parametrize("satisfaction", [*Satisfaction, None])
def test_a_return_visit_has_words_for_every_outcome(satisfaction, language):
    assert demand_texts.visit_note(Random(6), satisfaction, language)


@EVERY_LANGUAGE
@pytest.mark.parametrize("satisfaction", list(Satisfaction))
def test_a_survey_has_comments_for_every_level(satisfaction, language):
    rng = Random(7)
    comments = {demand_texts.comment(rng, satisfaction, language) for _ in range(60)}
    assert len(comments) >= 4


def test_dates_lie_around_the_day_that_is_given():
    rng = Random(8)
    slots = demand_texts._slots(rng, "zh", on=DAY)
    assert re.fullmatch(r"[123]月\d{1,2}日", slots["date"])
    assert re.fullmatch(r"[34]月\d{1,2}日", slots["deadline"])


def test_products_are_those_of_the_industry_and_towns_those_of_the_area():
    rng = Random(9)
    valves = {word.en for word in facts.industries()["3443"].products}
    towns = {town.en for town in facts.area("330303").towns}
    for _ in range(20):
        slots = demand_texts._slots(rng, "en", industry="3443", area="330303")
        assert slots["product"] in valves
        assert slots["town"] in towns


def test_the_same_seed_says_the_same():
    def said(seed: int) -> demand_texts.DemandText:
        return demand_texts.text(
            Random(seed), ServiceField.TALENT, DemandType.REQUEST, language="zh", on=DAY
        )

    assert said(10) == said(10)


def strings_of(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    children = node.values() if isinstance(node, dict) else node
    return [text for child in children for text in strings_of(child)]
