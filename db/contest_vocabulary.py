"""The closed lists of competitions: how far one is, how an entry stands, why a judge is kept away, what came of it."""

from enum import StrEnum


class ContestStage(StrEnum):
    """How far a competition, or an entry in it, is."""

    REGISTERED = "registered"  # 报名
    PRELIMINARY = "preliminary"  # 初赛
    FINAL = "final"  # 决赛
    AWARDED = "awarded"  # 获奖


class EntryState(StrEnum):
    """How an entry stands."""

    SUBMITTED = "submitted"  # 待审查
    INCOMPLETE = "incomplete"  # 待补充
    ACCEPTED = "accepted"  # 已受理
    REFUSED = "refused"  # 未受理
    WITHDRAWN = "withdrawn"  # 已撤回


# Those that are or may come to be in the competition.
STANDING = (EntryState.SUBMITTED, EntryState.INCOMPLETE, EntryState.ACCEPTED)


class ProjectPhase(StrEnum):
    """How far the project of an entry is."""

    IDEA = "idea"  # 创意
    PROTOTYPE = "prototype"  # 样机
    PILOT = "pilot"  # 中试
    MARKET = "market"  # 已上市
    GROWTH = "growth"  # 规模化


class ConflictReason(StrEnum):
    """Why somebody does not judge an entry."""

    OWN_ORGANISATION = "own_organisation"  # 本单位项目
    ADVISES = "advises"  # 任职或顾问单位
    TEAM_MEMBER = "team_member"  # 团队成员
    SAME_UNIVERSITY = "same_university"  # 同一高校
    EARLIER_MATCH = "earlier_match"  # 曾有对接
    DECLARED = "declared"  # 本人申报


class ScoreState(StrEnum):
    """How a judge's sheet for one entry stands."""

    ASSIGNED = "assigned"  # 待评
    DRAFT = "draft"  # 草稿
    HANDED_IN = "handed_in"  # 已提交


class Mean(StrEnum):
    """How the sheets of an entry become one score."""

    PLAIN = "plain"  # 平均分
    TRIMMED = "trimmed"  # 去掉最高分和最低分


class TieRule(StrEnum):
    """By what entries of one score are told apart."""

    CRITERIA = "criteria"  # 依次比较评分项
    JUDGES = "judges"  # 比较评委意见


class FollowStep(StrEnum):
    """What came of an awarded project."""

    MENTOR = "mentor"  # 结对导师
    INVESTOR = "investor"  # 对接投资机构
    FINANCING = "financing"  # 融资到账
    TRANSFORMED = "transformed"  # 成果转化
