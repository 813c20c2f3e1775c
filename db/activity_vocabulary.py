"""The closed lists of the activity calendar: what activities are held, how far one is, how a registration stands."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What is held; the series of the city's offline "Help-Enterprise Line"."""

    LEGAL_SERVICE_MONTH = "legal_service_month"  # 法律服务月
    GOOD_PROJECT = "good_project"  # “浙江好项目”大赛
    GROWTH_FORUM = "growth_forum"  # 企业成长论坛
    JOB_FAIR = "job_fair"  # 招聘会
    STAFF_TRAINING = "staff_training"  # 员工培训
    ENTERPRISE_VISIT = "enterprise_visit"  # 企业走访
    DOCKING_DAY = "docking_day"  # 对接会
    OTHER = "other"


class ActivityStage(StrEnum):
    """How far an activity is."""

    DRAFT = "draft"  # 草稿
    IN_REVIEW = "in_review"  # 待审核
    PUBLISHED = "published"  # 已发布
    HELD = "held"  # 已举办
    REPORTED = "reported"  # 已总结
    CANCELLED = "cancelled"  # 已取消


class AudienceCondition(StrEnum):
    """By what an activity says for whom it is."""

    INDUSTRY = "industry"  # 行业
    SIZE = "size"  # 规模
    AREA = "area"  # 区域


class RegistrationState(StrEnum):
    """How the registration of one person stands."""

    REGISTERED = "registered"  # 已报名
    WAITING = "waiting"  # 候补
    AWAITING_APPROVAL = "awaiting_approval"  # 待审核
    REFUSED = "refused"  # 未通过
    WITHDRAWN = "withdrawn"  # 已取消
    ATTENDED = "attended"  # 已签到


class Mark(StrEnum):
    """What those who came give marks for, from 1 to 5."""

    USEFULNESS = "usefulness"  # 内容实用
    ORGANISATION = "organisation"  # 组织安排
    SPEAKERS = "speakers"  # 嘉宾讲师
    VENUE = "venue"  # 场地条件


class OriginWay(StrEnum):
    """How it came about that a demand or a technical need was raised at an activity."""

    ORGANISER = "organiser"  # 主办方代录
    FORM = "form"  # 企业自行提交
    GROWN = "grown"  # 由现场诉求转化


class FollowUpState(StrEnum):
    """How a task stands that follows an activity."""

    OPEN = "open"  # 待办
    DONE = "done"  # 已完成
    CANCELLED = "cancelled"  # 已取消


# Those who mean to come still.
COMING = (
    RegistrationState.REGISTERED,
    RegistrationState.WAITING,
    RegistrationState.AWAITING_APPROVAL,
)


class CalendarScope(StrEnum):
    """What a secret calendar address shows."""

    REGISTRATIONS = "own_registrations"  # 我的报名
    HOUSE = "own_activities"  # 本单位活动，含未发布的


class AttendedBy(StrEnum):
    """By what attendance is counted."""

    ENTERPRISE = "enterprise"  # 企业
    INDUSTRY = "industry"  # 行业
    AREA = "area"  # 区域


class WhyInvited(StrEnum):
    """Why an enterprise is proposed to be invited to an activity."""

    CAME_TO_SERIES = "came_to_series"  # 参加过同系列活动
    CAME_TO_KIND = "came_to_kind"  # 参加过同类活动
    REGISTERED_BEFORE = "registered_before"  # 报名过同类活动
    ASKED_ABOUT = "asked_about"  # 提过相关诉求
    INDUSTRY = "industry"  # 行业相符
    SIZE = "size"  # 规模相符
    AREA = "area"  # 区域相符
    CHOSEN = "chosen"  # 主办方指定


class ClashKind(StrEnum):
    """In what two activities get in each other's way."""

    ROOM = "room"  # 场地冲突
    SPEAKER = "speaker"  # 嘉宾冲突
    AUDIENCE = "audience"  # 同类对象冲突


class ActivityResult(StrEnum):
    """What came of an activity: what was raised there, how far it went, and what came from elsewhere afterwards."""

    DEMANDS = "demands"
    CLOSED = "closed"  # of these demands
    SATISFIED = "satisfied"  # of these demands, whose enterprise says that it is content
    NEEDS = "needs"
    MATCHES = "matches"  # of these needs
    MEETINGS = "meetings"
    CONTRACTS = "contracts"
    MENTORED = "mentored"  # projects of its competitions to which this came
    INVESTED = "invested"
    FINANCED = "financed"
    TRANSFORMED = "transformed"
    LATER_30 = (
        "later_30"  # demands of enterprises that came, raised elsewhere, so many days from the end
    )
    LATER_90 = "later_90"
    LATER_180 = "later_180"
