"""Rollups: what the indicators are read from, kept up as commands change the orders; all of it can be built anew."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel, text

from db.columns import one_of
from db.indicator_vocabulary import Grain


class Rollup(SQLModel, table=True):
    """汇总 — sums of what was counted for one day or month; the columns are the measures of the streams.

    A unit of 0 and an empty code mean: none. At the grains of a whole sub-platform they mean: all.
    """

    grain: Grain = Field(sa_type=one_of(Grain), primary_key=True)
    starts_on: date = Field(primary_key=True)
    area_code: str = Field(max_length=6, primary_key=True)
    unit_id: int = Field(default=0, primary_key=True)
    field: str = Field(default="", max_length=32, primary_key=True)
    channel: str = Field(default="", max_length=32, primary_key=True)

    received: int = 0
    taken_on: int = 0  # of those received, that have come so far by now
    sent: int = 0
    replied: int = 0
    judged: int = 0
    finished: int = 0
    ended_solved: int = 0  # of those received, how they have ended
    ended_partly: int = 0
    ended_explained: int = 0
    ended_without: int = 0
    closing_due: int = 0
    closed_in_time: int = 0
    answered: int = 0
    handled_minutes: int = Field(default=0)  # of working time, all answers together
    closed: int = 0
    redone: int = 0
    transferred: int = 0
    visits_due: int = 0
    visits_verified: int = 0
    heard: int = 0  # of those closed, whose enterprise has given a valid answer
    answers: int = 0
    content: int = 0
    solved: int = 0
    sign_due: int = 0
    signed_in_time: int = 0
    contact_due: int = 0
    contacted_in_time: int = 0
    raised_there: int = 0  # demands, at activities


class RollupTime(SQLModel, table=True):
    """办理时长分布 — how many answers of a month took how long, and how much of their limit.

    A unit of 0 and an empty code mean: none. Of whole sub-platforms, and of units (without a channel), they mean: all.
    """

    __tablename__ = "rollup_time"
    # What is kept of several places together, of which a year is little beside all places.
    __table_args__ = (
        Index(
            "ix_rollup_time_together",
            *("starts_on", "area_code", "unit_id"),
            sqlite_where=text("channel = ''"),
            postgresql_where=text("channel = ''"),
        ),
    )

    starts_on: date = Field(primary_key=True)
    area_code: str = Field(max_length=6, primary_key=True)
    unit_id: int = Field(default=0, primary_key=True)
    field: str = Field(default="", max_length=32, primary_key=True)
    channel: str = Field(default="", max_length=32, primary_key=True)
    is_whole: bool = Field(primary_key=True)  # of a sub-platform altogether
    time: int = Field(primary_key=True)  # the step of domain/indicators/steps.py
    share: int = Field(primary_key=True)
    many: int = 0


class RollupEnterprise(SQLModel, table=True):
    """服务企业 — an enterprise that got an answer in a month, from a sub-platform or (no code) anywhere."""

    __tablename__ = "rollup_enterprise"

    starts_on: date = Field(primary_key=True)
    area_code: str = Field(max_length=6, primary_key=True)
    enterprise_id: int = Field(primary_key=True)  # 0 and below: how many; see adding.py
    many: int = 0


class RollupShare(SQLModel, table=True):
    """What one order has in the rollups at this moment, and whether it has changed since.

    None is kept for an order that nobody has touched since the rollups were built: it is found out when somebody does.
    """

    __tablename__ = "rollup_share"
    __table_args__ = (
        Index(
            "ix_rollup_share_due",
            "demand_id",
            sqlite_where=text("is_due"),
            postgresql_where=text("is_due"),
        ),
    )

    demand_id: int = Field(foreign_key="demand.id", primary_key=True)
    cells: list | None = Field(default=None, sa_type=JSON(none_as_null=True))
    is_due: bool = True
    due_since: datetime | None = None  # the first change that is not counted yet, while it is due


class RollupState(SQLModel, table=True):
    """By which definitions the rollups were built; others have them built anew."""

    __tablename__ = "rollup_state"

    id: int = Field(default=1, primary_key=True)
    definitions: str = Field(max_length=64)
