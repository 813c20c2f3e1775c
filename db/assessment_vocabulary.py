"""The closed lists of the monthly assessment of the sub-platforms."""

from enum import StrEnum


class Formula(StrEnum):
    """How a figure becomes points (计分方式)."""

    LOSS = "loss"  # so many points less for each percentage point below the mark
    REACH = "reach"  # the share of the mark that was reached


class MarkGrade(StrEnum):
    """A qualitative mark (定性评价等级)."""

    EXCELLENT = "excellent"  # 优秀
    GOOD = "good"  # 良好
    FAIR = "fair"  # 一般
    POOR = "poor"  # 较差


class RankedBy(StrEnum):
    """What the order within a group goes by."""

    BOUND = "bound"  # points of the lower bounds of the rates (Wilson)
    POINTS = "points"  # points as they are


class Standing(StrEnum):
    """Where a total stands (评定等次)."""

    EXCELLENT = "excellent"  # 优秀
    PASSED = "passed"  # 合格
    BELOW = "below"  # 未达标
    NOT_RANKED = "not_ranked"  # 不参与排名


class Honour(StrEnum):
    """What a sub-platform is commended for (通报表扬)."""

    FIRST = "first"  # 同组第一且优秀
    RISEN = "risen"  # 进步最大


class MonthStage(StrEnum):
    """Where the assessment of a month stands."""

    OPEN = "open"  # 评定中
    FROZEN = "frozen"  # 已公布


class Ruling(StrEnum):
    """What became of an appeal (申诉结果)."""

    UPHELD = "upheld"  # 申诉成立
    REFUSED = "refused"  # 维持原评定


class Gauge(StrEnum):
    """What the national title asks of a platform in a year (国家示范平台指标)."""

    ENTERPRISES = "enterprises"  # 年服务中小企业数
    SATISFACTION = "satisfaction"  # 服务满意率
    ORGANISATIONS = "organisations"  # 集聚服务机构数
    PUBLIC_BENEFIT = "public_benefit"  # 公益性服务占比
    ACTIVITIES = "activities"  # 线下服务活动
    MATCHING = "matching"  # 技术对接活动
