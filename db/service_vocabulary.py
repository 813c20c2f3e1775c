"""The closed lists of service menus: how a booking stands, and what became of it."""

from enum import StrEnum


class BookingState(StrEnum):
    """How the booking of a slot stands."""

    BOOKED = "booked"  # 已预约
    WITHDRAWN = "withdrawn"  # 已取消
    CALLED_OFF = "called_off"  # 服务方取消
    ATTENDED = "attended"  # 已服务
    MISSED = "missed"  # 未到


class BookingOutcome(StrEnum):
    """What became of a booked service to which somebody came."""

    SETTLED = "settled"  # 已解决
    GOES_ON = "goes_on"  # 继续跟进
    REFERRED = "referred"  # 已转介
    UNSETTLED = "unsettled"  # 未能解决


# Those that hold their slot.
HOLDING = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
