"""The words of supervising: how far an order to a unit is, what a coordination came to, what is watched, how an alert
ended."""

from enum import StrEnum


class OrderStage(StrEnum):
    """How far a supervision order is."""

    WAITING = "waiting"  # 待回复
    ANSWERED = "answered"  # 已回复待审
    SETTLED = "settled"  # 已销号
    LIFTED = "lifted"  # 已撤销


class CaseOutcome(StrEnum):
    """What a coordination case came to."""

    AGREED = "agreed"  # 达成一致
    POLICY_CHANGED = "policy_changed"  # 调整政策
    REFERRED_UP = "referred_up"  # 提请上级
    NOT_AGREED = "not_agreed"  # 未达成一致


class Watched(StrEnum):
    """Of whom a rule of alerts watches its figure."""

    AREA = "area"  # 各分平台
    UNIT = "unit"  # 各承办单位


class AlertEnd(StrEnum):
    """How an alert ended."""

    RECOVERED = "recovered"  # 已恢复
    MONTH_OVER = "month_over"  # 当月结束
    RULE_ENDED = "rule_ended"  # 规则停用
