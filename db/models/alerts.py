"""Alerts: rules that watch one figure of every sub-platform or unit, and when one was crossed and came back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, text
from sqlmodel import Field, Index, SQLModel

from db.columns import one_of
from db.indicator_vocabulary import Indicator
from db.subscription_vocabulary import Crossing
from db.supervision_vocabulary import AlertEnd, Watched

IS_OPEN = text("ended_at IS NULL")


class AlertRule(SQLModel, table=True):
    """预警规则 — a figure of the running month or of this moment, watched in every sub-platform or every unit."""

    __tablename__ = "alert_rule"

    id: int | None = Field(default=None, primary_key=True)
    indicator: Indicator = Field(sa_type=one_of(Indicator))
    watched: Watched = Field(default=Watched.AREA, sa_type=one_of(Watched))
    crossing: Crossing = Field(sa_type=one_of(Crossing))
    bound: float
    margin: float = 0.0  # back by so much, it has recovered and may be told of again
    bot_id: int | None = Field(default=None, foreign_key="bot.id")  # whose group is told too
    made_at: datetime
    made_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    ended_at: datetime | None = None
    version: int = 0


class FigureAlert(SQLModel, table=True):
    """指标预警 — a rule was crossed in one sub-platform or unit; one at a time for each of both."""

    __tablename__ = "figure_alert"
    __table_args__ = (
        Index(
            "ux_figure_alert_open",
            "rule_id",
            "area_code",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(
            "ux_figure_alert_open_unit",
            "rule_id",
            "unit_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_figure_alert_began", "began_at"),
        CheckConstraint("(area_code IS NULL) <> (unit_id IS NULL)", name="ck_figure_alert_place"),
    )

    id: int | None = Field(default=None, primary_key=True)
    rule_id: int = Field(foreign_key="alert_rule.id")
    area_code: str | None = Field(default=None, foreign_key="area.code", max_length=6)
    unit_id: int | None = Field(default=None, foreign_key="organisation.id")
    month: date  # its first day
    began_at: datetime
    value: float  # of the figure then, or when it was told to have become worse
    n: int  # of how many records it was told
    ended_at: datetime | None = None
    ended_as: AlertEnd | None = Field(default=None, sa_type=one_of(AlertEnd))
    end_value: float | None = None
    seen_at: datetime | None = (
        None  # somebody deals with it; nobody yet, or not since it became worse
    )
    seen_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    seen_note: str = Field(default="", max_length=200)
    worse_at: datetime | None = None
    version: int = 0
