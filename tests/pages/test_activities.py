"""Activities on the pages: registering and its link, who sees what of it, the door, and what one is told."""

from datetime import timedelta

import pytest
from sqlmodel import select

from components import scanner
from db.activity_vocabulary import RegistrationState
from db.engine import snapshot
from db.models import Notice, Registration
from domain import activities, activity_moves, clock, registrations
from domain.activity_plans import Material, Question, Speaker
from domain.command import perform
from domain.queries import notices
from domain.queries import registrations as query
from tests import happenings
from tests.contests import expert
from tests.happenings import NOW, STARTS, activity, published, register, registration
from tests.pages.activity_page import facts, on
from tests.pages.visiting import button, choose, drawn, field, fill, labelled, opened, press, said
from tests.town import FINANCE, ID, LONGWAN, SHOES, VALVES, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def told(username):
    with snapshot() as session:
        return [
            (each.action, each.subject_id)
            for each in notices.notices(session, person(username)).told
        ]


def test_a_visitor_registers_and_the_link_shows_the_code_and_withdraws():
    meal = Question("meal", "是否用餐", ("是", "否"), is_required=True)
    activity_id = published(questions=(meal,))
    page = opened("activities/activity", id=str(activity_id))
    assert "Without an e-mail address there is no code" in said(page)
    inside = opened("activities/activity", "valves", id=str(activity_id))
    assert "Without an e-mail address" not in said(inside)
    prefix = f"register_{activity_id}"
    fill(page, **{prefix: "林晓"})
    page.text_input[1].set_value("13900000001")
    page.selectbox[0].set_value("是")
    page.button[-1].click().run()
    assert "You are registered." in said(page), said(page)
    assert "code: **" not in said(page)  # a stranger cannot find out who has registered
    with snapshot() as session:
        row = session.exec(select(Registration)).one()
    assert (row.person_name, row.answers) == ("林晓", {"meal": "是"})
    receipt = register(activity_id, answers={"meal": "否"})
    mine = opened("public/registration", t=receipt.token)
    assert receipt.code in str(drawn(mine, "registration-facts"))
    assert mine.get("image")  # the code as a camera reads it
    mine.button(key=f"withdraw-{receipt.registration_id}-sure").click().run()
    assert registration(receipt.registration_id).state is RegistrationState.WITHDRAWN
    assert not mine.get("image")
    assert "not valid" in said(opened("public/registration", t="guessed"))


def test_whoever_registered_corrects_it_behind_the_link_and_reads_no_number_there():
    meal = Question("meal", "是否用餐", ("是", "否"), is_required=True)
    activity_id = published(questions=(meal,))
    receipt = register(activity_id, enterprise_name="恒泽", answers={"meal": "否"})
    row = registration(receipt.registration_id)
    page = opened("public/registration", t=receipt.token, language="zh")
    shown = [said(page), str(drawn(page, "registration-facts"))]
    shown += [str(each.value) for each in page.text_input]
    assert row.email not in "".join(shown) and row.phone[3:] not in "".join(shown)
    form = f"correct_{receipt.registration_id}"
    assert field(page, form).value == row.person_name
    assert labelled(page, "企业名称").value == "恒泽"
    assert labelled(page, "是否用餐").value == "否"
    labelled(page, "姓名").set_value("林晓")
    labelled(page, "新的邮箱").set_value("lin@example.com")
    labelled(page, "是否用餐").set_value("是")
    press(page, "保存")
    assert "报名信息已更正。" in [each.value for each in page.toast]
    after = registration(receipt.registration_id)
    assert (after.person_name, after.email, after.phone) == ("林晓", "lin@example.com", row.phone)
    assert (after.answers, after.enterprise_name) == ({"meal": "是"}, "恒泽")
    assert "林晓" in str(drawn(page, "registration-facts"))
    perform(happenings.PUBLIC, registrations.withdraw, activity_id, token=receipt.token)
    page = opened("public/registration", t=receipt.token)
    assert "Correct the registration" not in [each.label for each in page.expander]


def test_those_who_hold_it_correct_a_line_in_a_window_that_tells_its_story(monkeypatch):
    activity_id = published()
    typed = register(activity_id, enterprise_name="欣步")
    own = register(activity_id, "valves")
    asked = f"correct-{typed.registration_id}"
    page = on(activity_id, do=asked, language="zh")
    row = registration(typed.registration_id)
    assert labelled(page, "电子邮箱").value == row.email
    page = choose(page, f"{asked}-whose", "鹿城欣步鞋业有限公司", SHOES)
    labelled(page, "姓名").set_value("林晓")
    press(page, "保存")
    after = registration(typed.registration_id)
    assert (after.person_name, after.organisation_id) == ("林晓", SHOES)
    assert (after.phone, after.email) == (row.phone, row.email)
    page = on(activity_id, do=asked, language="zh")
    assert f"{person('organiser').name}更正了报名信息：企业名称、姓名" in said(page)
    page = on(activity_id, do=f"correct-{own.registration_id}")
    assert not drawn(page, f"correct-{own.registration_id}-whose")  # registered by its own account
    assert not on(activity_id, "valves", do=asked).exception
    assert "correct-" not in str(drawn(on(activity_id, "valves"), "registrations"))
    button(page, "Withdraw the registration").click().run()
    assert "compare name and number" in said(page)
    monkeypatch.setattr(clock, "now", lambda: STARTS + timedelta(hours=2))
    page = on(activity_id, do=asked)
    assert not [each for each in page.text_input if each.label == "Name"]


def test_what_must_be_filled_in_is_marked():
    asked = (
        Question("meal", "是否用餐", ("是", "否"), is_required=True),
        Question("car", "车牌", is_required=True),
        Question("wish", "想听什么"),
    )
    marked = {}
    for day, most in enumerate((None, 2)):  # whose share is limited must be known
        at = STARTS + timedelta(days=day)
        activity_id = published(questions=asked, per_enterprise=most, starts_at=at)
        page = opened("activities/activity", id=str(activity_id))
        fields = (*page.text_input, *page.selectbox)
        marked[most] = {each.label for each in fields if each.proto.required}
    assert marked == {
        None: {"Name", "是否用餐", "车牌"},
        2: {"Name", "Enterprise", "是否用餐", "车牌"},
    }


def test_only_those_who_hold_it_see_who_comes_and_what_happened():
    activity_id = published()
    register(activity_id, person_name="林晓")
    for who, sees in (("organiser", True), ("valves", False), (None, False)):
        page = opened("activities/activity", who, id=str(activity_id), language="zh")
        assert ("林晓" in str(drawn(page, "registrations"))) is sees
        assert ("organiser起草了活动。" in said(page)) is sees
    draft = happenings.drafted()
    assert not drawn(opened("activities/activity", id=str(draft)), "activity-facts")


def test_whom_no_mail_reaches_stands_on_a_list_of_those_who_are_to_be_called(monkeypatch):
    activity_id = published()
    register(activity_id)
    receipt = register(activity_id, person_name="林晓", phone="13857709999", email="")

    def page_of(username="organiser", **asked):
        path = "activities/activity"
        return opened(path, username, id=str(activity_id), language="zh", **asked)

    page = page_of(do="cancel")
    assert "其中 1 人未留邮箱" in said(page) and "尚未获知变动" not in said(page)
    page.text_area[-1].set_value("场地停电")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    press(page, "取消活动")
    assert "有 1 人未留邮箱，尚未获知变动" in said(page_of())
    assert "尚未获知变动" not in said(page_of(None))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=2))
    page = page_of(who="call")
    assert "林晓" in said(page) and "13857709999" in said(page)
    page.button(key=f"called-{receipt.registration_id}").click().run()
    page = page_of(who="call")
    assert "organiser于" in said(page) and "尚未获知变动" not in said(page)
    assert not [each for each in page.button if (each.key or "").startswith("called-")]


def test_whoever_is_concerned_is_told_and_reads_it():
    activity_id = happenings.in_review(partner_ids=(FINANCE,), capacity=1)
    assert told("admin") == [("activity_handed_in", activity_id)]
    perform(ID["admin"], activities.publish, activity_id)
    assert told("organiser") == [("activity_published", activity_id)]
    assert told("finance_head") == [("activity_published", activity_id)]
    first = register(activity_id)
    register(activity_id, "valves")
    perform(happenings.PUBLIC, registrations.withdraw, activity_id, token=first.token)
    assert told("valves") == [("registration_promoted", activity_id)]
    perform(ID["organiser"], activity_moves.move, activity_id, starts_at=STARTS + timedelta(days=1))
    assert {each for each, _ in told("valves")} == {"registration_promoted", "activity_moved"}
    page = opened("home/today", "valves", language="zh")
    shown = str(drawn(page, "notices"))
    assert "候补已转为正式报名" in shown and activity(activity_id).number in shown
    with snapshot() as session:
        assert session.exec(select(Notice).where(Notice.user_id == ID["shoes"])).all() == []


def test_the_code_in_a_mail_opens_the_door_and_the_list_lets_in_the_others(monkeypatch):
    activity_id = published()
    first = register(activity_id, person_name="林晓")
    second = register(activity_id, person_name="周舟", enterprise_name="鹿城**鞋业**")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    asked = {"id": str(activity_id)}
    page = opened("activities/check_in", "organiser", c=first.code.upper(), **asked)
    assert "林晓" in page.subheader[0].value
    page.button(key="door-code").click().run()
    assert registration(first.registration_id).state is RegistrationState.ATTENDED
    assert "林晓 is checked in already." in said(page), said(page)
    page.button(key=f"door-{second.registration_id}").click().run()
    page.button(key=f"door-{first.registration_id}").click().run()  # was a mistake
    assert registration(second.registration_id).state is RegistrationState.ATTENDED
    assert registration(first.registration_id).state is RegistrationState.REGISTERED
    fill(page, **{f"walk_in_{activity_id}": "王五"})
    button(page, "Note and let in").click().run()
    choose(page, f"walk-in-{activity_id}-whose", "龙湾恒泽阀门有限公司", VALVES)
    fill(page, **{f"walk_in_{activity_id}": "赵六"})
    button(page, "Note and let in").click().run()
    with snapshot() as session:
        whose = select(Registration.person_name, Registration.organisation_id)
        named = dict(session.exec(whose).all())
    assert (named["赵六"], named["王五"]) == (VALVES, None)
    page = opened("activities/check_in", "organiser", words="王五", language="zh", **asked)
    assert "王五" in said(page) and "周舟" not in said(page) and "已到 **3** 人" in said(page)


def test_a_code_read_by_the_camera_in_the_page_is_looked_at_as_one_that_was_typed(monkeypatch):
    activity_id = published()
    receipt = register(activity_id, person_name="林晓")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    reads = []
    monkeypatch.setattr(scanner, "show", lambda **_: reads.pop() if reads else "")
    for read, finds in (
        (f"https://example.org/check-in?id={activity_id}&c={receipt.code}", True),
        (receipt.code.lower(), True),
        ("https://example.org/?c=GUESSED", False),
        ("http://[::1", False),  # no address at all
    ):
        reads = [read]
        page = opened("activities/check_in", "organiser", id=str(activity_id))
        assert not page.exception
        told = [each.value for each in page.subheader]
        assert ("林晓" in told) is finds, read
        assert ("Nobody here has this code" in said(page)) is not finds
    page = opened("activities/check_in", "organiser", id=str(activity_id), c="GUESSED")
    reads = [receipt.code]
    page.run()  # what was typed before gives way
    page.button(key="door-code").click().run()
    assert registration(receipt.registration_id).state is RegistrationState.ATTENDED


def test_the_door_lists_and_lets_in_who_awaits_approval(monkeypatch):
    activity_id = published(wants_approval=True)
    awaits = register(activity_id, person_name="林晓")
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    page = opened("activities/check_in", "organiser", id=str(activity_id), c=awaits.code)
    assert "Was not approved yet" in said(page)
    page.button(key=f"door-{awaits.registration_id}").click().run()
    assert registration(awaits.registration_id).state is RegistrationState.ATTENDED


def test_the_door_tells_nothing_to_a_wrong_code_or_to_other_people():
    activity_id, other = published(), published(starts_at=STARTS + timedelta(days=1))
    code = register(other, person_name="林晓").code
    page = opened("activities/check_in", "organiser", id=str(activity_id), c=code)
    assert "Nobody here has this code" in said(page) and "林晓" not in said(page)
    for who in ("longwan", "valves", None):
        page = opened("activities/check_in", who, id=str(other), c=code)
        assert not page.exception and "林晓" not in said(page)
    assert "not open to you" in said(opened("activities/check_in", "longwan", id=str(other)))


def test_the_list_at_the_door_has_pages_and_a_search_begins_at_the_first(monkeypatch):
    monkeypatch.setattr(query, "PAGE", 2)
    activity_id = published()
    for name in ("甲一", "乙二", "丙三"):
        register(activity_id, person_name=name)
    page = opened("activities/check_in", "organiser", id=str(activity_id))
    assert "乙二" in said(page) and "丙三" not in said(page)
    page.button(key="after-next").click().run()
    assert "丙三" in said(page) and "乙二" not in said(page)
    field(page, "address_words").set_value("甲").run()
    assert "甲一" in said(page) and "丙三" not in said(page)


def test_the_page_says_for_whom_it_is_what_there_is_to_read_and_inside_what_it_costs():
    slides = Material("课件**一**", "https://example.com/slides.pdf")
    activity_id = published(
        areas=(LONGWAN,), audience_binds=True, materials=(slides,), budget_yuan=8000
    )
    page = on(activity_id, None)
    told = facts(page)
    assert told["For whom it is"] == "Longwan (only they may register)" and "Budget" not in told
    [link] = page.get("link_button")[-1:]
    assert link.proto.url == slides.address
    assert facts(on(activity_id))["Budget"] == "8,000 yuan"


def test_those_who_hold_it_read_which_speakers_they_have_to_call(monkeypatch):
    reached = Speaker(expert("周明", email="zhou@example.com"))
    activity_id = published(speakers=(reached, Speaker(expert("林*芳*", phone="13857700009"))))

    def told(who):
        return [each.value for each in on(activity_id, who).caption if "No mail" in each.value]

    [line] = told("organiser")
    assert line.endswith("what is new: 林\\*芳\\* 13857700009") and told("valves") == []
    monkeypatch.setattr(clock, "now", lambda: STARTS + timedelta(days=1))
    assert told("organiser") == []


def test_before_the_form_it_is_said_why_one_cannot_register_or_is_meant_less(monkeypatch):
    bound = published(areas=(LONGWAN,), audience_binds=True)
    for who, told in ((None, "sign in with your enterprise's account"), ("shoes", "fit by: Area")):
        page = on(bound, who)
        assert told in said(page) and not page.text_input
    assert labelled(on(bound, "valves"), "Name")
    meant = published(areas=(LONGWAN,), starts_at=STARTS + timedelta(days=1))
    page = on(meant, "shoes")
    assert "does not fit by Area" in said(page) and labelled(page, "Name")
    opens, closes = NOW + timedelta(days=1), NOW + timedelta(days=2)
    later = published(opens_at=opens, closes_at=closes, starts_at=STARTS + timedelta(days=2))
    page = on(later, None, language="zh")
    assert "报名将于" in said(page) and not page.text_input and "报名开始" in facts(page)
    monkeypatch.setattr(clock, "now", lambda: closes)
    assert "Registration is closed." in said(on(later, None))
    assert "Registration is closed." not in said(on(happenings.drafted()))


def test_an_enterprise_finds_its_registrations_on_the_activity_and_its_account_and_withdraws():
    activity_id = published()
    receipt = register(activity_id, "valves", person_name="林晓")
    page = on(activity_id, "valves")
    assert "Your registration: 林晓" in said(page) and receipt.code in said(page)
    assert "Your registration" not in said(on(activity_id, "shoes"))
    account = opened("home/account", "valves")
    assert "企业合规公益讲座" in said(account)
    account.button(key=f"withdraw-{receipt.registration_id}-sure").click().run()
    assert not account.exception
    assert registration(receipt.registration_id).state is RegistrationState.WITHDRAWN
    assert f"withdraw-{receipt.registration_id}-sure" not in [each.key for each in account.button]
    assert "Your registration" not in said(on(activity_id, "valves"))
    assert "My registrations" not in said(opened("home/account", "shoes"))


def test_an_enterprise_that_registers_by_telephone_has_its_code_at_once_and_need_not_call():
    page = on(published(), "valves")
    labelled(page, "Name").set_value("林晓")
    labelled(page, "Telephone").set_value("12")
    labelled(page, "E-mail").set_value("lin")
    press(page, "Register")
    assert "not a telephone number" in said(page) and "not an e-mail address" in said(page)
    labelled(page, "Telephone").set_value("13857700001")
    labelled(page, "E-mail").set_value("")
    press(page, "Register")
    told = said(page)
    assert "You are registered." in told and "Your registration: 林晓" in told
    assert "please call" not in told


@pytest.mark.parametrize(
    "language, online, way", [("zh", "线上", "线上参加"), ("en", "Online", "Take part online")]
)
def test_an_online_activity_says_so_and_its_link_is_for_those_who_have_a_seat(
    language, online, way
):
    link = "https://meet.example.org/8801"
    activity_id = published(place="", link=link)
    place = {"zh": "地点", "en": "Place"}[language]
    for who in (None, "valves"):
        page = on(activity_id, who, language=language)
        assert facts(page)[place] == online and link not in facts(page).values()
        assert way not in said(page)
    assert link in facts(on(activity_id, language=language)).values()
    register(activity_id, "valves")
    mine = on(activity_id, "valves", language=language)
    assert [each.url for each in mine.get("link_button") if each.label == way] == [link]
