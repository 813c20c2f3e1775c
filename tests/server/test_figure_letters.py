"""A subscription by mail, over a real mail server: filters printed, figures as on the page, one click out."""

import io
import re
import string
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from db.assessment_vocabulary import Gauge
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator, KpiView, ViewWord
from db.models import FigureSubscription, Message, MessageAttempt, UserRole
from db.subscription_vocabulary import Crossing, EndReason, Rhythm, Span
from db.vocabulary import Channel, Role, ServiceField
from domain import assessments, clock, figure_rhythm, figure_sending, month_targets
from domain import figure_subscriptions as subscriptions
from domain.bulletin import pictures
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_files import workbook
from domain.figure_wishes import Wishes
from domain.indicators import building, metric, periods
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.figure import Figure
from domain.indicators.reading import Scope
from domain.kpi_views.views import ON_PAGE
from domain.permissions import ENGINE
from domain.queries import assessment
from domain.queries.figure_views import Line
from server import figure_letters, letters, mail, words
from tests import lives, town
from tests.server.figure_mails import FRIDAY, MONDAY, TEXTS, address, sent, subscribed
from tests.town import FINANCE, ID, LONGWAN, LUCHENG


@pytest.fixture
def mailbox(mailbox):
    """With somebody who reads what arrives in it."""
    building.keep_up()
    address("leader")
    return mailbox


def asked(many, at, **changes):
    with clock.stopped(at):
        for _ in range(many):
            town.ask(**changes)


def answers():
    with snapshot() as session:
        found = session.exec(select(MessageAttempt).order_by(col(MessageAttempt.id))).all()
        return [each.answer for each in found]


def test_the_mail_prints_its_filters_the_moment_and_each_figure(mailbox):
    asked(3, datetime(2026, 2, 3, 9, tzinfo=LOCAL))
    asked(4, FRIDAY)
    subscribed(area=LONGWAN, indicators=(Indicator.RECEIVED, Indicator.SERVICES_GIVEN))
    with clock.stopped(FRIDAY):
        month_id = perform(ID["leader"], month_targets.begin, month=FRIDAY.date())
        aimed = {"indicator": Indicator.SERVICES_GIVEN, "values": {LONGWAN: 100}}
        perform(ID["leader"], month_targets.put, month_id, **aimed)
    assert sent() == 1
    assert mailbox.newest["Subject"] == "每周看板：龙湾区，2026年3月（截至今日）"
    for told in (
        "您订阅的“每周看板”，每周一 8:00 发送。",
        "筛选条件：期间：2026年3月（截至今日）；分平台：龙湾区；单位：全部；领域：全部；渠道：全部",
        "数据截至：2026年3月9日 08:00",
        "* 收到诉求：4，▲ 较上月同期 +33%",
        "* 服务次数：0，目标 100，今日应达",
        "在看板中查看: https://platform.example/kpi?period=2026-03&area=330303",
    ):
        assert told in mailbox.text
    assert sent() == 0


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_the_mail_says_that_targets_were_carried_on_until_somebody_confirms_them(
    mailbox, is_confirmed
):
    subscribed(area=LONGWAN, indicators=(Indicator.SERVICES_GIVEN,))
    with clock.stopped(FRIDAY):
        month_id = perform(ID["leader"], month_targets.begin, month=date(2026, 2, 1))
        aimed = {"indicator": Indicator.SERVICES_GIVEN, "values": {LONGWAN: 100}}
        perform(ID["leader"], month_targets.put, month_id, **aimed)
        month_id = perform(ENGINE, month_targets.carry_on_unset, month=FRIDAY.date())
        if is_confirmed:
            perform(ID["leader"], month_targets.confirm, month_id)
    assert sent() == 1
    assert "* 服务次数：0，目标 100" in mailbox.text
    assert ("目标沿用上月，尚未确认。" in mailbox.text) is not is_confirmed


def test_the_mail_shows_the_sub_platforms_as_a_picture_with_filters_moment_and_definition(
    mailbox, monkeypatch
):
    asked(2, FRIDAY)
    asked(1, FRIDAY, area_code=LUCHENG)
    drawn, ranked = [], pictures.ranked
    monkeypatch.setattr(
        pictures, "ranked", lambda bars, **look: drawn.append((bars, look)) or ranked(bars, **look)
    )
    subscribed(channel=Channel.WEB)
    assert sent() == 1
    [(bars, look)] = drawn
    assert [(each.name, each.value) for each in bars] == [("龙湾区", 2), ("鹿城区", 1)]
    for told in ("收到诉求", "渠道：网上", "数据截至：2026年3月9日 08:00"):
        assert told in look["title"]
    assert "计算口径" in look["note"]
    page = mailbox.newest.get_body(("html",)).get_content()
    [picture] = [each for each in mailbox.newest.walk() if each.get_content_type() == "image/png"]
    assert picture.get_content().startswith(b"\x89PNG")
    assert picture["Content-Disposition"].startswith("inline")
    assert f'src="cid:{picture["Content-ID"][1:-1]}" alt="收到诉求，见图"' in page


def test_in_one_sub_platform_the_picture_shows_its_months_and_what_is_kept_back_is_none(mailbox):
    address("longwan")
    wanted = (Indicator.SATISFACTION_RATE, Indicator.RECEIVED)
    subscribed("longwan", area=LONGWAN, indicators=wanted)
    with clock.stopped(MONDAY):
        figure_sending.send()
        with snapshot() as session:
            message = session.exec(select(Message)).one()
        view = letters.view_of(message)
    assert view.picture is KpiView.TREND and view.looked_at is None
    rows = view.shown.tables[0].rows
    assert [row.key.month for row in rows] == [*range(4, 13), 1, 2, 3]
    assert {row.cells[0].value for row in rows} == {None}
    assert [row.is_open for row in rows] == [False] * 11 + [True]


def test_every_filter_is_printed_in_english_too(mailbox):
    address("leader", "en")
    subscribed(
        area=LONGWAN,
        unit_id=FINANCE,
        field=ServiceField.FINANCING,
        channel=Channel.HOTLINE,
        span=Span.QUARTER,
    )
    assert sent() == 1
    assert (
        "Filters: Period: quarter 1 of 2026, up to today; Sub-platform: Longwan;"
        " Unit: Longwan Finance Centre; Field: Financing; Channel: Hotline" in mailbox.text
    )
    assert "Figures as of 9 March 2026 08:00" in mailbox.text
    assert not re.search(r"[\u4e00-\u9fff]", mailbox.text.replace("每周看板", ""))


def test_the_figures_are_those_of_the_page(mailbox):
    history = lives.lived(4, 160)
    at = history.at + timedelta(days=7)
    subscribed(at=history.at, indicators=tuple(Indicator)[:9], span=Span.YEAR)
    assert sent(at) == 1
    with clock.stopped(at), snapshot() as session:
        told = periods.months(at.date(), 12, today=at.date())
        scope = Scope(told.first, told.last)
        found = metric.table(session, town.person("leader"), tuple(Indicator)[:9], scope)[None]
    closing = found[Indicator.ON_TIME_CLOSING]
    assert (
        closing.n
        and f"按期办结率：{100 * closing.value:.1f}%（{closing.top} / {closing.n} 件）"
        in mailbox.text
    )
    assert len(re.findall(r"^\* ", mailbox.text, re.M)) == 9


def test_what_is_kept_back_or_few_is_told_so_and_not_as_a_number(mailbox):
    address("longwan")
    history = lives.lived(4, 160)
    subscribed(
        "longwan", at=history.at, indicators=(Indicator.SATISFACTION_RATE, Indicator.REDO_RATE)
    )
    assert sent(history.at + timedelta(days=7)) == 1
    assert re.search(r"满意率：公布后可见\r?\n", mailbox.text)
    assert re.search(r"重办率：(–|.*样本少)", mailbox.text)


def test_a_crossing_is_told_in_its_subject_and_first_line(mailbox):
    subscribed(
        rhythm=Rhythm.THRESHOLD,
        watched=Indicator.OVERDUE_NOW,
        crossing=Crossing.ABOVE,
        bound=0.0,
        margin=0.0,
    )
    with clock.stopped(FRIDAY):
        town.dispatched()
    assert sent(FRIDAY + timedelta(minutes=1)) == 0
    assert sent(MONDAY + timedelta(days=7)) == 1
    assert mailbox.newest["Subject"] == "越过阈值：当前超期 1（每周看板）"
    assert "当前超期为 1，已高于阈值 0。" in mailbox.text
    assert "figure=overdue_now" in mailbox.text


def test_mailboxes_are_offered_the_way_out(mailbox):
    id = subscribed()
    sent()
    out = mailbox.newest["List-Unsubscribe"].strip()
    assert out == f"<{figure_letters.end_link(id)}>"
    assert mailbox.newest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = out.strip("<>").rsplit("/", 1)[1]
    assert figure_letters.meant_by(token) == id
    assert figure_letters.end_link(id) in mailbox.text
    for forged in (f"{id + 1}.{token.split('.')[1]}", f"{id}.", f"{id}", "", "x.y", f"{id}.é"):
        assert figure_letters.meant_by(forged) is None


def test_who_lost_the_right_meanwhile_is_sent_nothing_and_it_ends(mailbox):
    id = subscribed()
    with clock.stopped(MONDAY):
        assert figure_sending.send() == 1
        with transaction() as session:
            session.delete(session.get_one(UserRole, (ID["leader"], Role.LEADER)))
        assert mail.send_due() == 0
    assert mailbox.taken == []
    assert answers() == ["not sent: its owner may not be told any more (no_right)"]
    with snapshot() as session:
        assert session.get_one(FigureSubscription, id).ended_because is EndReason.NO_RIGHT
        assert session.exec(select(Message)).one().given_up_at is not None


def test_what_has_ended_before_it_is_sent_is_not_sent(mailbox):
    id = subscribed()
    with clock.stopped(MONDAY):
        figure_sending.send()
        perform(ID["leader"], subscriptions.end, id)
        assert mail.send_due() == 0
    assert answers() == ["not sent: the subscription has ended"]


def test_what_somebody_typed_fills_no_places(mailbox):
    subscribed(name="{link} {0.__class__} <b>x</b>")
    assert sent() == 1
    assert "{link} {0.__class__} <b>x</b>" in mailbox.text


@pytest.mark.parametrize("key", sorted(set(TEXTS["zh"]) - {"moment"}))
def test_both_languages_say_the_same(key):
    places = [
        {name for _, name, _, _ in string.Formatter().parse(TEXTS[language][key]) if name}
        for language in ("zh", "en")
    ]
    assert places[0] == places[1]
    assert TEXTS["zh"].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_is_told_with_its_tables_its_picture_and_a_workbook(mailbox, language):
    address("leader", language)
    asked(3, FRIDAY)
    wanted = (Indicator.RECEIVED, Indicator.ON_TIME_CLOSING)
    names = {words.term(each, language)[:31] for each in ViewWord}
    formula = words.declared(DEFINITIONS[Indicator.RECEIVED].formula, language)
    for view in ON_PAGE:
        subscribed(view=view, indicators=wanted, span=Span.THIS_MONTH)
        assert sent() == 1
        parts = {each.get_content_type(): each for each in mailbox.newest.walk()}
        assert words.term(view, language) in mailbox.text  # among the filters
        if view is KpiView.TIMES:  # nothing was answered: nothing is drawn
            assert "image/png" not in parts and workbook.MEDIA_TYPE not in parts
            assert TEXTS[language]["nothing_shown"] in mailbox.text
            continue
        assert parts["image/png"].get_content().startswith(b"\x89PNG")
        book = load_workbook(io.BytesIO(parts[workbook.MEDIA_TYPE].get_content()))
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {words.term(view, language), formula} <= set(cells)
        assert set(book.sheetnames[:-1]) <= names
        assert any(f"* {sheet} · " in mailbox.text for sheet in book.sheetnames)
        assert language == "en" or not re.search(r"[a-z]{4}", " ".join(book.sheetnames))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_views_of_other_pages_are_told_as_those_of_the_key_figures_are(
    mailbox, lived_town, language
):
    """The order of the newest month that is published, and how far the national title is reached."""
    at = lived_town(11, 116)
    address("leader", language)
    month = at.astimezone(LOCAL).date().replace(day=1)
    told_on = datetime.combine(periods.month_after(month, 1), time(9), LOCAL) + timedelta(days=9)
    wanted = (Indicator.RECEIVED,)
    with clock.stopped(told_on - timedelta(days=1)):
        month_id = perform(ID["leader"], assessments.begin, month=month)
    for is_published in (False, True):
        with clock.stopped(told_on - timedelta(hours=2 - is_published)):
            if is_published:
                perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
            id = perform(
                ID["leader"],
                subscriptions.subscribe,
                wishes=Wishes("考核", wanted, span=Span.LAST_MONTH, view=KpiView.ORDER),
            )
            perform(ID["leader"], subscriptions.send_now, id)
        with clock.stopped(told_on):
            assert mail.send_due() == 1
        assert words.term(KpiView.ORDER, language) in mailbox.text  # among the filters
        assert f"/assessment?view=order&month={month:%Y-%m}" in mailbox.text or not is_published
        assert (TEXTS[language]["nothing_shown"] in mailbox.text) is not is_published
    with snapshot() as session:
        found = assessment.month(session, town.person("leader"), month).assessed
    totals = {each.code: each.total for each in found if each.total is not None}
    for code, name in ((LONGWAN, ("龙湾区", "Longwan")), (LUCHENG, ("鹿城区", "Lucheng"))):
        said = re.search(rf"\* .*{name[language == 'en']}.* ([\d.]+)[,，]", mailbox.text)
        assert float(said[1]) == pytest.approx(float(totals[code]), abs=0.05)
    with clock.stopped(told_on):
        wishes = Wishes("称号", wanted, span=Span.THIS_YEAR, view=KpiView.TITLE)
        perform(
            ID["leader"],
            subscriptions.send_now,
            perform(ID["leader"], subscriptions.subscribe, wishes=wishes),
        )
        assert mail.send_due() == 1
    assert f"/assessment?view=title&year={month.year}" in mailbox.text
    with snapshot() as session, clock.stopped(told_on):
        reached = assessment.title_gauges(session, town.person("leader"), month.year).reached
    assert sum(each.value is not None for each in reached) > 3
    for each in reached:
        is_told = words.term(each.wanted.gauge, language) in mailbox.text
        assert is_told is (each.value is not None)  # what nobody knows is told in the workbook only
    parts = {each.get_content_type(): each for each in mailbox.newest.walk()}
    assert parts["image/png"].get_content().startswith(b"\x89PNG")
    book = load_workbook(io.BytesIO(parts[workbook.MEDIA_TYPE].get_content()))
    assert book.sheetnames[0] == words.term(ViewWord.CONDITIONS, language)[:31]
    cells = {cell.value for row in book.worksheets[0] for cell in row}
    assert {words.term(gauge, language) for gauge in Gauge} <= cells
    standings = {words.term(each, language) for each in (ViewWord.MET, ViewWord.NOT_YET)}
    for row in book.worksheets[0].iter_rows(values_only=True):
        for each in reached:
            if words.term(each.wanted.gauge, language) in row and each.value is None:
                assert words.term(ViewWord.NOT_RECORDED, language) in row
                assert not standings & set(row)
    assert any(each.value is None for each in reached)


def test_the_page_of_a_view_is_what_its_link_leads_to(mailbox):
    subscribed(view=KpiView.TREND, indicators=(Indicator.HANDLING_TIME, Indicator.RECEIVED))
    assert sent() == 1
    assert "/kpi?period=2026-03&figure=handling_time&view=trend" in mailbox.text


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (Span.THIS_QUARTER, "较上季度", " on the quarter before"),
        (Span.LAST_HALF, "较前一个半年", " on the half-year before"),
        (Span.THIS_YEAR, "较上年", " on the year before"),
        (Span.QUARTER, "较前 3 个月", " on the 3 months before"),
        (Span.LAST_WEEK, "较此前同样工作日数", " on as many working days before"),
    ],
)
def test_a_change_says_since_when_by_the_kind_of_its_period(span, zh, en):
    # In February, when the last three months are no quarter.
    period = figure_rhythm.period(span, MONDAY.date() - timedelta(days=28))
    now, then = (Figure(Indicator.RECEIVED, n, n, n) for n in (30, 20))
    for language, words_ in (("zh", zh), ("en", en)):
        spoken = figure_letters._Spoken(language)
        _, told = spoken.line(Line(now, then, False, None), period)
        assert words_ in told and "50" in told
