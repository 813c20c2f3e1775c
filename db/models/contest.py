"""Competitions of projects: entries, judges and their sheets, results, and what came of the awarded."""

from datetime import date, datetime

from sqlalchemy import JSON, text
from sqlmodel import BigInteger, CheckConstraint, Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.contest_vocabulary import (
    ContestStage,
    EntryState,
    FollowStep,
    Mean,
    ProjectPhase,
    ScoreState,
)

STANDS = text("state IN ('submitted', 'incomplete', 'accepted')")


class Contest(SQLModel, table=True):
    """大赛 — one competition; it hangs on a series of activities or on one activity."""

    __table_args__ = (
        CheckConstraint("(series_id IS NULL) <> (activity_id IS NULL)", name="hangs_on_one"),
        Index("ix_contest_year", "year", "id"),
        Index("ix_contest_published", "published_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)  # C2026-001
    series_id: int | None = Field(default=None, foreign_key="activity_series.id", index=True)
    activity_id: int | None = Field(default=None, foreign_key="activity.id", index=True)
    year: int
    title: str = Field(max_length=80)
    title_en: str = Field(default="", max_length=160)
    summary: str = Field(default="", max_length=4000)
    organiser_id: int = Field(foreign_key="organisation.id", index=True)
    area_code: str | None = Field(default=None, foreign_key="area.code")  # none: the whole city
    stage: ContestStage = Field(default=ContestStage.REGISTERED, sa_type=one_of(ContestStage))
    opens_at: datetime  # entries are taken from here
    closes_at: datetime  # until here
    last_ticket: int = 0  # how many have entered so far
    prizes: list[dict] = Field(default_factory=list, sa_type=JSON)  # name, name_en, count
    announced_at: datetime | None = None  # since when everybody sees it; none: a draft
    published_at: datetime | None = None  # the awards
    called_off_at: datetime | None = None
    called_off_because: str = Field(default="", max_length=400)
    by_id: int = Field(foreign_key="user_account.id")
    created_at: datetime
    version: int = 0


class ContestRound(SQLModel, table=True):
    """赛段 — the preliminary or the final: its days, seats, and how it is scored."""

    __tablename__ = "contest_round"
    __table_args__ = (UniqueConstraint("contest_id", "stage"),)

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id")
    stage: ContestStage = Field(sa_type=one_of(ContestStage))
    starts_on: date
    ends_on: date
    seats: int  # how many entries go on from here
    judges: int  # who score each entry
    mean: Mean = Field(sa_type=one_of(Mean))
    ties: list[str] = Field(default_factory=list, sa_type=JSON)  # words of TieRule, in order
    sheet: int = 0  # the version of the scoring sheet that counts; 0: none yet
    begun_at: datetime | None = None  # judges can score
    closed_at: datetime | None = None  # the ranking stands


class ContestSheet(SQLModel, table=True):
    """评分表 — one version of the criteria of a round."""

    __tablename__ = "contest_sheet"

    round_id: int = Field(foreign_key="contest_round.id", primary_key=True)
    version: int = Field(primary_key=True)
    criteria: list[dict] = Field(sa_type=JSON)  # key, name, name_en, weight, most
    reason: str = Field(default="", max_length=400)  # why another one, once scoring had begun
    by_id: int = Field(foreign_key="user_account.id")
    made_at: datetime


class ContestEntry(SQLModel, table=True):
    """参赛项目 — a project that an enterprise or a team enters."""

    __tablename__ = "contest_entry"
    __table_args__ = (
        UniqueConstraint("contest_id", "ticket"),
        Index("ix_contest_entry_state", "contest_id", "state", "ticket"),
        Index("ix_contest_entry_entered", "entered_at"),
        Index(
            "ux_contest_entry_once",
            "contest_id",
            "enterprise_key",
            "title",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id")
    ticket: int  # 1, 2, 3 … in the order in which they came
    title: str = Field(max_length=80)
    summary: str = Field(max_length=4000)
    industry_code: str | None = Field(default=None, foreign_key="industry.code")
    phase: ProjectPhase = Field(sa_type=one_of(ProjectPhase))
    sought_yuan: int | None = Field(default=None, sa_type=BigInteger)
    team: list[dict] = Field(default_factory=list, sa_type=JSON)  # name, task, organisation
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    enterprise_name: str = Field(default="", max_length=120)  # or what the team is called
    enterprise_key: str = Field(default="", max_length=120)  # its name without legal form
    university_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    contact_name: str = Field(max_length=40)
    phone: str | None = Field(default=None, max_length=32)
    email: str | None = Field(default=None, max_length=254)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    language: str = Field(default="zh", max_length=5)
    state: EntryState = Field(default=EntryState.SUBMITTED, sa_type=one_of(EntryState))
    stage: ContestStage = Field(default=ContestStage.REGISTERED, sa_type=one_of(ContestStage))
    entered_at: datetime
    state_since: datetime
    because: str = Field(default="", max_length=400)  # why it is incomplete or refused
    token_hash: str = Field(max_length=64, unique=True)  # of the link by which it is looked after
    prize: int | None = None  # which of the competition's prizes, from 0
    owner_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    next_action: str = Field(default="", max_length=200)  # of following it up
    next_on: date | None = Field(default=None, index=True)
    reminded_on: date | None = None  # the day of which the owner was reminded
    version: int = 0


class ContestFile(SQLModel, table=True):
    """参赛材料 — a file handed in with an entry."""

    __tablename__ = "contest_file"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="contest_entry.id", index=True)
    name: str = Field(max_length=120)
    media_type: str = Field(max_length=80)
    size: int  # bytes
    sha256: str = Field(max_length=64)
    key: str = Field(unique=True, max_length=64)  # its name on the disk
    added_at: datetime
    added_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    withdrawn_at: datetime | None = None  # taken back: in no list; its bytes are swept away


class ContestJudge(SQLModel, table=True):
    """评委 — an expert of the directory or somebody with an account, who scores entries."""

    __tablename__ = "contest_judge"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (expert_id IS NULL)", name="is_one_person"),
        UniqueConstraint("contest_id", "user_id"),
        UniqueConstraint("contest_id", "expert_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contest_id: int = Field(foreign_key="contest.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="user_account.id", index=True)
    expert_id: int | None = Field(default=None, foreign_key="expert.id", index=True)
    name: str = Field(max_length=40)
    email: str | None = Field(default=None, max_length=254)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    is_active: bool = True
    token_hash: str = Field(max_length=64, unique=True)
    link_turn: int = 0  # raised to make the links given out before invalid
    added_at: datetime
    version: int = 0


class ContestTie(SQLModel, table=True):
    """任职单位 — another organisation that a judge works for or advises."""

    __tablename__ = "contest_tie"

    id: int | None = Field(default=None, primary_key=True)
    judge_id: int = Field(foreign_key="contest_judge.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)


class ContestConflict(SQLModel, table=True):
    """回避申报 — a judge has said that they do not judge an entry."""

    __tablename__ = "contest_conflict"

    judge_id: int = Field(foreign_key="contest_judge.id", primary_key=True)
    entry_id: int = Field(foreign_key="contest_entry.id", primary_key=True, index=True)
    reason: str = Field(max_length=400)
    said_at: datetime


class ContestScore(SQLModel, table=True):
    """评分 — one judge's sheet for one entry in one round; it is there from the assignment on."""

    __tablename__ = "contest_score"
    __table_args__ = (
        UniqueConstraint("round_id", "entry_id", "judge_id"),
        Index("ix_contest_score_judge", "judge_id", "round_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="contest_round.id")
    entry_id: int = Field(foreign_key="contest_entry.id", index=True)
    judge_id: int = Field(foreign_key="contest_judge.id")
    state: ScoreState = Field(default=ScoreState.ASSIGNED, sa_type=one_of(ScoreState))
    points: dict[str, int] = Field(default_factory=dict, sa_type=JSON)  # by the criterion's key
    comment: str = Field(default="", max_length=1000)
    sheet: int = 0  # by which version of the scoring sheet
    handed_in_at: datetime | None = None
    version: int = 0


class ContestResult(SQLModel, table=True):
    """赛段结果 — where an entry stood when its round was closed; scores in hundredths of a point of 100."""

    __tablename__ = "contest_result"

    round_id: int = Field(foreign_key="contest_round.id", primary_key=True)
    entry_id: int = Field(foreign_key="contest_entry.id", primary_key=True, index=True)
    place: int
    score: int
    lowest: int
    highest: int
    sheets: int
    goes_on: bool


class ContestFollow(SQLModel, table=True):
    """赛后跟踪 — one thing that came of an awarded project."""

    __tablename__ = "contest_follow"
    __table_args__ = (
        Index("ix_contest_follow_entry", "entry_id", "step", "on"),
        Index("ix_contest_follow_on", "step", "on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="contest_entry.id")
    step: FollowStep = Field(sa_type=one_of(FollowStep))
    on: date
    name: str = Field(default="", max_length=120)  # of the mentor or investor
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    amount_yuan: int | None = Field(default=None, sa_type=BigInteger)
    note: str = Field(default="", max_length=1000)
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    verified_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    verified_at: datetime | None = None
    withdrawn_at: datetime | None = None  # was noted by mistake
