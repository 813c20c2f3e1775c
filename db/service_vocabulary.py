"""The closed lists of service menus: how a booking stands."""

from enum import StrEnum


class BookingState(StrEnum):
    """How the booking of a slot stands."""

    BOOKED = "booked"  # 已预约
    WITHDRAWN = "withdrawn"  # 已取消
    CALLED_OFF = "called_off"  # 服务方取消
    ATTENDED = "attended"  # 已服务
    MISSED = "missed"  # 未到


# Those that hold their slot.
HOLDING = (BookingState.BOOKED, BookingState.ATTENDED, BookingState.MISSED)
