"""Matches between needs and results: what was shown, what people said of it, how it went on, what came of it."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import CheckConstraint, Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.research_vocabulary import (
    MatchDecline,
    MatchKind,
    MatchStage,
    NotThis,
    ShownIn,
    Side,
    Verdict,
)

ONE_PROVIDER = "(result_id IS NULL) <> (team_id IS NULL)"


class ShownMatch(SQLModel, table=True):
    """What the engine showed to whom, and in which place: without it, learning would take the first place for merit."""

    __tablename__ = "shown_match"
    __table_args__ = (Index("ix_shown_match_result", "result_id", "need_id"),)

    need_id: int = Field(foreign_key="technical_need.id", primary_key=True)
    result_id: int = Field(foreign_key="research_result.id", primary_key=True)
    on: date = Field(primary_key=True)
    shown_in: ShownIn = Field(
        default=ShownIn.NEED, sa_type=one_of(ShownIn)
    )  # the first list of that day
    rank: int  # in it
    score: float
    is_exploratory: bool = False  # shown to learn, not because of its place
    engine: str = Field(max_length=40)  # version of the engine and of what it has learned


class MatchJudgement(SQLModel, table=True):
    """评判 — what somebody said of a result proposed for a need; the last word of each person holds."""

    __tablename__ = "match_judgement"
    __table_args__ = (UniqueConstraint("need_id", "result_id", "by_id"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="technical_need.id", index=True)
    result_id: int = Field(foreign_key="research_result.id", index=True)
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    verdict: Verdict = Field(sa_type=one_of(Verdict))
    reason: NotThis | None = Field(default=None, sa_type=one_of(NotThis))
    note: str = Field(default="", max_length=400)


class HelperAside(SQLModel, table=True):
    """排除 — a team, expert or service that somebody said does not suit a need; the last word of each person holds."""

    __tablename__ = "helper_aside"

    need_id: int = Field(foreign_key="technical_need.id", primary_key=True)
    kind: MatchKind = Field(sa_type=one_of(MatchKind), primary_key=True)
    record_id: int = Field(primary_key=True)  # of the kind's own table
    by_id: int = Field(foreign_key="user_account.id", primary_key=True)
    at: datetime
    reason: NotThis = Field(sa_type=one_of(NotThis))
    note: str = Field(default="", max_length=400)


class Match(SQLModel, table=True):
    """对接 — a need and the result or team that may solve it, on the way to a contract."""

    __tablename__ = "match"
    __table_args__ = (
        CheckConstraint(ONE_PROVIDER, name="one_provider"),
        UniqueConstraint("need_id", "result_id"),
        UniqueConstraint("need_id", "team_id"),
        Index("ix_match_stage_next", "stage", "next_on"),
        Index("ix_match_provider_stage", "provider_id", "stage"),
        Index("ix_match_proposed", "proposed_at"),
        Index("ix_match_agreement", "agreement_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # M2026-48301749, see domain/numbers.py
    need_id: int = Field(foreign_key="technical_need.id")
    result_id: int | None = Field(default=None, foreign_key="research_result.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="expert_team.id", index=True)
    enterprise_id: int = Field(foreign_key="organisation.id", index=True)
    provider_id: int = Field(foreign_key="organisation.id")
    area_code: str | None = Field(default=None, foreign_key="area.code", index=True)
    stage: MatchStage = Field(default=MatchStage.PROPOSED, sa_type=one_of(MatchStage))
    declined_as: MatchDecline | None = Field(default=None, sa_type=one_of(MatchDecline))
    declined_from: MatchStage | None = Field(
        default=None, sa_type=one_of(MatchStage, name="declinedfrom")
    )
    broker_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    liaison_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    next_action: str = Field(default="", max_length=200)
    next_on: date | None = None
    next_by_id: int | None = Field(default=None, foreign_key="user_account.id")  # who typed it
    enterprise_agreed_at: datetime | None = None  # to show its name
    provider_agreed_at: datetime | None = None
    score: float | None = None  # when it was proposed
    why: dict = Field(default_factory=dict, sa_type=JSON)  # the explanation as it was shown
    agreement_value: int | None = None  # yuan
    agreement_on: date | None = None
    proposed_at: datetime
    contacted_at: datetime | None = None
    version: int = 0

    @property
    def is_named(self) -> bool:
        """Whether both sides have agreed to show their names to each other."""
        return self.enterprise_agreed_at is not None and self.provider_agreed_at is not None


class NameSeen(SQLModel, table=True):
    """Who was shown the hidden name behind a need or a result, and when for the first time on each day."""

    __tablename__ = "name_seen"

    kind: MatchKind = Field(sa_type=one_of(MatchKind), primary_key=True)  # a need or a result
    record_id: int = Field(primary_key=True)
    by_id: int = Field(foreign_key="user_account.id", primary_key=True)
    on: date = Field(primary_key=True)
    at: datetime


class MatchOutcome(SQLModel, table=True):
    """转化成效 — what had come of a match so many months after its contract, and who has verified it."""

    __tablename__ = "match_outcome"
    __table_args__ = (
        UniqueConstraint("match_id", "months"),
        Index("ix_match_outcome_due", "due_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    match_id: int = Field(foreign_key="match.id")
    months: int  # 6, 12 or 24
    due_on: date
    revenue: int | None = None  # yuan, so far
    jobs: int | None = None
    patents: int | None = None
    note: str = Field(default="", max_length=1000)
    told_at: datetime | None = None
    told_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    verified_at: datetime | None = None
    verified_by_id: int | None = Field(default=None, foreign_key="user_account.id")


class MatchFile(SQLModel, table=True):
    """对接附件 — a file at a match; for one side and the brokers until both sides know each other."""

    __tablename__ = "match_file"

    id: int | None = Field(default=None, primary_key=True)
    match_id: int = Field(foreign_key="match.id", index=True)
    side: Side | None = Field(default=None, sa_type=one_of(Side))  # who added it; none: a broker
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int  # bytes
    sha256: str = Field(max_length=64)
    key: str = Field(unique=True, max_length=64)  # its name on the disk
    added_at: datetime
    added_by_id: int = Field(foreign_key="user_account.id")
    withdrawn_at: datetime | None = None  # taken back: in no list; its bytes are swept away


class MatchFileRead(SQLModel, table=True):
    """Who has fetched a file of a match, and when for the first time on each day; whoever added it is not kept."""

    __tablename__ = "match_file_read"

    file_id: int = Field(foreign_key="match_file.id", primary_key=True)
    by_id: int = Field(foreign_key="user_account.id", primary_key=True)
    on: date = Field(primary_key=True)
    at: datetime


class MatchText(SQLModel, table=True):
    """比对文本 — what the engine reads of one record; written with the record, in the order of `position`."""

    __tablename__ = "match_text"
    # Of one kind: those written after a moment, and those written last of very many.
    __table_args__ = (Index("ix_match_text_written", "kind", "position", "record_id"),)

    kind: MatchKind = Field(sa_type=one_of(MatchKind), primary_key=True)
    record_id: int = Field(primary_key=True)
    position: int  # counts every change of every record; never goes back
    is_active: bool = True  # whether it may be found
    area_code: str | None = Field(default=None, max_length=6)
    text: str
    industry_codes: list[str] = Field(default_factory=list, sa_type=JSON)  # none: any
    targets: list[dict] = Field(default_factory=list, sa_type=JSON)
    readiness: int | None = None  # what a need asks for at least, what a result has reached
    money: int | None = None  # yuan: the budget of a need, the price of a result


class MatchVector(SQLModel, table=True):
    """语义向量 — where a language model puts the text of one record; only where such a model is set up."""

    __tablename__ = "match_vector"

    kind: MatchKind = Field(sa_type=one_of(MatchKind), primary_key=True)
    record_id: int = Field(primary_key=True)
    model: str = Field(max_length=120, primary_key=True)
    position: int  # of the text that it was made of
    vector: bytes  # float32, of unit length
