"""What a subscription does not tell, it says: what is kept back, counted of a part alone or not at all, and of whom."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from db.assessment_vocabulary import Gauge
from db.engine import transaction
from db.indicator_vocabulary import Indicator, KpiView, ViewWord
from db.models import FigureSubscription
from db.subscription_vocabulary import Span
from db.vocabulary import Channel
from domain import clock
from domain import figure_subscriptions as subscriptions
from domain.clock import LOCAL
from domain.command import perform
from domain.figure_files import workbook
from domain.indicators import building, rollups
from server import figure_pictures, mail, words
from tests import lives
from tests.server.figure_mails import TEXTS, address, sent, subscribed
from tests.town import FINANCE, ID, LONGWAN

UNTOLD = (  # by channel
    Indicator.TRAINING_HOURS,
    Indicator.ENTERPRISES_SERVED,
    Indicator.SERVICES_BOOKED,
    Indicator.CONTRACT_VALUE,
    Indicator.NEW_REGISTRATIONS,
)


@pytest.fixture(autouse=True)
def reader(mailbox):
    building.keep_up()
    address("leader")


def lived(steps=160):
    """The moment a week after a sub-platform's life, whose rates stand in months that are not published."""
    address("longwan")
    return lives.lived(4, steps).at + timedelta(days=7)


def sent_now(username, at, **changes):
    """Who was sent one subscription at this moment."""
    id = subscribed(username, at, **changes)
    with clock.stopped(at):
        rollups.fold_all()
        perform(ID[username], subscriptions.send_now, id)
        assert mail.send_due() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", [KpiView.PLACES, KpiView.MONTH])
def test_a_view_that_is_kept_back_says_so_and_not_that_there_is_nothing(mailbox, view, language):
    at = lived()
    address("longwan", language)
    rate, received = (Indicator.SATISFACTION_RATE,), (Indicator.RECEIVED,)
    narrowed = {"area": LONGWAN, "view": view, "span": Span.THIS_MONTH}
    for indicators, is_kept_back in ((rate, True), (received, False)):
        sent_now("longwan", at, indicators=indicators, **narrowed)
        assert (TEXTS[language]["kept_back_shown"] in mailbox.text) is is_kept_back
        assert TEXTS[language]["nothing_shown"] not in mailbox.text
        kinds = {each.get_content_type() for each in mailbox.newest.walk()}
        assert ({"image/png", workbook.MEDIA_TYPE} <= kinds) is not is_kept_back
        assert (workbook.MEDIA_TYPE in kinds) is not is_kept_back


def test_of_more_units_than_a_mail_tells_the_worst_are_told(mailbox, monkeypatch):
    at = lived()
    told = {}
    for many in (10, 1):
        monkeypatch.setattr(figure_pictures, "MOST_ROWS", many)
        narrowed = {"area": LONGWAN, "view": KpiView.PLACES, "span": Span.QUARTER}
        sent_now("longwan", at, indicators=(Indicator.RESPONSE_RATE,), **narrowed)
        told[many] = [each for each in mailbox.text.splitlines() if each.startswith("* 单位 · ")]
    assert len(told[10]) > 1
    assert told[1] == told[10][-1:]


def test_units_of_which_nothing_was_counted_are_no_table_and_the_mail_says_so(mailbox):
    subscribed(indicators=(Indicator.SATISFACTION_RATE,), area=LONGWAN, view=KpiView.PLACES)
    assert sent() == 1
    assert TEXTS["zh"]["nothing_shown"] in mailbox.text
    kinds = {each.get_content_type() for each in mailbox.newest.walk()}
    assert not {"image/png", workbook.MEDIA_TYPE} & kinds


@pytest.mark.parametrize("language", ["zh", "en"])
def test_conditions_of_the_title_say_until_when_they_are_told(mailbox, language):
    at = lived().astimezone(LOCAL)
    at = (at.replace(day=1, hour=9) + timedelta(days=32)).replace(day=20)  # one month is over
    until = at.date().replace(day=1) - timedelta(days=1)
    address("longwan", language)
    address("leader", language)
    wanted = {"view": KpiView.TITLE, "span": Span.THIS_YEAR}
    told = f"{words.term(ViewWord.TOLD_UNTIL, language)} {until}"
    name = words.term(Gauge.SATISFACTION, language)
    for username, is_partly in (("longwan", True), ("leader", False)):
        sent_now(username, at, **wanted)
        [row] = [each for each in mailbox.text.splitlines() if f"· {name}" in each]
        assert (told in row) is is_partly
        assert mailbox.text.count(words.term(ViewWord.TOLD_UNTIL, language)) == is_partly
        parts = {each.get_content_type(): each for each in mailbox.newest.walk()}
        book = load_workbook(io.BytesIO(parts[workbook.MEDIA_TYPE].get_content()))
        cells = {str(cell.value) for row in book.worksheets[0] for cell in row}
        assert (str(until) in cells) is is_partly


@pytest.mark.parametrize(
    ("username", "narrowed", "zh", "en"),
    [
        ("finance_head", {}, "龙湾金融服务中心", "Longwan Finance Centre"),
        ("leader", {"unit_id": FINANCE}, "龙湾金融服务中心", "Longwan Finance Centre"),
        (
            "leader",
            {"unit_id": FINANCE, "area": LONGWAN},
            "龙湾区 · 龙湾金融服务中心",
            "Longwan · Longwan Finance Centre",
        ),
        ("leader", {"area": LONGWAN}, "龙湾区", "Longwan"),
        ("leader", {}, "全市", "Whole city"),
    ],
)
def test_the_subject_names_the_place_whose_figures_are_told(mailbox, username, narrowed, zh, en):
    for language, place in (("zh", f"每周看板：{zh}，"), ("en", f"每周看板: {en}, ")):
        address(username, language)
        subscribed(username, **narrowed)
        sent()
        assert mailbox.newest["Subject"].startswith(place)


def test_figures_that_are_not_counted_are_named_in_the_order_that_they_were_chosen(mailbox):
    for wanted in (UNTOLD, UNTOLD[::-1]):
        id = subscribed(indicators=(Indicator.RECEIVED, *wanted))
        with transaction() as session:  # as if they were told by channel when it was asked for
            session.get_one(FigureSubscription, id).channel = Channel.HOTLINE
        assert sent() == 1
        perform(ID["leader"], subscriptions.end, id)
        names = "，".join(words.term(each, "zh") for each in wanted)
        assert TEXTS["zh"]["untold"].format(names=names) in mailbox.text
