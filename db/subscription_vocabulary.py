"""The closed lists of subscriptions: when somebody is told of figures, of which period, by what, and why it ended."""

from enum import StrEnum


class Carrier(StrEnum):
    """The way a message leaves by (发送渠道)."""

    MAIL = "mail"
    WECOM = "wecom"  # 企业微信
    DINGTALK = "dingtalk"  # 钉钉
    FEISHU = "feishu"  # 飞书


class Span(StrEnum):
    """The period that is told of, as it lies to the day of telling."""

    LAST_WEEK = "last_week"  # 上周，周一至周日
    THIS_MONTH = "this_month"  # 本月，截至当日
    LAST_MONTH = "last_month"
    THIS_QUARTER = "this_quarter"  # 本季度，截至当日
    LAST_QUARTER = "last_quarter"
    THIS_HALF = "this_half"  # 本半年，截至当日
    LAST_HALF = "last_half"
    THIS_YEAR = "this_year"  # 今年以来
    QUARTER = "quarter"  # 近三个月
    YEAR = "year"  # 近十二个月


class Rhythm(StrEnum):
    """When somebody is told."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"  # 每月第一个工作日
    THRESHOLD = "threshold"  # 越过阈值时


class Crossing(StrEnum):
    """On which side of its threshold a figure is told of."""

    BELOW = "below"
    ABOVE = "above"


class SendingCause(StrEnum):
    """Why somebody was told at a moment."""

    TURN = "turn"  # its week or month had come
    CROSSED = "crossed"
    RECOVERED = "recovered"  # back by the margin: the threshold is armed again
    ASKED = "asked"  # the person wanted to see it now


class EndReason(StrEnum):
    """Why a subscription ended."""

    BY_HAND = "by_hand"
    BY_LINK = "by_link"  # the link in a mail
    NO_RIGHT = "no_right"  # the person may not see figures any more
    NO_ADDRESS = "no_address"  # the account has no e-mail address any more
    NO_BOT = "no_bot"  # the bot was closed, or is not this person's to use any more
