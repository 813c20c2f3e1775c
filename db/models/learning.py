"""What the matching engine has learned from people's decisions, and how well it did, month by month."""

from datetime import date, datetime

from sqlalchemy import JSON, text
from sqlmodel import Field, Index, SQLModel


class LearnedWeights(SQLModel, table=True):
    """学习结果 — how much each field weighs beside what was laid down; at most one is in use."""

    __tablename__ = "learned_weights"
    __table_args__ = (
        Index(
            "ix_learned_weights_in_use",
            "is_in_use",
            unique=True,
            sqlite_where=text("is_in_use"),
            postgresql_where=text("is_in_use"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    learnt_at: datetime
    by_id: int | None = Field(default=None, foreign_key="user_account.id")  # none: by itself
    decisions: int  # that it was learnt from
    needs: int
    weights: dict = Field(default_factory=dict, sa_type=JSON)  # group of fields → times as heavy
    right_before: float  # share of pairs in the right order, with the weights laid down
    right_after: float  # and with what was learnt from other needs
    is_in_use: bool = False
    version: int = 0


class MonthTrial(SQLModel, table=True):
    """月度评测 — the engine and its rivals on the decisions of one month."""

    __tablename__ = "month_trial"

    month: date = Field(primary_key=True)  # its first day
    worked_out_at: datetime
    decisions: int
    decided: str = Field(max_length=64)  # a digest of the decisions
    needs: int
    results: int  # among which was ranked
    figures: dict = Field(default_factory=dict, sa_type=JSON)  # as `evaluate matching` prints them
