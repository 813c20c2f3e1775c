"""The platform's closed lists: every word a column of that kind may hold.

Sources: the areas of the GB/T 2260 code, the steps of the closed loop, and the answers of the survey stand in the
domain's own documents; the Chinese of every word stands in components/texts/zh/terms.toml.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What an organisation is; a person belongs to exactly one organisation."""

    CITY = "city"  # 市平台
    SUB_PLATFORM = "sub_platform"  # 县（市、区）分平台
    DEPARTMENT = "department"  # 部门
    SERVICE_ORGANISATION = "service_organisation"  # 服务机构
    UNIVERSITY = "university"  # 高校
    INSTITUTE = "institute"  # 科研院所
    RESEARCH_CENTRE = "research_centre"  # 研发中心
    INVESTOR = "investor"  # 投资机构
    ENTERPRISE = "enterprise"  # 企业


class Role(StrEnum):
    ADMINISTRATOR = "administrator"  # 系统管理员
    INTAKE = "intake"  # 受理员
    DISPATCHER = "dispatcher"  # 分派员
    UNIT_HANDLER = "unit_handler"  # 承办人
    UNIT_HEAD = "unit_head"  # 承办单位负责人
    ARBITER = "arbiter"  # 仲裁员
    RETURN_VISIT_OFFICER = "return_visit_officer"  # 回访员
    SUB_PLATFORM_STAFF = "sub_platform_staff"  # 分平台工作人员
    UNIVERSITY_LIAISON = "university_liaison"  # 高校联络员
    ORGANISER = "organiser"  # 活动组织者
    EDITOR = "editor"  # 编辑
    LEADER = "leader"  # 领导
    ENTERPRISE = "enterprise"  # 企业


class DemandType(StrEnum):
    CONSULTATION = "consultation"  # 咨询
    REQUEST = "request"  # 求助
    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报
    SUGGESTION = "suggestion"  # 建议


class ServiceField(StrEnum):
    """What a demand is about (诉求领域)."""

    POLICY_DELIVERY = "policy_delivery"
    FINANCING = "financing"
    TALENT = "talent"
    LAND_AND_PREMISES = "land_and_premises"
    TECHNOLOGY = "technology"
    DIGITAL = "digital"
    MARKET = "market"
    LAW_AND_RIGHTS = "law_and_rights"
    ENVIRONMENT_AND_SAFETY = "environment_and_safety"
    PERMITS = "permits"
    TRAINING = "training"
    LOGISTICS_AND_UTILITIES = "logistics_and_utilities"
    OTHER = "other"


class Timeliness(StrEnum):
    """The class that sets a demand's time limits (时限类别)."""

    URGENT = "urgent"
    CONSULTATION = "consultation"
    ORDINARY = "ordinary"
    COMPLEX = "complex"
    COMPLAINT_OR_REPORT = "complaint_or_report"
    CROSS_DEPARTMENT = "cross_department"
    TECHNICAL_PROBLEM = "technical_problem"


class Level(StrEnum):
    """How high a demand is handled; a redo goes one level up."""

    TOWN = "town"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


class Channel(StrEnum):
    WEB = "web"
    HOTLINE = "hotline"
    EMAIL = "email"
    VISIT = "visit"
    ACTIVITY = "activity"
    WECHAT = "wechat"
    TRANSFERRED = "transferred"
    API = "api"


class Stage(StrEnum):
    """Where a demand stands on its way round the closed loop."""

    SUBMITTED = "submitted"  # 已提交
    ACCEPTED = "accepted"  # 已受理
    DECLINED = "declined"  # 不予受理
    MERGED = "merged"  # 已合并
    DISPATCHED = "dispatched"  # 已派单，待签收
    RETURNED = "returned"  # 申请退单，待仲裁
    IN_PROGRESS = "in_progress"  # 办理中
    WAITING = "waiting"  # 待企业补充，计时暂停
    IN_REVIEW = "in_review"  # 答复审核中
    ANSWERED = "answered"  # 已答复，待评价
    SURVEYED = "surveyed"  # 已评价
    RETURN_VISIT = "return_visit"  # 待回访
    REDO = "redo"  # 重办，待派单
    CLOSED = "closed"  # 已办结


class LoopStep(StrEnum):
    """The six steps of the closed loop: six groups of stages."""

    QUESTIONING = "questioning"  # 企业提问
    SORTING = "sorting"  # 梳理分类
    ASSIGNING = "assigning"  # 转办交办
    TRACKING = "tracking"  # 跟踪督办
    REPLY = "reply"  # 答复反馈
    SATISFACTION = "satisfaction"  # 满意度回访


class ClosingCode(StrEnum):
    SOLVED = "solved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    POLICY_DOES_NOT_ALLOW = "policy_does_not_allow"
    OUT_OF_SCOPE = "out_of_scope"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class DeclineReason(StrEnum):
    NOT_AN_ENTERPRISE_MATTER = "not_an_enterprise_matter"
    BEFORE_A_COURT = "before_a_court"
    OUTSIDE_THE_CITY = "outside_the_city"
    NO_DEFINITE_DEMAND = "no_definite_demand"
    ALREADY_ANSWERED = "already_answered"
    STATE_SECRET = "state_secret"


class LegOutcome(StrEnum):
    """How a unit's period of responsibility ended."""

    ANSWERED = "answered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class LimitStep(StrEnum):
    """What a unit must have done by a limit."""

    SIGN = "sign"  # 签收
    FIRST_CONTACT = "first_contact"  # 首次联系
    INTERIM_ANSWER = "interim_answer"  # 阶段性答复
    CLOSE = "close"  # 办结


class LimitUnit(StrEnum):
    MINUTE_ROUND_THE_CLOCK = "minute_round_the_clock"
    OFFICE_HOUR = "office_hour"
    WORKING_DAY = "working_day"


class Solved(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Satisfaction(StrEnum):
    """The five levels of the satisfaction inquiry (满意度五档)."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def is_content(self) -> bool:
        return self in (self.VERY_SATISFIED, self.SATISFIED, self.BASICALLY_SATISFIED)


class VisitReason(StrEnum):
    """Why a return visit is due."""

    DISSATISFIED = "dissatisfied"
    NOT_SOLVED = "not_solved"
    SILENT = "silent"
    SAMPLE = "sample"


class TokenPurpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"


class MessageKind(StrEnum):
    """What a message that leaves the platform says."""

    RECEIVED = "received"  # 回执
    QUESTION = "question"  # 请补充
    SURVEY = "survey"  # 请评价
    SURVEY_REMINDER = "survey_reminder"
    ANSWERED = "answered"
    INVITATION = "invitation"
    WEEKLY_DIGEST = "weekly_digest"  # 每周摘要
    BULLETIN = "bulletin"  # 月度通报
    FIGURES = "figures"  # 指标订阅
    BOT_TEST = "bot_test"  # 机器人测试
    REGISTRATION_CONFIRMED = "registration_confirmed"  # 报名成功
    REGISTRATION_WAITING = "registration_waiting"  # 候补
    REGISTRATION_AWAITING = "registration_awaiting"  # 待审核
    REGISTRATION_PROMOTED = "registration_promoted"  # 候补转正
    REGISTRATION_REFUSED = "registration_refused"  # 未通过
    REGISTRATION_WITHDRAWN = "registration_withdrawn"  # 已取消报名
    ACTIVITY_REMINDER = "activity_reminder"  # 活动提醒
    ACTIVITY_CHANGED = "activity_changed"  # 活动变更
    ACTIVITY_CANCELLED = "activity_cancelled"  # 活动取消
    FEEDBACK_ASKED = "feedback_asked"  # 活动评价
    FEEDBACK_REMINDER = "feedback_reminder"  # 活动评价提醒
    ACTIVITY_INVITED = "activity_invited"  # 活动邀请
    INVITED_CHANGED = "invited_changed"  # 受邀活动变更
    INVITED_CANCELLED = "invited_cancelled"  # 受邀活动取消
    SPEAKER_ASKED = "speaker_asked"  # 嘉宾邀约
    SPEAKER_CHANGED = "speaker_changed"  # 嘉宾活动变更
    SPEAKER_CANCELLED = "speaker_cancelled"  # 嘉宾无需出席
    DOCKING_INVITATION = "docking_invitation"  # 对接会邀请
    DOCKING_TIMETABLE = "docking_timetable"  # 对接会日程
    DOCKING_CHANGE = "docking_change"  # 对接会变动
    DOCKING_TOMORROW = "docking_tomorrow"  # 对接会提醒
    CONTEST_ENTRY = "contest_entry"  # 参赛项目
    CONTEST_JUDGING = "contest_judging"  # 评审邀请
    SERVICE_BOOKING = "service_booking"  # 服务预约
    SERVICE_REMINDER = "service_reminder"  # 服务提醒
    SERVICE_CHANGED = "service_changed"  # 服务变更
    MATCH_NEWS = "match_news"  # 对接进展
    ALERTS = "alerts"  # 指标预警


class EntryKind(StrEnum):
    """What a line of the directory leads to: an organisation of some kind, or something that one offers."""

    CITY = "city"
    SUB_PLATFORM = "sub_platform"
    DEPARTMENT = "department"
    SERVICE_ORGANISATION = "service_organisation"
    UNIVERSITY = "university"
    INSTITUTE = "institute"
    RESEARCH_CENTRE = "research_centre"
    INVESTOR = "investor"
    ENTERPRISE = "enterprise"
    SERVICE_PRODUCT = "service_product"  # 服务产品
    EXPERT_TEAM = "expert_team"  # 专家团队
    EXPERT = "expert"  # 专家
    EQUIPMENT = "equipment"  # 仪器设备


class SizeClass(StrEnum):
    """How large an enterprise is (GB: 统计上大中小微型企业划分办法, 2017)."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class PriceKind(StrEnum):
    """What a service product costs."""

    PUBLIC_BENEFIT = "public_benefit"  # 公益
    FREE_FIRST = "free_first"  # 首次免费
    PRICED = "priced"  # 收费
    NEGOTIABLE = "negotiable"  # 面议


class QualificationType(StrEnum):
    """What a service organisation has been found fit for, and by whom."""

    PRACTISING_LICENCE = "practising_licence"  # 执业许可
    TESTING_ACCREDITATION = "testing_accreditation"  # 检验检测资质
    MANAGEMENT_CERTIFICATE = "management_certificate"  # 体系认证
    FINANCIAL_LICENCE = "financial_licence"  # 金融许可
    PATENT_AGENCY = "patent_agency"  # 专利代理
    TRAINING_LICENCE = "training_licence"  # 办学许可
    DEMONSTRATION_PLATFORM = "demonstration_platform"  # 示范平台
    OTHER = "other"


class Decision(StrEnum):
    """What became of one proposed field."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
