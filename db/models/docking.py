"""Docking days: who comes, who wishes to meet whom, who meets whom when and at which table, and what they say of it."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import JSON
from sqlmodel import CheckConstraint, Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.models.matching import ONE_PROVIDER
from db.research_vocabulary import (
    Answer,
    DockingStage,
    MeetingOutcome,
    MeetingStage,
    MeetsNobody,
    NotThis,
    Voice,
)

ONE_SIDE = (
    "(CASE WHEN need_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN result_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN team_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class Provider(NamedTuple):
    """Whom a need meets: a research result with its people, or an expert team that comes as a whole."""

    result_id: int | None = None
    team_id: int | None = None


class OfProvider:
    """A row that names one of the two."""

    result_id: int | None
    team_id: int | None

    @property
    def provider(self) -> Provider:
        return Provider(self.result_id, self.team_id)

    @property
    def pair(self) -> tuple[int, Provider]:
        """The need and whom it meets."""
        return self.need_id, self.provider


class DockingDay(SQLModel, table=True):
    """对接会 — a day on which enterprises and teams meet at tables, in slots of some minutes."""

    __tablename__ = "docking_day"

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # D2026-000001
    name: str = Field(max_length=80)
    held_on: date
    place: str = Field(default="", max_length=120)
    begins_at: str = Field(max_length=5)  # 09:00, on the clocks of the city
    slot_minutes: int
    slots: int
    tables: int
    area_code: str | None = Field(default=None, foreign_key="area.code")  # none: of the whole city
    organiser_id: int | None = Field(
        default=None, foreign_key="organisation.id", index=True
    )  # the house that runs it; none: the platform
    stage: DockingStage = Field(default=DockingStage.PLANNING, sa_type=one_of(DockingStage))
    by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime
    is_proved: bool | None = None  # that no better timetable exists; none: not planned yet
    idle: int = 0  # slots between somebody's first and last meeting without one
    activity_id: int | None = Field(
        default=None, foreign_key="activity.id", ondelete="SET NULL", index=True
    )  # that announces it in the calendar
    called_off_because: str = Field(default="", max_length=400)
    sequence: int = 0  # raised when day, hours, name or place change, so that calendars follow
    version: int = 0


class DockingDelegation(SQLModel, table=True):
    """参会代表团 — participants of one organisation that are spoken for by fewer people than there are tables."""

    __tablename__ = "docking_delegation"
    __table_args__ = (CheckConstraint("people >= 1", name="some_people"),)

    id: int | None = Field(default=None, primary_key=True)
    day_id: int = Field(foreign_key="docking_day.id", ondelete="CASCADE", index=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    team_id: int | None = Field(default=None, foreign_key="expert_team.id")
    people: int = 1  # who can be at a table at a time


class DockingParticipant(OfProvider, SQLModel, table=True):
    """参会方 — a need, a result with its people, or a whole expert team that comes to a docking day."""

    __tablename__ = "docking_participant"
    __table_args__ = (
        CheckConstraint(ONE_SIDE, name="one_side"),
        UniqueConstraint("day_id", "need_id"),
        UniqueConstraint("day_id", "result_id"),
        UniqueConstraint("day_id", "team_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day_id: int = Field(foreign_key="docking_day.id", ondelete="CASCADE")
    need_id: int | None = Field(default=None, foreign_key="technical_need.id")
    result_id: int | None = Field(default=None, foreign_key="research_result.id")
    team_id: int | None = Field(default=None, foreign_key="expert_team.id")
    delegation_id: int | None = Field(
        default=None, foreign_key="docking_delegation.id", ondelete="SET NULL", index=True
    )
    answer: Answer = Field(default=Answer.INVITED, sa_type=one_of(Answer))
    answer_note: str = Field(default="", max_length=400)  # why it does not come
    away: list[int] = Field(default_factory=list, sa_type=JSON)  # slots, from 0
    most: int | None = None  # meetings; none: one in every slot
    meets_nobody: MeetsNobody | None = Field(
        default=None, sa_type=one_of(MeetsNobody)
    )  # why, by the last plan


class DockingWish(OfProvider, SQLModel, table=True):
    """A pair that wishes to meet, or that must not: each side's own word, and that of those who run the day."""

    __tablename__ = "docking_wish"
    __table_args__ = (
        CheckConstraint(ONE_PROVIDER, name="one_provider"),
        UniqueConstraint("day_id", "need_id", "result_id", "voice"),
        UniqueConstraint("day_id", "need_id", "team_id", "voice"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day_id: int = Field(foreign_key="docking_day.id", ondelete="CASCADE")
    need_id: int = Field(foreign_key="technical_need.id")
    result_id: int | None = Field(default=None, foreign_key="research_result.id")
    team_id: int | None = Field(default=None, foreign_key="expert_team.id")
    voice: Voice = Field(sa_type=one_of(Voice))
    is_veto: bool = False


class DockingMeeting(OfProvider, SQLModel, table=True):
    """会面 — who meets whom, when, at which table, and what became of it."""

    __tablename__ = "docking_meeting"
    __table_args__ = (
        CheckConstraint(ONE_PROVIDER, name="one_provider"),
        UniqueConstraint("day_id", "need_id", "slot"),
        UniqueConstraint("day_id", "result_id", "slot"),
        UniqueConstraint("day_id", "team_id", "slot"),
        UniqueConstraint("day_id", "slot", "table_number"),
        Index("ix_docking_meeting_pair", "need_id", "result_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day_id: int = Field(foreign_key="docking_day.id", ondelete="CASCADE")
    need_id: int = Field(foreign_key="technical_need.id")
    result_id: int | None = Field(default=None, foreign_key="research_result.id")
    team_id: int | None = Field(default=None, foreign_key="expert_team.id")
    slot: int  # from 0
    table_number: int  # from 0
    is_confirmed: bool = False  # stays whatever is planned anew
    stage: MeetingStage = Field(default=MeetingStage.PLANNED, sa_type=one_of(MeetingStage))
    rating: int | None = None  # 1 to 5
    note: str = Field(default="", max_length=1000)
    match_id: int | None = Field(default=None, foreign_key="match.id")
    sequence: int = 0  # raised when it is moved, so that calendars follow


class DockingCancelled(OfProvider, SQLModel, table=True):
    """取消的会面 — a meeting that had been told to both and is not held; calendars strike it out."""

    __tablename__ = "docking_cancelled"
    __table_args__ = (
        CheckConstraint(ONE_PROVIDER, name="one_provider"),
        UniqueConstraint("day_id", "need_id", "result_id"),
        UniqueConstraint("day_id", "need_id", "team_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day_id: int = Field(foreign_key="docking_day.id", ondelete="CASCADE")
    need_id: int = Field(foreign_key="technical_need.id")
    result_id: int | None = Field(default=None, foreign_key="research_result.id")
    team_id: int | None = Field(default=None, foreign_key="expert_team.id")
    slot: int
    table_number: int
    sequence: int
    is_by_hand: bool = False  # then the two are not brought together again unless it is restored
    reason: str = Field(default="", max_length=400)
    at: datetime


class DockingFeedback(SQLModel, table=True):
    """会面反馈 — what one side says of a meeting: whether it goes on, why not, and what next."""

    __tablename__ = "docking_feedback"

    meeting_id: int = Field(foreign_key="docking_meeting.id", primary_key=True, ondelete="CASCADE")
    voice: Voice = Field(sa_type=one_of(Voice), primary_key=True)
    outcome: MeetingOutcome = Field(sa_type=one_of(MeetingOutcome))
    reason: NotThis | None = Field(default=None, sa_type=one_of(NotThis))
    rating: int | None = None  # 1 to 5
    note: str = Field(default="", max_length=1000)
    next_action: str = Field(default="", max_length=200)
    next_on: date | None = None
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
