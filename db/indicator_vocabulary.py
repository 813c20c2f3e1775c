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
    TRAINING_HOURS = "training_hours"  # 员工培训时长
    DEMANDS_AT_ACTIVITIES = "demands_at_activities"  # 活动现场诉求数
    MATCHES_AT_ACTIVITIES = "matches_at_activities"  # 活动促成对接数
    CONTRACTS_OF_ACTIVITIES = "contracts_of_activities"  # 活动促成签约数
    PROJECTS_ENTERED = "projects_entered"  # 参赛项目数
    PROJECTS_AWARDED = "projects_awarded"  # 获奖项目数
    FINANCINGS_CLOSED = "financings_closed"  # 获奖项目融资数
    PROJECTS_TRANSFORMED = "projects_transformed"  # 获奖项目转化数
    SERVICES_BOOKED = "services_booked"  # 服务预约数
    BOOKINGS_KEPT = "bookings_kept"  # 预约服务完成数


class Unit(StrEnum):
    """In what an indicator is told."""

    SHARE = "share"  # 0 to 1, shown in per cent
    COUNT = "count"
    WORKING_DAYS = "working_days"
    DAYS = "days"  # of the calendar, with their fraction
    HOURS = "hours"  # of people, with their fraction: an hour of two is two
    YUAN = "yuan"
    POINTS = "points"  # of an assessment, with their hundredths


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


class KpiView(StrEnum):
    """What the page of the key figures shows below its cards (看板图表); the last two stand on a page of their own, and
    can be subscribed to as the others can."""

    PLACES = "places"  # the map and the ranking
    MONTH = "month"
    TREND = "trend"
    LOOP = "loop"  # how far the demands have come, from channel to field to outcome
    LOAD = "load"
    ARRIVALS = "arrivals"
    TIMES = "times"
    ORDER = "order"  # of the sub-platforms in the newest month that is published
    TITLE = "title"  # how far the conditions of the national title are met


class Earlier(StrEnum):
    """What an earlier period is called beside the one that is looked at (对比期)."""

    MONTH = "the_month_before"
    QUARTER = "the_quarter_before"
    HALF = "the_half_year_before"
    YEAR = "the_year_before"
    MONTHS = "the_months_before"  # with a place for how many
    DAYS = "the_working_days_before"
    SAME_MONTH = "the_same_month_a_year_before"
    SAME_QUARTER = "the_same_quarter_a_year_before"
    SAME_TIME = "the_same_time_a_year_before"


class ViewWord(StrEnum):
    """The words of the views: names of tables and columns, and of what has no name of its own."""

    SUB_PLATFORMS = "sub_platforms"
    UNITS = "units"
    DAY_BY_DAY = "day_by_day"
    MONTH_BY_MONTH = "month_by_month"
    FUNNEL = "funnel"
    FLOW = "flow"
    CHANNEL_TO_FIELD = "from_channel_to_field"
    FIELD_TO_OUTCOME = "from_field_to_outcome"
    OPEN_BY_UNIT = "open_orders_by_unit"
    OPEN_BY_HANDLER = "open_orders_by_handler"
    ARRIVALS_BY_DAY = "demands_received_by_day"
    ARRIVALS_BY_WEEK = "demands_received_by_week"
    BY_TIME = "answers_by_working_time"
    BY_LIMIT = "answers_by_share_of_the_limit"
    HAPPENED = "what_happened"
    ASSESSED = "monthly_assessment"
    CONDITIONS = "conditions_of_the_national_title"

    SUB_PLATFORM = "sub_platform"
    UNIT = "unit"
    DAY = "day"
    MONTH = "month"
    STEP = "step"
    FIELD = "field"
    HANDLER = "handler"
    SOURCE = "from"
    END = "to"
    VALUE = "value"
    OF_HOW_MANY = "of_how_many"
    COMPARED = "until_the_last_working_day_over"
    TARGET = "target"
    STANDING = "standing"
    ON_THE_DAY = "on_the_day"
    UNTIL_THEN = "until_then"
    MONTH_BEFORE = "month_before"
    PACE = "pace"
    LAST_TWELVE = "last_twelve_months"
    DEMANDS = "demands"
    ANSWERS = "answers"
    SHARE = "share"
    OPEN_ORDERS = "open_orders"
    LATE_ORDERS = "late_orders"
    PER_HANDLER = "per_handler"
    ANSWERED = "answered_in_three_months"
    WORK_FOR = "work_for"
    KIND = "kind"
    POINTS = "points"
    RANK = "rank"
    GROUP = "group"
    CONDITION = "condition"
    WANTED = "wanted"
    REACHED = "reached"
    NOT_YET = "not_met_yet"
    NOT_RECORDED = "not_recorded_yet"
    TOLD_UNTIL = "told_until"
    WITHOUT_A_DAY = "since_when_not_recorded"

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    TOO_FEW = "too_few"

    TOGETHER = "together"
    RECEIVED = "received"
    NOT_SENT_OUT = "not_sent_out_yet"
    FORMER_UNIT = "a_former_unit"
    NOT_SORTED = "not_sorted_yet"
    NOT_SAID = "not_said"
    HOLIDAY = "holiday"
    RULE = "rule_changed"
    SCHEME = "assessment_scheme"
    TITLE_RULES = "title_rules"
    DOCKING_DAY = "docking_day"
    ACTIVITY = "activity"

    FEW = "few"
    NOT_OVER = "month_not_over"
    ONCE_PUBLISHED = "once_published"
    NOT_COUNTED = "not_counted_here"

    HOURS = "hours"  # with places for `begin` and `end`, as the following ones
    DAYS = "days"
    DAYS_OR_MORE = "days_or_more"
