"""The closed lists of matchmaking: what needs and results may be, and how a match goes on.

Sources: GB/T 22900 (readiness levels), the kinds of patent of the Patent Law, and the ways of transfer that the law on
promoting the transformation of scientific achievements names; the Chinese stands in components/texts/zh/terms.toml.
"""

from enum import StrEnum


class RecordStage(StrEnum):
    """Where the record of a technical need or a research result stands."""

    DRAFT = "draft"  # 草稿
    IN_REVIEW = "in_review"  # 待审核
    RETURNED = "returned"  # 退回修改
    PUBLISHED = "published"  # 已发布
    PAUSED = "paused"  # 暂停推介
    EXPIRED = "expired"  # 已过期
    SOLVED = "solved"  # 已解决或已转化
    WITHDRAWN = "withdrawn"  # 已撤回


class ReturnReason(StrEnum):
    """Why a reviewer sends a need or a result back."""

    SAYS_TOO_LITTLE = "says_too_little"  # 内容过于简单
    UNCLEAR = "unclear"  # 表述不清
    WRONG_FIELDS = "wrong_fields"  # 字段填写有误
    TELLS_A_NAME = "tells_a_name"  # 透露了应隐去的名称
    KNOWN_ALREADY = "known_already"  # 与已有成果重复
    OUT_OF_SCOPE = "out_of_scope"  # 不属于受理范围


class Confidentiality(StrEnum):
    """How much of a need or a result may be seen before both sides have agreed."""

    OPEN = "open"  # 公开
    NAME_HIDDEN = "name_hidden"  # 隐去名称
    BROKERS_ONLY = "brokers_only"  # 仅限平台对接人员


class TransferKind(StrEnum):
    """How a result may pass to an enterprise."""

    ASSIGNMENT = "assignment"  # 转让
    EXCLUSIVE_LICENCE = "exclusive_licence"  # 独占许可
    LICENCE = "licence"  # 普通许可
    JOINT_DEVELOPMENT = "joint_development"  # 合作开发
    EQUITY = "equity"  # 作价入股
    TECHNICAL_SERVICE = "technical_service"  # 技术服务


class PatentKind(StrEnum):
    INVENTION = "invention"  # 发明
    UTILITY_MODEL = "utility_model"  # 实用新型
    DESIGN = "design"  # 外观设计
    SOFTWARE = "software"  # 软件著作权


class PatentState(StrEnum):
    PENDING = "pending"  # 申请中
    GRANTED = "granted"  # 已授权
    LAPSED = "lapsed"  # 已失效


class ResultSource(StrEnum):
    """How a research result came into the platform."""

    ENTERED = "entered"
    SHEET = "sheet"
    RIS = "ris"
    BIBTEX = "bibtex"


class MatchKind(StrEnum):
    """What the engine compares."""

    NEED = "need"  # 技术需求
    RESULT = "result"  # 科研成果
    TEAM = "team"  # 专家团队
    EXPERT = "expert"  # 专家
    PRODUCT = "product"  # 服务产品
    EQUIPMENT = "equipment"  # 仪器设备
    CENTRE = "centre"  # 研发中心


class ListTaken(StrEnum):
    """Which list of matchmaking somebody took along as a table."""

    NEEDS = "needs"  # 技术需求
    RESULTS = "results"  # 科研成果
    MATCHES = "matches"  # 对接项目


class ShownIn(StrEnum):
    """In which list a proposal was shown."""

    NEED = "need"  # 需求页：推荐的成果
    RESULT = "result"  # 成果页：匹配的需求
    HOUSE = "house"  # 本单位最匹配的需求


class Verdict(StrEnum):
    """What somebody who knows the matter says of a result proposed for a need."""

    FITS = "fits"  # 合适
    PARTLY = "partly"  # 部分合适
    NOT_THIS = "not_this"  # 不合适


class NotThis(StrEnum):
    """Why a proposed result does not suit a need."""

    OTHER_SUBJECT = "other_subject"  # 技术方向不符
    OTHER_INDUSTRY = "other_industry"  # 行业不符
    NOT_READY = "not_ready"  # 成熟度不够
    TARGETS_MISSED = "targets_missed"  # 达不到指标
    TOO_EXPENSIVE = "too_expensive"  # 费用过高
    TOO_FAR = "too_far"  # 距离过远
    NO_CAPACITY = "no_capacity"  # 团队没有余力
    KNOWN_ALREADY = "known_already"  # 已经了解


class MatchStage(StrEnum):
    """Where a match stands between a first proposal and a transformed result."""

    PROPOSED = "proposed"  # 已推荐
    CONTACTED = "contacted"  # 已联系
    MEETING = "meeting"  # 已会面
    ASSESSMENT = "assessment"  # 评估试用
    CONTRACT = "contract"  # 已签约
    TRANSFORMED = "transformed"  # 已转化
    DECLINED = "declined"  # 已终止


class MatchDecline(StrEnum):
    """Why a match was given up."""

    NOT_RELEVANT = "not_relevant"  # 不对口
    NOT_READY = "not_ready"  # 成熟度不够
    TARGETS_MISSED = "targets_missed"  # 达不到指标
    PRICE = "price"  # 价格谈不拢
    CONDITIONS = "conditions"  # 条件谈不拢
    NO_CAPACITY = "no_capacity"  # 团队没有余力
    NEED_GONE = "need_gone"  # 需求已取消
    OTHER_PARTNER = "other_partner"  # 已另选合作方
    NO_ANSWER = "no_answer"  # 联系不上


class Side(StrEnum):
    """The two sides of a match."""

    ENTERPRISE = "enterprise"  # 需求方
    PROVIDER = "provider"  # 成果方


class AgreementWay(StrEnum):
    """How a broker was told that a side without an account agrees to show its name."""

    TELEPHONE = "telephone"  # 电话
    LETTER = "letter"  # 书面函件
    MAIL = "mail"  # 电子邮件
    IN_PERSON = "in_person"  # 当面


class Voice(StrEnum):
    """Who says whether two meet on a docking day."""

    ENTERPRISE = "enterprise"  # 需求方
    PROVIDER = "provider"  # 成果方
    ORGANISER = "organiser"  # 组织者


class Answer(StrEnum):
    """What somebody who is invited to a docking day has said."""

    INVITED = "invited"  # 待回复
    ACCEPTED = "accepted"  # 参加
    DECLINED = "declined"  # 不参加
    OFFERED = "offered"  # 申请参加: by its own people; those who run the day have not agreed yet


class MeetsNobody(StrEnum):
    """Why a participant of a docking day meets nobody."""

    NO_PARTNER = "no_partner"  # no wished pair, or only vetoed ones
    AWAY = "away"  # in every slot
    NEVER_TOGETHER = "never_together"  # with any wished partner, available in no slot with a table
    NO_TABLE = "no_table"  # wherever a wished partner is free too, all tables are taken
    PARTNERS_TAKEN = "partners_taken"  # wished partners are busy whenever they could meet
    PEOPLE_TAKEN = "people_taken"  # its own people speak for others of their delegation then


class DockingStage(StrEnum):
    """Where a docking day stands."""

    PLANNING = "planning"  # 筹备中
    PUBLISHED = "published"  # 已发布
    OVER = "over"  # 已结束
    CALLED_OFF = "called_off"  # 已取消


class MeetingStage(StrEnum):
    """What became of a meeting of a docking day."""

    PLANNED = "planned"  # 已安排
    HELD = "held"  # 已会面
    MISSED = "missed"  # 未会面


class MeetingOutcome(StrEnum):
    """What one of the two says of a meeting of a docking day."""

    GOES_ON = "goes_on"  # 继续对接
    PERHAPS = "perhaps"  # 待定
    NO = "no"  # 不再继续
    NOT_MET = "not_met"  # 没有见到


class MatchFigure(StrEnum):
    """What is counted of matches."""

    PROPOSALS = "proposals"  # matches that were begun
    ACCEPTANCE = "acceptance"  # of those that were answered, the share that came to a contact
    DAYS_TO_CONTACT = "days_to_contact"  # median from proposal to first contact
    MEETINGS = "meetings"  # matches that came to a meeting or further
    CONTRACTS = "contracts"  # agreements signed
    VALUE = "value"  # of the agreements, in yuan
    ANSWERED = "answered"  # came to a contact, or were declined before
    DECLINED_BEFORE = "declined_before"  # of these, those that came to none


class Grouping(StrEnum):
    """By what matches are compared."""

    PROVIDER = "provider"  # university, institute or centre
    INDUSTRY = "industry"  # of the need
    AREA = "area"  # sub-platform of the need


class Ripeness(StrEnum):
    """How ready a result is, or must be: the nine levels of GB/T 22900 in three steps."""

    EARLY = "early"  # 1 to 3
    TRIED = "tried"  # 4 to 6
    READY = "ready"  # 7 to 9


class FieldGroup(StrEnum):
    """Fields that are weighed together, by the platform's own decisions."""

    INDUSTRY = "industry"
    READINESS = "readiness"
    FIGURES = "figures"
    MONEY = "money"
    AREA = "area"
    TRACK_RECORD = "track_record"
    CAPACITY = "capacity"
