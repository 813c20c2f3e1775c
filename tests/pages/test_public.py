"""The public pages: asking without signing in, following by number and secret, judging by a link."""

from datetime import timedelta

import pytest
from sqlmodel import select

from components import follow_view, public_forms
from components.texts import plain
from db.engine import snapshot
from db.models import Demand, Event, Survey
from db.vocabulary import Satisfaction, Solved, Stage
from domain import clock, demands, surveys, work_orders
from domain.command import perform
from domain.permissions import ENGINE
from domain.tokens import spoken_secret
from tests import town
from tests.pages.visiting import field, fill, opened, said
from tests.town import ID, LONGWAN

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

GOOD = {
    "ask_enterprise": "龙湾恒泽阀门有限公司",
    "ask_contact": "林晓",
    "ask_phone": "138 5770 0001",
    "ask_area": LONGWAN,
    "ask_title": "专利质押贷款续贷困难",
    "ask_body": "两项发明专利质押贷款下月到期。",
    "ask_consent": True,
}


def demands_made():
    with snapshot() as session:
        return list(session.exec(select(Demand).order_by(Demand.id)).all())


def asked(**changes):
    app = opened("public/ask")
    fill(app, **(GOOD | changes))
    app.button[-1].click().run()
    assert not app.exception
    return app


def following(number, secret):
    app = opened("public/follow")
    fill(app, follow_number=number, follow_secret=secret)
    return press(app, "Show")


def press(app, label):
    next(each for each in app.button if each.label == label).click()
    app.run()
    assert not app.exception
    return app


def secret_of(demand):
    with snapshot() as session:
        found = select(Event.nonce).where(Event.subject_id == demand.id, Event.position == 1)
        return spoken_secret(session.exec(found).first())


def test_a_visitor_asks_and_takes_number_and_secret_away():
    app = asked()
    (made,) = demands_made()
    assert (made.title, made.contact_phone) == ("专利质押贷款续贷困难", "+8613857700001")
    assert "We have received your demand." in said(app)
    assert following(made.number, secret_of(made)).subheader[0].value == made.title


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ask_enterprise": "   "}, "Please fill in: Enterprise."),
        ({"ask_area": None}, "Please fill in: Area."),
        ({"ask_title": ""}, "Please fill in: Subject."),
        ({"ask_body": "\u200b \n"}, "Please fill in: What it is about."),
        ({"ask_phone": ""}, "Please fill in: Phone."),
        ({"ask_phone": "123"}, "This is not a telephone number. A landline needs its area code, such as 0577."),
        ({"ask_email": "nobody"}, "This is not an e-mail address."),
        ({"ask_consent": False}, "Please agree that the units which handle your demand may see these details."),
        (
            {"ask_code": "91330303MA2ABCDE10"},
            "The last character of the credit code does not fit the others. Please compare it.",
        ),
    ],
)  # fmt: skip
def test_a_wrong_field_gets_one_sentence_and_nothing_is_stored_or_lost(wrong, sentence):
    app = asked(**wrong)
    assert [each.value for each in app.error] == [sentence]
    assert demands_made() == []
    assert field(app, "ask_contact").value == "林晓"


def test_an_empty_form_names_everything_that_is_missing_in_the_order_of_the_page():
    consent = "Please agree that the units which handle your demand may see these details."
    app = opened("public/ask")
    app.button[-1].click().run()
    assert [each.value for each in app.error] == [
        "Please fill in: Enterprise, Contact person, Phone, Area, Subject, What it is about. "
        + consent
    ]
    app = opened("public/ask", language="zh")
    app.button[-1].click().run()
    assert app.error[0].value.startswith(
        "请填写：企业名称、联系人、联系电话、所在区域、主题、诉求内容。请先"
    )


def test_the_very_same_demand_sent_again_is_answered_with_the_number_of_the_first():
    asked()
    app = asked()
    (made,) = demands_made()
    assert plain(made.number) in app.error[0].value
    assert field(app, "ask_title").value == GOOD["ask_title"]


def test_script_in_every_field_is_text():
    script = "<script>alert(1)</script> **b** [a](javascript:1)"
    app = asked(ask_title=script, ask_body=script, ask_enterprise=script, ask_contact=script[:40])
    (made,) = demands_made()
    assert (made.title, made.body, made.enterprise_name) == (script, script, script)
    shown = following(made.number, secret_of(made))
    assert shown.subheader[0].value != script and "\\<script\\>" in shown.subheader[0].value
    assert [each.value for each in shown.text] == [script]
    assert not app.exception


def test_the_same_form_sent_twice_makes_one_demand_and_shows_one_receipt(monkeypatch):
    """The first click was carried out, but its answer never reached the page."""
    app = opened("public/ask")
    fill(app, **GOOD)
    monkeypatch.setattr(public_forms.session, "renew_nonce", lambda form: None)
    app.button[-1].click().run()
    monkeypatch.undo()
    app.button[-1].click().run()
    assert len(demands_made()) == 1
    assert "We have received your demand." in said(app)


def test_asking_is_rationed(monkeypatch):
    monkeypatch.setattr(public_forms, "MOST_PER_HOUR", 1)
    asked()
    app = asked()
    assert app.error[0].value.startswith("Too many attempts.")
    assert len(demands_made()) == 1


def test_a_signed_in_enterprise_finds_its_own_data_filled_in():
    app = opened("public/ask", "valves")
    assert field(app, "ask_enterprise").value == "龙湾恒泽阀门有限公司"
    assert field(app, "ask_area").value == LONGWAN
    without = ("ask_enterprise", "ask_area")
    fill(app, **{name: text for name, text in GOOD.items() if name not in without})
    next(each for each in app.button if each.label == "Send").click().run()
    assert demands_made()[0].enterprise_id == town.VALVES


def test_without_number_and_secret_both_are_asked_for(monkeypatch):
    monkeypatch.setattr(follow_view, "MOST_PER_ADDRESS", 1)
    for _ in range(3):
        assert following("", " ").error[0].value == "Please fill in: Number, Secret."
    assert following("2026-000001", "").error[0].value == "Please fill in: Secret."


def test_a_wrong_secret_and_an_unknown_number_get_the_same_sentence():
    receipt = town.ask()
    shown = [following(receipt.number, "aaaaabbbbb"), following("2026-999999", receipt.secret)]
    assert [[each.value for each in app.error] for app in shown] == [
        ["Number and secret do not fit together. Please compare both."]
    ] * 2
    assert all("专利" not in said(app) for app in shown)


def test_guessing_is_rationed_by_number(monkeypatch):
    monkeypatch.setattr(follow_view, "MOST_PER_NUMBER", 2)
    receipt = town.ask()
    for _ in range(2):
        following(receipt.number, "aaaaabbbbb")
    assert following(receipt.number, receipt.secret).error[0].value.startswith("Too many")


def test_guessing_is_rationed_by_address(monkeypatch):
    monkeypatch.setattr(follow_view, "MOST_PER_ADDRESS", 2)
    for n in range(2):
        following(f"2026-00010{n}", "aaaaabbbbb")
    receipt = town.ask()
    assert following(receipt.number, receipt.secret).error[0].value.startswith("Too many")


def test_the_secret_is_nowhere_in_the_address():
    receipt = town.ask()
    app = following(receipt.number, receipt.secret)
    assert app.subheader and not app.query_params


def test_a_question_is_answered_on_the_page():
    receipt = town.ask()
    demand_id = receipt.demand_id
    perform(ID["intake"], demands.accept, demand_id, **town.CLASSES)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=town.FINANCE)
    perform(ID["finance"], work_orders.sign, demand_id)
    until = clock.now().date() + timedelta(days=3)
    perform(ID["finance"], work_orders.ask, demand_id, text="请提供合同。", until=until)

    app = following(receipt.number, receipt.secret)
    assert "请提供合同。" in said(app)
    fill(app, follow_supplement="合同已寄出。")
    press(app, "Send")
    assert demands_made()[0].stage is Stage.IN_PROGRESS
    assert "合同已寄出。" in said(app)


def test_a_demand_is_withdrawn_by_its_enterprise_with_a_reason():
    receipt = town.ask()
    app = following(receipt.number, receipt.secret)
    press(app, "Withdraw it now")
    assert app.error[0].value == "Please fill in: Reason."
    fill(app, follow_withdraw="已自行解决")
    press(app, "Withdraw it now")
    assert demands_made()[0].stage is Stage.CLOSED


def survey_page(token, **kind):
    app = opened("public/survey", t=token, **kind)
    assert not app.exception
    return app


def given():
    demand_id = town.answered()
    return demand_id, perform(ENGINE, surveys.give_link, demand_id)


def kept():
    with snapshot() as session:
        return session.exec(select(Survey)).one()


def test_a_link_asks_three_questions_and_keeps_the_answers():
    _, token = given()
    app = survey_page(token)
    press(app, "Send my answers")
    assert app.error[0].value == "Please fill in: Contacted in time."
    pills = {each.label: each for each in app.button_group}
    pills["Were you contacted in time?"].set_value(True)
    pills["Is it solved?"].set_value(Solved.PARTLY)
    pills["How satisfied are you?"].set_value(Satisfaction.SATISFIED)
    press(app, "Send my answers")
    assert (kept().solved, kept().satisfaction) == (Solved.PARTLY, Satisfaction.SATISFIED)
    assert "You can change them until" in said(app)


def test_a_made_up_link_is_told_in_one_sentence():
    for token in ("nonsense", "", "<script>"):
        app = survey_page(token)
        assert [each.value for each in app.error] == [
            "This link is not valid. Please open the link in the newest message once more."
        ]


def test_a_survey_that_lapsed_says_so():
    with clock.stopped(clock.now() - surveys.REMIND_AFTER * 3):
        _, token = given()
    assert survey_page(token).info[0].value.startswith("This survey is over.")


def test_a_link_that_was_used_half_a_day_ago_says_so():
    with clock.stopped(clock.now() - surveys.CHANGEABLE):
        demand_id, token = given()
        perform(
            town.holder(demand_id),
            surveys.evaluate,
            demand_id,
            contacted_in_time=True,
            solved=Solved.YES,
            satisfaction=Satisfaction.SATISFIED,
        )
    app = survey_page(token)
    assert app.info[0].value == "This link has been used and its answers stand."
    assert not app.button_group


@pytest.mark.parametrize("page", ["public/ask", "public/follow", "public/survey"])
def test_every_public_page_speaks_chinese(page):
    app = opened(page, language="zh")
    assert not app.exception
    assert any("\u4e00" <= letter <= "\u9fff" for letter in app.title[0].value)
