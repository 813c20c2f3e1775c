"""The monthly assessment as a page: for the city and a sub-platform, in both languages, before and after publishing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from components import assessment_view, scheme_editor
from db.assessment_vocabulary import Gauge, Honour
from db.engine import snapshot, transaction
from db.indicator_vocabulary import Indicator
from db.models import AssessedMonth, AssessmentScheme
from domain import assessment_schemes, assessments, clock
from domain.assessment import freezing
from domain.assessment import scheme as schemes
from domain.clock import LOCAL
from domain.command import perform
from domain.indicators import building
from domain.queries import assessment as queries
from tests.pages.visiting import drawn, labelled, opened, press, said
from tests.town import ID, LONGWAN, LUCHENG, person

pytestmark = pytest.mark.usefixtures("small_town_on_sqlite")

VIEWS = ("order", "sheet", "marks", "appeals", "trial", "title", "staff")


@pytest.fixture
def lived(monkeypatch, lived_town):
    """A random history that has ended in the month before; returns that month as the address has it."""
    at = lived_town(4, 160)
    month = at.astimezone(LOCAL).date().replace(day=1)
    later = at + timedelta(days=32)
    monkeypatch.setattr(clock, "now", lambda: later)
    return month


def at(month, who="leader", **asked):
    app = opened("performance/assessment", who, month=f"{month:%Y-%m}", **asked)
    assert not app.exception
    return app


def published(month):
    with clock.stopped(clock.now()):
        month_id = perform(ID["leader"], assessments.begin, month=month)
        perform(ID["leader"], assessments.freeze, month_id, even_unmarked=True)
    return month_id


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_stands_before_and_after_publishing(lived, view, language):
    asked = {"view": view, "language": language, "area": LONGWAN}
    before = said(at(lived, **asked))
    published(lived)
    after = said(at(lived, **asked))
    assert before and after
    for who in ("longwan", "tax_head"):
        assert said(at(lived, who, **asked))


def test_a_sub_platform_waits_for_the_month_to_be_published(lived):
    assert "not published yet" in said(at(lived, "longwan"))
    published(lived)
    told = said(at(lived, "longwan"))
    assert "not published yet" not in told and "Sub-platforms may appeal until" in told


def test_the_sheet_leads_to_the_records_behind_each_figure(lived):
    rows = drawn(at(lived, view="sheet", area=LONGWAN), "assessed-sheet")["rows"]
    text = str(rows)
    assert "of=on_time_closing" in text and f"area={LONGWAN}" in text
    assert "1 point less for each per cent below 100 %" in text


@pytest.mark.parametrize(("language", "today"), [("zh", "目前 "), ("en", "today ")])
def test_the_sheet_of_a_published_month_says_what_its_list_counts_today(lived, language, today):
    asked = {"view": "sheet", "area": LONGWAN, "language": language}
    caution = {"zh": "明细为目前情况", "en": "as it stands today"}[language]
    assert caution not in said(at(lived, **asked))
    month_id = published(lived)
    app = at(lived, **asked)
    assert caution in said(app) and today not in str(drawn(app, "assessed-sheet")["rows"])
    closing = Indicator.ON_TIME_CLOSING
    with transaction() as session:  # as if an order of the month had been found since
        row = session.get_one(AssessedMonth, month_id)
        text = freezing.read(row.document)
        [place] = [each for each in text.places if each.code == LONGWAN]
        now = place.counted[closing]
        was = replace(now, n=now.n + 1)
        older = replace(place, counted=dict(place.counted) | {closing: was})
        places = [older if each.code == LONGWAN else each for each in text.places]
        row.document = freezing.write(text.month, text.number, text.scheme, places)
    app = at(lived, **asked)
    [line] = [each for each in drawn(app, "assessed-sheet")["rows"] if closing in each[0]["href"]]
    assert f"{was.top:,} / {was.n:,}" in line[1]["text"]
    assert today in line[1]["sub"] and f"{now.top:,} / {now.n:,}" in line[1]["sub"]
    own = drawn(at(lived, "lucheng", **asked), "assessed-sheet")["rows"]
    assert today not in str(own)  # whoever cannot open the list is not told what it counts


def test_a_leader_publishes_a_month_knowing_what_is_missing(lived):
    app = at(lived)
    assert "grades are missing" in said(app)
    [publish] = [each for each in app.button if each.label == "Publish this month"]
    app = publish.click().run()
    [refusal] = app.error
    assert "Nobody has marked" in refusal.value and not any(
        "一" <= c <= "鿿" for c in refusal.value
    )
    [even] = [each for each in app.checkbox if each.label == "Publish without them"]
    even.check()
    [publish] = [each for each in app.button if each.label == "Publish this month"]
    publish.click().run()
    assert not app.exception
    assert "Published" in said(at(lived))


def test_a_changed_number_shows_another_order_and_points_that_do_not_add_up_are_said(lived):
    app = at(lived, view="trial")
    assert "No rank would be another" in said(app)
    [points] = [each for each in app.number_input if each.key == "try-reporting-points"]
    points.set_value(5.0).run()
    assert not app.exception
    assert "must add up to 100" in said(app)


def test_a_scheme_is_made_of_other_figures_and_begun_from_any_version(lived):
    app = at(lived, view="trial")
    [further] = [each for each in app.multiselect if each.key == "try-further"]
    further.set_value([Indicator.REDO_RATE]).run()
    labels = [each.label for each in app.number_input]
    assert not app.exception and "Less per cent above" in labels
    for key, points in (("try-redo_rate-points", 10.0), ("try-reporting-points", 0.0)):
        [field] = [each for each in app.number_input if each.key == key]
        field.set_value(points)
    app.run()
    assert not app.exception and "must add up to" not in said(app)
    [name] = [each for each in app.text_input if each.label == "Name of the scheme"]
    name.input("含重办率的方案")
    [draft] = [each for each in app.button if each.label == "Draft it"]
    draft.click().run()
    assert not app.exception
    with snapshot() as session:
        [row] = session.exec(select(AssessmentScheme))
    kept = schemes.read(row.document)
    assert "redo_rate" in {each.key for each in kept.items}
    assert "reporting" not in {each.key for each in kept.items} and kept.edition == 2
    app = at(lived, view="trial")
    [begin] = [each for each in app.selectbox if each.key == "try-base"]
    begin.set_value(row.number).run()
    assert not app.exception
    assert [each for each in app.button if each.label == "Keep it in draft 1"]


def test_what_somebody_else_kept_in_a_draft_meanwhile_is_not_written_over(lived):
    said_so = {"name": "新方案", "valid_from": clock.now().date()}
    document = schemes.written(schemes.LAID_DOWN)
    scheme_id = perform(ID["leader"], assessment_schemes.draft, **said_so, document=document)
    app = at(lived, view="trial")
    [begin] = [each for each in app.selectbox if each.key == "try-base"]
    begin.set_value(1).run()
    labelled(app, "Passed from").set_value(75.0).run()
    theirs = document | {"passes": "80"}
    perform(ID["leader"], assessment_schemes.redraft, scheme_id, **said_so, document=theirs)
    press(app, "Keep it in draft 1")
    assert "redrafted after you opened it" in told_on(app)
    assert labelled(app, "Passed from").value == 75  # what was typed is still there
    assert draft_of(scheme_id).document["passes"] == "80"
    press(app, "Begin anew with what is kept")
    assert labelled(app, "Passed from").value == 80 and not app.warning
    labelled(app, "Passed from").set_value(75.0).run()
    press(app, "Keep it in draft 1")
    assert draft_of(scheme_id).document["passes"] == "75" and not app.warning


def told_on(app):
    return " ".join(each.value for each in (*app.warning, *app.error))


def draft_of(scheme_id):
    with snapshot() as session:
        return session.get_one(AssessmentScheme, scheme_id)


def test_an_order_that_is_not_offered_is_left_out_by_its_number(lived):
    month_id = published(lived)
    with snapshot() as session:
        area = next(
            area
            for area in (LONGWAN, LUCHENG)
            if queries.behind(session, person("leader"), lived, area, "on_time_closing")
        )
    appeal = {"item": "on_time_closing", "text": "系统故障"}
    perform(ID["longwan" if area == LONGWAN else "lucheng"], assessments.appeal, month_id, **appeal)
    app = at(lived, view="appeals")
    [left] = [each for each in app.multiselect if each.label.startswith("Orders left out")]
    left.set_value(["20269999"])
    [ruling] = [each for each in app.radio if each.label == "Ruling"]
    ruling.set_value(ruling.options[0])
    [reason] = [each for each in app.text_area if each.label == "Reason"]
    reason.input("核查属实")
    [rule] = [each for each in app.button if each.label == "Rule"]
    app = rule.click().run()
    assert not app.exception
    assert "20269999 is not among those" in app.error[0].value


def test_an_appeal_is_made_and_ruled_on_the_page(lived):
    published(lived)
    app = at(lived, "longwan", view="appeals")
    [item] = [each for each in app.selectbox if each.label == "Item"]
    item.select_index(0)
    [grounds] = [each for each in app.text_area if each.label == "Grounds of the appeal"]
    grounds.input("两件超期系统故障所致")
    [send] = [each for each in app.button if each.label == "Appeal"]
    send.click().run()
    assert not app.exception
    app = at(lived, view="appeals")
    assert "两件超期系统故障所致" in said(app)
    left = [each for each in app.multiselect if each.label.startswith("Orders left out")]
    [ruling] = [each for each in app.radio if each.label == "Ruling"]
    ruling.set_value(ruling.options[0])
    [reason] = [each for each in app.text_area if each.label == "Reason"]
    reason.input("核查属实")
    assert left
    for each in left:
        each.set_value([each.options[0].split()[0]])
    [rule] = [each for each in app.button if each.label == "Rule"]
    rule.click().run()
    assert not app.exception
    assert "Left out" in said(at(lived, view="appeals"))
    told = said(at(lived, "longwan", view="appeals"))
    assert "核查属实" in told and "No correction has been made of it yet" in told


@pytest.mark.parametrize(
    ("moved", "was", "now"),
    [
        ({"change": Decimal("-1.25")}, "", "-1.25 on the month before"),
        ({"has_card": True}, "–", "■ Yellow card"),
        ({"honours": (Honour.RISEN,)}, "–", "▲"),
    ],
)
def test_a_correction_that_moves_no_points_says_what_else_it_moves(
    lived, monkeypatch, moved, was, now
):
    """As where the month before was corrected: the change, and with it a commendation, are others."""
    published(lived)
    shown = assessment_view.shown

    def corrected(who, month):
        found = shown(who, month)
        same = replace(found.assessed[0], has_card=False, honours=(), change=None, code=LUCHENG)
        before = replace(same, code=LONGWAN)
        told = {"reason": "上月更正", "digest": "", "document": "", "left_out": {}}
        assessed = (same, replace(before, **moved))
        later = queries.Correction(number=1, at=clock.now(), assessed=assessed, **told)
        return replace(found, assessed=(same, before), corrections=(later,))

    monkeypatch.setattr(assessment_view, "shown", corrected)
    [row] = drawn(at(lived), "assessed-corrected")["rows"]
    assert row[0]["text"] == "Longwan"
    of_points, of_what_follows = (row[1:3], row[5:7])
    told = [cell["sub"] for cell in of_points] if "change" in moved else None
    told = told or [cell["text"] for cell in of_what_follows]
    assert told[0] == was and told[1].startswith(now)
    if "change" not in moved:
        assert f"– → {now}" in said(at(lived, view="sheet", area=LONGWAN))


def test_a_sheet_leads_to_the_records_of_those_sub_platforms_that_are_open_to_the_reader(lived):
    published(lived)
    for who, area, is_open in (("longwan", LONGWAN, True), ("longwan", LUCHENG, False)):
        rows = drawn(at(lived, who, view="sheet", area=area), "assessed-sheet")["rows"]
        assert ("figure-records" in str(rows)) == is_open
    assert f"area={LUCHENG}" in str(
        drawn(at(lived, view="sheet", area=LUCHENG), "assessed-sheet")["rows"]
    )


@pytest.mark.parametrize("who", ["leader", "longwan"])
def test_a_gauge_of_the_title_opens_what_it_counts(lived, who):
    app = at(lived, who, view="title")
    told = [drawn(app, f"title-way-{each.value}") for each in Gauge]
    ways = [way["rows"][0][0]["href"] for way in told if way]
    [behind] = [way for way in ways if "behind=organisations" in way]
    assert f"year={lived.year}" in behind and "view=title" in behind
    assert any("of=enterprises_served" in way for way in ways) == (who == "leader")
    listed = at(lived, who, view="title", behind="organisations", language="zh")
    [line] = drawn(listed, "title-records")["rows"]
    assert line[0]["text"] == "瓯信律师事务所"
    past = {"view": "title", "year": str(lived.year - 1), "language": "en"}
    assert "set up with the directory" in said(at(lived, who, **past))


def test_the_fields_of_a_trial_are_those_of_the_month_that_is_turned_to(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 9, 9, tzinfo=LOCAL))
    building.keep_up()
    other = schemes.written(replace(schemes.LAID_DOWN, passes=Decimal(70), excels=Decimal(80)))
    begins = {"name": "新方案", "valid_from": date(2026, 9, 1)}
    scheme_id = perform(ID["leader"], assessment_schemes.draft, **begins, document=other)
    perform(ID["leader"], assessment_schemes.publish, scheme_id)
    app = opened("performance/assessment", "leader", view="trial", month="2026-08")
    assert labelled(app, "Passed from").value == 90
    [month] = [each for each in app.selectbox if each.label == "Month"]
    month.select("2026-09").run()
    assert not app.exception and labelled(app, "Passed from").value == 70


def test_a_new_group_beside_one_that_was_renamed_before_gets_a_key_of_its_own():
    names = {"group_1": "大组", "middle": "中组"}
    known = [{"key": key, "name": name} for key, name in names.items()]
    typed = [("特大组", 900), ("大组", 500), ("中组", 100), ("小组", 0)]
    lines = [{"name": name, "least": least} for name, least in typed]
    keys = [each["key"] for each in scheme_editor._keyed(known, lines)]
    assert keys == ["group_2", "group_1", "middle", "group_3"]
