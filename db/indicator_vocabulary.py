"""The closed lists of the indicators: what is measured, and how it is read."""

from enum import StrEnum


class Grain(StrEnum):
    """How finely a rollup is kept."""

    AREA_DAY = "area_day"  # of a sub-platform, day by day
    AREA_MONTH = "area_month"  # of a sub-platform, month by month
    DAY = "day"  # of a sub-platform, unit, field and channel, day by day
    MONTH = "month"  # the same, month by month


class Indicator(StrEnum):
    """What the leaders look at (指标); the definitions stand in domain/indicators/definitions.py."""

    ON_TIME_ACCEPTANCE = "on_time_acceptance"  # 按期办理率
    ON_TIME_CLOSING = "on_time_closing"  # 按期办结率
    VISIT_VERIFICATION = "visit_verification"  # 回访核实率
    SATISFACTION_RATE = "satisfaction_rate"  # 满意率
    RESPONSE_RATE = "response_rate"  # 响应率
    RESOLUTION_RATE = "resolution_rate"  # 解决率
    HANDLING_TIME = "handling_time"  # 办理时长中位数
    REDO_RATE = "redo_rate"  # 重办率
    TRANSFER_RATE = "transfer_rate"  # 转派率
    RECEIVED = "received"  # 受理诉求数
    SERVICES_GIVEN = "services_given"  # 服务次数
    ENTERPRISES_SERVED = "enterprises_served"  # 服务企业数
    NEW_REGISTRATIONS = "new_registrations"  # 新增企业数
    OVERDUE_NOW = "overdue_now"  # 当前超期
    OVERDUE_FOLLOWED = "overdue_followed"  # 超期跟进率
    OPEN_NOW = "open_now"  # 在办
    LOAD = "load"  # 人均在办
    MATCHES_PROPOSED = "matches_proposed"  # 推荐对接
    MATCHES_ACCEPTED = "matches_accepted"  # 接受对接
    MATCH_ACCEPTANCE = "match_acceptance"  # 对接接受率
    TIME_TO_CONTACT = "time_to_contact"  # 首次联系用时
    MATCH_MEETINGS = "match_meetings"  # 对接会面
    MATCHES_CONTRACTED = "matches_contracted"  # 签约数
    CONTRACT_VALUE = "contract_value"  # 合同金额
    ACTIVITIES_HELD = "activities_held"  # 举办活动数
    PEOPLE_ATTENDED = "people_attended"  # 参加人次
    ENTERPRISES_ATTENDED = "enterprises_attended"  # 参加企业数
    DEMANDS_AT_ACTIVITIES = "demands_at_activities"  # 活动现场诉求数


class Unit(StrEnum):
    """In what an indicator is told."""

    SHARE = "share"  # 0 to 1, shown in per cent
    COUNT = "count"
    WORKING_DAYS = "working_days"
    DAYS = "days"  # of the calendar, with their fraction
    YUAN = "yuan"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Over(StrEnum):
    """Over what an indicator can be counted."""

    DAYS = "days"  # any days, one after the other
    MONTHS = "months"  # whole months: there is no part of it
    NOW = "now"  # this moment; it has no past


class By(StrEnum):
    """What figures are put beside each other by; of a match the unit is the university."""

    AREA = "area"
    UNIT = "unit"
    FIELD = "field"
    CHANNEL = "channel"
    INDUSTRY = "industry"
    MONTH = "month"
    DAY = "day"


class Half(StrEnum):
    """Which of the records behind a rate."""

    ALL = "all"  # everything it is counted of
    GOOD = "good"  # those that met it
    REST = "rest"  # those that did not


class Reached(StrEnum):
    """How far a demand that was received has come: the steps of the loop's funnel."""

    TAKEN_ON = "taken_on"
    SENT = "sent"
    REPLIED = "replied"
    JUDGED = "judged"
    FINISHED = "finished"


class Ended(StrEnum):
    """How a demand that was received has ended."""

    SOLVED = "solved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    WITHOUT = "without"
    OPEN = "open"  # not yet


class Lacks(StrEnum):
    """What an order has none of."""

    FIELD = "field"
    UNIT = "unit"


class WallView(StrEnum):
    """What a wall shows, one after the other (大屏画面)."""

    CITY = "city"  # the figures in large numbers
    MAP = "map"  # the sub-platforms on the map
    RANKING = "ranking"  # the sub-platforms as bars
    LOOP = "loop"  # how far the demands have come, and what is late
    LOAD = "load"  # what arrived and was answered day by day


class WallTheme(StrEnum):
    """How a wall looks."""

    DARK = "dark"
    LIGHT = "light"
