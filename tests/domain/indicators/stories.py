"""Stories told on purpose, in which every event that a definition names moves a figure: each command is watched."""

from datetime import datetime, timedelta

from db.activity_vocabulary import ActivityKind, OriginWay
from db.engine import snapshot, transaction
from db.models import (
    ActivityOrigin,
    DockingDay,
    Industry,
    Organisation,
    SampleDraw,
)
from db.research_vocabulary import Confidentiality, MatchDecline, MatchStage
from db.supervision_vocabulary import CaseOutcome
from db.vocabulary import Kind, Timeliness
from domain import (
    activities,
    attendance,
    clock,
    coordination,
    demands,
    docking_days,
    docking_feedback,
    docking_meetings,
    merging,
    needs,
    office_days,
    organisations,
    records,
    replies,
    results,
    return_visits,
    supervision,
    surveys,
    work_orders,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.docking_days import Placed
from domain.matchmaking import correcting, pipeline, starting
from domain.permissions import ENGINE, PUBLIC
from domain.similarity import name_key
from tests import happenings, laboratory, town
from tests.domain.imports.files import as_csv, done, valves
from tests.domain.indicators.name_story import names
from tests.domain.indicators.project_story import projects
from tests.domain.indicators.watching import Watch
from tests.domain.matching.texts import NEEDS, RESULTS
from tests.town import CLASSES, FINANCE, ID, LONGWAN, LUCHENG, TAX, UNIVERSITY, VALVES

MONDAY = datetime(2026, 11, 9, 9, tzinfo=LOCAL)
URGENT = {"timeliness": Timeliness.URGENT, "area_code": LUCHENG}
CONTENT = {"contacted_in_time": True, "solved": "yes", "satisfaction": "satisfied"}
DISMAYED = {"contacted_in_time": True, "solved": "no", "satisfaction": "very_dissatisfied"}


class Story:
    """Commands one after the other, each of them watched; `at` is the moment of the next one."""

    def __init__(self):
        self.watch, self.at = Watch(), MONDAY
        with transaction() as session:  # nobody is drawn for a return visit by chance
            session.add(SampleDraw(month="2026-11", seed="x", percent=0))
            session.add(Industry(code="34", name="通用设备制造业", name_en="Machinery"))

    def later(self, *, days=0, hours=0.0) -> None:
        self.at += timedelta(days=days, hours=hours)

    def do(self, who, command, subject_id=None, **said):
        actor = ID[who] if isinstance(who, str) else who
        with clock.stopped(self.at), self.watch.around():
            return perform(actor, command, subject_id, **said)

    def receive(self):
        with clock.stopped(self.at), self.watch.around():
            return town.receive(title=f"退税{self.at.isoformat()}{len(self.watch.moved)}")

    def order(self, **classes) -> int:
        """An order that has been sent to the finance centre."""
        demand_id = self.receive().demand_id
        self.do("intake", demands.accept, demand_id, **(CLASSES | classes))
        said = {"unit_id": FINANCE, "reason": "专长"}
        self.do("dispatcher", work_orders.dispatch, demand_id, **said)
        return demand_id

    def signed(self, **classes) -> int:
        demand_id = self.order(**classes)
        self.do("finance", work_orders.sign, demand_id)
        return demand_id

    def answer(self, demand_id) -> None:
        self.do("finance", replies.reply, demand_id, text="已办理", code="solved")
        self.do("finance_head", replies.approve, demand_id)


def before_dispatch(story: Story) -> None:
    first, second, third = story.receive(), story.receive(), story.receive()
    story.do("intake", demands.decline, first.demand_id, reason="before_a_court", text="已在法院")
    story.do("intake", demands.merge, second.demand_id, into=third.number)
    story.do("intake", demands.accept, third.demand_id, **CLASSES)
    story.do("intake", demands.classify, third.demand_id, **(CLASSES | {"area_code": LUCHENG}))
    story.do(town.holder(third.demand_id), demands.withdraw, third.demand_id, text="不需要了")


def in_time(story: Story) -> None:
    """Signed and called in time, given to another unit, asked about, and taken back."""
    order = story.signed()
    story.do("finance_head", work_orders.hand_over, order, handler_id=ID["finance_head"])
    story.do("finance", work_orders.ask_return, order, text="不属本单位")
    story.do("arbiter", work_orders.rule, order, unit_id=TAX, text="归税务")
    story.do("tax", work_orders.sign, order)
    until = (story.at + timedelta(days=3)).date()
    story.do("tax", work_orders.ask, order, text="请补充", until=until)
    story.later(hours=1)
    story.do("tax", work_orders.supplement, order, text="已补充")
    story.do("tax", work_orders.ask, order, text="再请补充", until=until)
    story.later(hours=1)
    story.do(ENGINE, work_orders.resume, order)
    story.do("tax", work_orders.contact, order, text="已联系")
    story.do("intake", demands.classify, order, **(CLASSES | URGENT))
    story.do(town.holder(order), demands.withdraw, order, text="不需要了")
    unsigned = story.order()
    story.do(town.holder(unsigned), demands.withdraw, unsigned, text="不需要了")


def late(story: Story) -> None:
    """Past their limits: followed up, and moved on late."""
    story.at = datetime(2026, 11, 10, 9, tzinfo=LOCAL)
    called, asked, resumed, signed = (story.signed() for _ in range(4))
    reminded, supervised, coordinated = (story.order() for _ in range(3))
    consulted, returned, ruled = (story.order(timeliness=Timeliness.CONSULTATION) for _ in range(3))
    story.do("finance", work_orders.contact, signed, text="已联系")
    story.later(hours=2)  # the first calls are late
    story.do("leader", supervision.remind, reminded)
    by = (story.at + timedelta(days=2)).date()
    order = story.do("leader", supervision.lay, supervised, text="请说明", reply_by=by)
    story.do("finance_head", supervision.answer, order, text="已在办理")
    story.do("leader", supervision.settle, order)
    order = story.do("leader", supervision.lay, supervised, text="请说明", reply_by=by)
    story.do("leader", supervision.lift, order, reason="撤销")
    said = {"question": "由谁办理", "unit_ids": (FINANCE, TAX), "demand_ids": (coordinated,)}
    case = story.do("leader", coordination.call, meets_at=story.at + timedelta(days=1), **said)
    story.do("leader", coordination.close, case, minutes="已定", outcome=CaseOutcome.AGREED)
    story.do("finance", work_orders.contact, called, text="已联系")
    story.do("intake", demands.classify, reminded, **(CLASSES | {"area_code": LUCHENG}))
    story.do("finance", work_orders.ask_return, ruled, text="不属本单位")
    story.later(hours=4)  # signing is late, calling not yet
    story.do("finance", work_orders.sign, consulted)
    story.do("finance", work_orders.ask_return, returned, text="不属本单位")
    story.later(days=2)  # the ruling is late
    story.do("arbiter", work_orders.rule, ruled, unit_id=TAX, text="归税务")
    story.at = datetime(
        2026, 11, 16, 9, tzinfo=LOCAL
    )  # the interim answers are late, the answers not
    until = (story.at + timedelta(days=3)).date()
    for each, command, who, more in (
        (asked, work_orders.supplement, "finance", {"text": "已补充"}),
        (resumed, work_orders.resume, ENGINE, {}),
    ):
        story.do("finance", work_orders.ask, each, text="请补充", until=until)
        story.do(who, command, each, **more)
    story.do(town.holder(asked), demands.withdraw, asked, text="不需要了")
    story.do("finance", work_orders.note, called, text="进展", for_enterprise=True)
    story.do("finance", replies.reply, signed, text="已办理", code="solved")
    story.do("finance_head", replies.send_back, signed, text="不完整")
    story.do("finance", replies.reply, signed, text="已办理", code="solved")
    story.at = datetime(2026, 11, 18, 9, tzinfo=LOCAL)
    story.do("finance_head", replies.approve, signed)


def judged(story: Story) -> None:
    """Answered without a call; dissatisfied and done again; silent and called up."""
    again, silent = story.signed(), story.signed()
    story.answer(again)
    story.answer(silent)
    story.do(town.holder(again), surveys.evaluate, again, **DISMAYED)
    said = {"text": "回访", "solved": "no", "satisfaction": "dissatisfied"}
    story.do("officer", return_visits.visit, again, result="redo", **said)
    story.do("intake", demands.classify, again, **(CLASSES | {"area_code": LUCHENG}))
    story.do("dispatcher", work_orders.dispatch, again, unit_id=FINANCE, reason="专长")
    story.do("finance", work_orders.sign, again)
    story.answer(again)
    story.do(town.holder(again), surveys.evaluate, again, **CONTENT)
    story.do(ENGINE, surveys.expire, silent)
    said |= {"solved": "yes", "satisfaction": "satisfied"}
    story.do("officer", return_visits.visit, silent, result="close", **said)
    story.later(hours=13)
    story.do(ENGINE, surveys.freeze, again)


def calendar(story: Story) -> None:
    """Days that become days of rest and working days again, while orders run and after they were answered."""
    story.at = datetime(2026, 11, 19, 17, tzinfo=LOCAL)  # a Thursday
    answered = story.signed()
    story.order(timeliness=Timeliness.CONSULTATION)
    story.at = datetime(2026, 11, 23, 10, tzinfo=LOCAL)
    story.answer(answered)
    friday = {"day": datetime(2026, 11, 20).date(), "is_working": False, "reason": "台风"}
    story.do("admin", office_days.enter_day, **friday)
    story.do("admin", office_days.undo, 2026, reason="录错了")
    text = "一、台风：11月20日（周五）至22日（周日）放假，共3天。"
    story.do("admin", office_days.enter_year, year=2026, text=text, source="国办发明电")


def directory(story: Story) -> None:
    """New enterprises, one of them twice; and every order of a unit, an enterprise, a university moves to a double."""
    made = story.do("intake", organisations.register, name="新登记企业", area_code=LUCHENG)
    fields = {"name": "新录入企业", "area_code": LUCHENG}
    double = story.do("intake", records.add, kind=Kind.ENTERPRISE, fields=fields)
    story.do("intake", records.change, double, fields={"industry_code": "34"})
    with clock.stopped(story.at), story.watch.around():
        done(as_csv(valves(2)))
    twins = {kind: _twin(kind) for kind in (Kind.DEPARTMENT, Kind.UNIVERSITY)}
    for kept, other in (
        (made, double),
        (made, VALVES),
        (twins[Kind.DEPARTMENT], FINANCE),
        (twins[Kind.UNIVERSITY], UNIVERSITY),
    ):
        story.do("intake", merging.merge, kept, other_id=other)
        story.do("intake", merging.undo, other, reason="是两家")


def matches(story: Story) -> None:
    is_open = {"confidentiality": Confidentiality.OPEN}
    need, other, third = (laboratory.need(each, **is_open) for each in ("seal", "pump", "glasses"))
    _raised_at_an_activity(story, need, other, third)
    result = laboratory.result("seal", **is_open)
    first = story.do("intake", starting.start, need_id=need, result_id=result)
    story.later(days=1)
    story.do("intake", pipeline.decline, first, reason=MatchDecline.PRICE)
    story.do("intake", pipeline.take_up_again, first)
    story.do("intake", pipeline.advance, first, to=MatchStage.CONTACTED)
    story.do("intake", pipeline.advance, first, to=MatchStage.MEETING)
    for _ in range(2):
        story.do("intake", correcting.step_back, first, reason="误点")
    story.do("intake", pipeline.advance, first, to=MatchStage.CONTACTED)
    story.do("intake", pipeline.advance, first, to=MatchStage.MEETING)
    second = story.do("intake", starting.start, need_id=other, result_id=result)
    for match_id in (first, second):
        story.do("intake", pipeline.sign, match_id, value=90_000, on=story.at.date())
    story.do("intake", pipeline.decline, second, reason=MatchDecline.PRICE)
    story.do("intake", pipeline.take_up_again, second)
    said = {"value": 80_000, "on": story.at.date() - timedelta(days=1), "reason": "记错"}
    story.do("intake", correcting.correct_agreement, second, **said)
    story.do("intake", correcting.step_back, second, reason="未签")
    _docked(story, third, result)
    directory(story)
    text = NEEDS["seal"]
    said = {"title": text[:40], "problem": text, "keywords": "", "figures": ""}
    story.do("valves", needs.change, need, **said, **is_open, industry_code="34")
    text = RESULTS["seal"]
    said = {"title": text[:60], "abstract": text, "keywords": "阀门"} | is_open
    story.do("liaison", results.change, result, **said)
    story.do("intake", results.publish, result)
    story.do("liaison", results.pause, result)
    story.do("liaison", results.resume, result)
    story.do("liaison", results.withdraw, result, reason="已转让")


def _raised_at_an_activity(story: Story, *need_ids: int) -> None:
    with clock.stopped(story.at):
        activity = happenings.published(starts_at=story.at)
    with transaction() as session:
        for each in need_ids:
            known = {"activity_id": activity, "way": OriginWay.FORM, "raised_at": story.at}
            session.add(ActivityOrigin(need_id=each, **known))


def _docked(story: Story, need: int, result: int) -> None:
    """Two meet on a docking day and go on; two others, brought together before, have met there; a third does not."""
    is_open = {"confidentiality": Confidentiality.OPEN}
    other, third = (laboratory.result(each, **is_open) for each in ("pump", "shoe"))
    on = story.at.date() + timedelta(days=1)
    said = {"name": "对接会", "held_on": on, "slots": 3, "tables": 1}
    day = story.do("intake", docking_days.prepare, **said)
    story.do(
        "intake",
        docking_days.invite,
        day,
        need_ids=[need],
        result_ids=[result, other, third],
        have_accepted=True,
    )
    with snapshot() as session:
        version = session.get_one(DockingDay, day).version
    places = [Placed(need, each, slot, 0) for slot, each in enumerate((result, other, third))]
    said = {"meetings": places, "version": version, "is_proved": True}
    story.do("intake", docking_days.put_plan, day, **said, idle=0, left_out={})
    story.do("intake", docking_days.publish, day)
    story.later(days=1)
    said = {"meeting_id": 1, "stage": "held", "rating": 5, "goes_on": True}
    story.do("intake", docking_meetings.tell, day, **said)
    story.do("intake", starting.start, need_id=need, result_id=other)
    story.do("valves", docking_feedback.say, day, meeting_id=2, outcome="perhaps")
    story.do("intake", starting.start, need_id=need, result_id=third)
    said = {"meeting_id": 3, "rating": None, "goes_on": False}
    story.do("intake", docking_meetings.tell, day, **said, stage="held", reason="not_ready")
    story.do("intake", docking_meetings.tell, day, **said, stage="missed")


def _twin(kind: Kind) -> int:
    with transaction() as session:
        twin = Organisation(kind=kind, name=f"双胞胎{kind}", name_key=name_key(f"双胞胎{kind}"))
        session.add(twin)
        session.flush()
        return twin.id


def at_activities(story: Story) -> None:
    """People come before and after it is noted as held; what they raise there is sent about and done again."""
    story.at = datetime(2026, 11, 25, 9, tzinfo=LOCAL)
    with clock.stopped(story.at):
        training = {"kind": ActivityKind.STAFF_TRAINING}
        activity = happenings.published(starts_at=story.at + timedelta(hours=1), **training)
        later = happenings.register(activity, "valves").registration_id
        early = happenings.register(activity, enterprise_name="瓯海试剂厂").registration_id
    story.later(hours=2)
    story.do("organiser", attendance.check_in, activity, registration_id=early)
    story.do("organiser", activities.hold, activity)
    story.do("organiser", attendance.check_in, activity, registration_id=later)
    walked = {"person_name": "王五", "enterprise_name": "鹿城鞋厂"}
    story.do("organiser", attendance.walk_in, activity, **walked)
    story.do("organiser", attendance.take_back, activity, registration_id=later)
    moved, again, kept = (_raised(story, activity, title) for title in ("一", "二", "三"))
    story.do("finance", work_orders.ask_return, moved, text="不属本单位")
    story.do("arbiter", work_orders.rule, moved, unit_id=TAX, text="归税务")
    story.do("intake", demands.classify, moved, **(CLASSES | {"area_code": LUCHENG}))
    story.do("finance", work_orders.sign, again)
    story.answer(again)
    story.do(town.holder(again), surveys.evaluate, again, **DISMAYED)
    said = {"text": "回访", "solved": "no", "satisfaction": "dissatisfied"}
    story.do("officer", return_visits.visit, again, result="redo", **said)
    assert kept  # stays with the unit that is merged later


def _raised(story: Story, activity: int, title: str) -> int:
    said = {"title": f"现场诉求{title}", "body": "请协调。", "area_code": LONGWAN}
    said |= {"enterprise_name": "瓯海试剂厂", "contact_name": "林晓"}
    said |= {"contact_phone": "13857700001", "activity_id": activity}
    demand_id = story.do(PUBLIC, demands.ask, **said).demand_id
    story.do("intake", demands.accept, demand_id, **CLASSES)
    given = {"unit_id": FINANCE, "reason": "专长"}
    story.do("dispatcher", work_orders.dispatch, demand_id, **given)
    return demand_id


EVERY = (
    *(before_dispatch, in_time, late, judged, calendar, projects),
    *(at_activities, matches, names),
)
