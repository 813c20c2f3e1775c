"""A bulletin is drawn up by itself, written by people, approved by a leader, mailed to those concerned, and read."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from docx import Document
from sqlmodel import select

from db.bulletin_vocabulary import BulletinStage
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import Bulletin, BulletinReading, Demand, Message, RollupShare, User
from db.vocabulary import MessageKind
from domain import assessments, bulletin_templates, bulletins, clock, file_store, month_targets
from domain.assessment.settled import StillCounting
from domain.bulletin import orders
from domain.bulletin.filled import NoTemplate
from domain.bulletin.word_file import laid_down
from domain.bulletin_templates import PutAsideAlready
from domain.bulletins import (
    ChangedSinceRead,
    DrawnAlready,
    EditedMeanwhile,
    MonthNotOver,
    MonthNotPublished,
    SentAlready,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, TooLong
from domain.indicators import building, metric, rollups
from domain.indicators.periods import month_after
from domain.indicators.reading import Scope
from domain.permissions import ENGINE
from domain.queries import bulletins as queries
from domain.queries import notices
from domain.records import NothingChanged
from tests.town import ID, LONGWAN, person

pytestmark = pytest.mark.usefixtures("small_town")


@pytest.fixture
def lived(lived_town):
    """A random history; returns the month it ended in, and it is ten o'clock on the third of the next one."""
    month = lived_town(11, 120).astimezone(LOCAL).date().replace(day=1)
    after = month_after(month, 1)
    with clock.stopped(datetime(after.year, after.month, 3, 10, tzinfo=LOCAL)):
        yield month


def publish(month):
    month_id = perform(ID["leader"], assessments.begin, month=month)
    return perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)


def drawn(month, who="intake"):
    return perform(ID[who], bulletins.draw_up, month=month)


def edit(bulletin_id, who="editor", **said):
    version = said.pop("version", row(bulletin_id).version)
    perform(ID[who], bulletins.edit, bulletin_id, version=version, **said)


def approve(bulletin_id):
    said = {"version": row(bulletin_id).version}
    return perform(ID["leader"], bulletins.approve, bulletin_id, **said)


def row(bulletin_id):
    with snapshot() as session:
        return session.get(Bulletin, bulletin_id)


def shown(bulletin_id, who="leader"):
    with snapshot() as session:
        return queries.bulletin(session, person(who), bulletin_id)


def addresses(**by_name):
    with transaction() as session:
        for name, address in by_name.items():
            session.get_one(User, ID[name]).email = address


def test_its_totals_are_the_indicators_of_the_month(lived):
    facts = row(drawn(lived)).facts
    scope = Scope(lived, month_after(lived, 1) - timedelta(days=1))
    with snapshot() as session:
        for each in facts["totals"]:
            figure = metric.metric(session, ENGINE, Indicator(each["indicator"]), scope)
            assert each["value"] == (
                None if figure.value is None else pytest.approx(figure.value, abs=1e-6)
            )
            assert each["n"] == figure.n
            assert each["coverage"] == (
                None if figure.coverage is None else pytest.approx(figure.coverage, abs=1e-6)
            )
        place = next(each for each in facts["by_area"] if each["area"] == LONGWAN)
        there = replace(scope, area=LONGWAN)
        closing = metric.metric(session, ENGINE, Indicator.ON_TIME_CLOSING, there)
        assert place["n"][Indicator.ON_TIME_CLOSING.value] == closing.n > 0
    assert any(each["coverage"] is not None for each in facts["totals"])
    assert facts["totals"][0]["year_before"] is None  # nothing was recorded then: that is not zero


def test_it_tells_the_order_as_published_and_says_where_it_is_preliminary(lived):
    first = row(drawn(lived)).facts
    assert first["digest"] == "" and first["groups"]
    digest = publish(lived)
    [bulletin_id] = ids()
    perform(ID["intake"], bulletins.draw_again, bulletin_id)
    assert row(bulletin_id).facts["digest"] == digest


def test_it_is_not_sent_before_its_month_is_published_and_then_takes_its_figures_anew(lived):
    bulletin_id = drawn(lived)
    edit(bulletin_id, title="十月通报", foreword="总体平稳。")
    with pytest.raises(MonthNotPublished):
        approve(bulletin_id)
    assert bulletins.draw_up_what_is_due() == 0 and shown(bulletin_id, "longwan") is None
    digest = publish(lived)
    assert [bulletins.draw_up_what_is_due() for _ in range(2)] == [1, 0]
    found = row(bulletin_id)
    assert (found.facts["digest"], found.foreword) == (digest, "总体平稳。")
    approve(bulletin_id)


def test_what_a_sub_platform_says_of_its_month_flows_into_it(lived):
    month_id = perform(ID["longwan"], month_targets.begin, month=lived)
    perform(ID["longwan"], month_targets.note, month_id, area_code=LONGWAN, text="台风停工三天")
    assert row(drawn(lived)).facts["notes"] == [{"area": LONGWAN, "text": "台风停工三天"}]


def test_long_overdue_orders_are_named_the_oldest_first(lived):
    with clock.stopped(clock.now() + timedelta(days=60)):
        facts = row(drawn(lived)).facts
        promised = [each["promised_on"] for each in facts["overdue"]]
    assert facts["overdue_many"] == len(promised) > 0 and promised == sorted(promised)
    assert all(each["days"] >= 8 and each["number"] and each["unit"] for each in facts["overdue"])


def test_it_is_drawn_up_once_and_only_of_a_month_that_is_over(lived):
    drawn(lived)
    with pytest.raises(DrawnAlready):
        drawn(lived)
    with pytest.raises(MonthNotOver):
        drawn(month_after(lived, 1))
    for who in ("longwan", "tax_head", "valves"):
        with pytest.raises(Forbidden):
            drawn(lived, who)


@pytest.mark.parametrize(
    ("moment", "is_drawn"),
    [
        (datetime(2026, 11, 1, 10, tzinfo=LOCAL), False),  # a Sunday
        (datetime(2026, 11, 2, 8, 59, tzinfo=LOCAL), False),
        (datetime(2026, 11, 2, 9, 0, tzinfo=LOCAL), True),  # the first working day
        (
            datetime(2026, 11, 7, 3, 0, tzinfo=LOCAL),
            True,
        ),  # where the platform stood still meanwhile
        (datetime(2026, 10, 7, 12, 0, tzinfo=LOCAL), False),  # the holidays of the National Day
        (datetime(2026, 10, 8, 9, 30, tzinfo=LOCAL), True),
    ],
)
def test_it_is_drawn_up_by_itself_on_the_first_working_day_of_the_month(moment, is_drawn):
    building.keep_up()
    with clock.stopped(moment):
        assert bulletins.draw_up_what_is_due() == int(is_drawn)
        assert bulletins.draw_up_what_is_due() == 0
    assert len(ids()) == int(is_drawn)


def test_words_are_written_into_a_draft_and_stay_when_the_figures_are_taken_anew(lived):
    bulletin_id = drawn(lived)
    said = {
        "title": "十月通报",
        "foreword": "总体平稳。",
        "closing": "下月加强督办。",
        "cases": [{"title": "跨部门联办", "text": "三天办结。"}],
    }
    edit(bulletin_id, **said)
    with pytest.raises(NothingChanged):
        edit(bulletin_id, **said)
    perform(ID["intake"], bulletins.draw_again, bulletin_id)
    found = row(bulletin_id)
    assert (found.title, found.foreword, found.cases) == ("十月通报", "总体平稳。", said["cases"])
    for wrong, refusal in (
        ({"title": ""}, Missing),
        ({"cases": [{"title": "x", "text": ""}]}, Missing),
        ({"foreword": "长" * 9000}, TooLong),
    ):
        with pytest.raises(refusal):
            edit(bulletin_id, **(said | wrong))


def test_who_writes_over_words_they_have_not_read_is_told_so_and_nothing_is_lost(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    seen = row(bulletin_id).version
    edit(bulletin_id, title="先写的", version=seen)
    with pytest.raises(EditedMeanwhile):
        edit(bulletin_id, "intake", title="后写的", version=seen)
    with pytest.raises(ChangedSinceRead):
        perform(ID["leader"], bulletins.approve, bulletin_id, version=seen)
    assert row(bulletin_id).title == "先写的"
    approve(bulletin_id)


def test_figures_are_not_published_while_orders_of_the_month_wait_to_be_counted(lived):
    with snapshot() as session:
        asked = select(Demand.id).where(Demand.submitted_at >= orders.moments(lived)[0])
        demand_id = session.exec(asked).first()
    with (
        transaction() as session
    ):  # what the rollups had of an order of the month is not what it is
        session.get_one(Demand, demand_id).submitted_at -= timedelta(days=70)
        session.get_one(RollupShare, demand_id).is_due = True
    with pytest.raises(StillCounting):
        drawn(lived)
    month_id = perform(ID["leader"], assessments.begin, month=lived)
    with pytest.raises(StillCounting):
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    rollups.fold_all()
    drawn(lived)
    perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)


def test_an_approved_bulletin_goes_to_sub_platforms_and_heads_of_departments_and_stands(lived):
    addresses(
        longwan="l@example.org",
        tax_head="t@example.org",
        tax="x@example.org",
        valves="v@example.org",
    )
    publish(lived)
    bulletin_id = drawn(lived)
    with pytest.raises(Forbidden):
        perform(ID["intake"], bulletins.approve, bulletin_id, version=1)
    assert approve(bulletin_id) == 2
    with snapshot() as session:
        asked = select(Message.recipient).where(Message.kind == MessageKind.BULLETIN)
        assert set(session.exec(asked)) == {"l@example.org", "t@example.org"}
    assert row(bulletin_id).stage is BulletinStage.SENT
    for command, said in (
        (bulletins.approve, {"version": 2}),
        (bulletins.draw_again, {}),
        (bulletins.edit, {"title": "新", "version": 2}),
    ):
        with pytest.raises(SentAlready):
            perform(ID["leader"], command, bulletin_id, **said)


def test_a_draft_is_for_those_who_write_it_and_a_sent_one_for_platform_and_departments(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    seen = {
        who: shown(bulletin_id, who) is not None
        for who in ("leader", "longwan", "tax_head", "valves")
    }
    assert seen == {"leader": True, "longwan": False, "tax_head": False, "valves": False}
    approve(bulletin_id)
    seen = {who: shown(bulletin_id, who) is not None for who in seen}
    assert seen == {"leader": True, "longwan": True, "tax_head": True, "valves": False}
    assert shown(bulletin_id, "longwan").readers == ()


def test_whoever_approves_hears_that_it_waits_and_the_sub_platforms_that_it_is_sent(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    assert heard("leader") == heard("admin") == ["bulletin_drawn"] and heard("longwan") == []
    approve(bulletin_id)
    assert heard("longwan") == ["bulletin_sent"] and heard("tax_head") == []


def heard(who):
    with snapshot() as session:
        told = notices.notices(session, person(who)).told
    return [each.action for each in told if each.about == notices.BULLETIN]


def test_the_copy_for_departments_and_the_public_has_no_cards_and_no_gauges(lived):
    publish(lived)
    bulletin_id = drawn(lived)
    with transaction() as session:
        found = session.get_one(Bulletin, bulletin_id)
        told = json.loads(json.dumps(found.facts))
        for place in (place for group in told["groups"] for place in group["places"]):
            place |= {"has_card": True, "standing": "below"}
        found.facts = told
    approve(bulletin_id)
    assert 'has_card": true' in json.dumps(shown(bulletin_id, "longwan").facts)
    assert shown(bulletin_id).facts["title"]["rules"] == "MIIT 2017 No. 156"
    copy = shown(bulletin_id, "tax_head").facts
    assert copy["title"] is None and copy["groups"] and copy["overdue_many"] is not None
    said = json.dumps(copy["groups"])
    assert "true" not in said and "below" not in said


def test_whoever_takes_it_away_must_be_open_to_it_at_that_moment(lived):
    bulletin_id = drawn(lived)
    with snapshot() as session:
        assert queries.taken(session, person("intake"), bulletin_id).id == bulletin_id
        for who, wanted in (("longwan", bulletin_id), ("valves", bulletin_id), ("intake", 10**6)):
            with pytest.raises(NotFound):
                queries.taken(session, person(who), wanted)
    with transaction() as session:
        session.get_one(User, ID["intake"]).is_active = False
    with snapshot() as session, pytest.raises(NotFound):
        queries.taken(session, person("intake"), bulletin_id)


def test_who_has_read_it_is_kept_once_with_the_moment(lived):
    addresses(longwan="l@example.org", tax_head="t@example.org")
    publish(lived)
    bulletin_id = drawn(lived)
    approve(bulletin_id)
    bulletins.note_reading(person("longwan"), bulletin_id)
    first = {each.name: each.read_at for each in shown(bulletin_id).readers}
    with clock.stopped(clock.now() + timedelta(hours=1)):
        bulletins.note_reading(person("longwan"), bulletin_id)
    assert {each.name: each.read_at for each in shown(bulletin_id).readers} == first
    assert sorted(each is not None for each in first.values()) == [False, True]
    with snapshot() as session:
        assert len(session.exec(select(BulletinReading)).all()) == 1


def test_who_works_on_a_draft_is_no_reader_of_it(lived):
    bulletin_id = drawn(lived)
    bulletins.note_reading(person("editor"), bulletin_id)
    with snapshot() as session:
        assert session.get(BulletinReading, (bulletin_id, ID["editor"])) is None


def test_a_template_is_tried_before_it_is_kept_and_can_be_put_aside():
    with pytest.raises(NoTemplate):
        perform(ID["editor"], bulletin_templates.take_in, name="坏.docx", content=b"PK")
    first = perform(ID["editor"], bulletin_templates.take_in, name="红头.docx", content=laid_down())
    red = red_head()
    second = perform(ID["intake"], bulletin_templates.take_in, name="新.docx", content=red)
    with snapshot() as session:
        kept = file_store.path_of(bulletin_templates.in_use(session).key)
        assert bulletin_templates.content(session) == kept.read_bytes() == red
        assert queries.template(session, person("leader")).id == second
        assert queries.template(session, person("longwan")) is None
    perform(ID["editor"], bulletin_templates.put_aside, second)
    with snapshot() as session:
        assert bulletin_templates.in_use(session).id == first
    with pytest.raises(PutAsideAlready):
        perform(ID["editor"], bulletin_templates.put_aside, second)
    with pytest.raises(Forbidden):
        perform(ID["longwan"], bulletin_templates.put_aside, first)


def red_head():
    paper = Document()
    paper.add_paragraph("红头文件 {{ title }}")
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def ids():
    with snapshot() as session:
        return list(session.exec(select(Bulletin.id)))
