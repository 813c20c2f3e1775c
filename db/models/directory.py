"""How the directory is searched and kept true: entries, synonyms, visits, proposals, duplicates, zones, imports."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.upkeep_vocabulary import ImportStage, PairState
from db.vocabulary import Decision, EntryKind, ServiceField


class DirectoryEntry(SQLModel, table=True):
    """目录条目 — the searchable face of one record; written with it, see domain/entries.py."""

    __tablename__ = "directory_entry"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_directory_entry_browse", "kind", "is_active", "area_code", "name"),
        Index("ix_directory_entry_organisation", "organisation_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: EntryKind = Field(sa_type=one_of(EntryKind))
    subject_id: int  # of the organisation, product, team or expert
    organisation_id: int = Field(foreign_key="organisation.id")  # itself, or whose it is
    name: str = Field(max_length=120)
    name_en: str | None = Field(default=None, max_length=160)
    area_code: str | None = Field(default=None, max_length=6)  # none: the whole city
    industry_code: str | None = Field(default=None, max_length=4)
    field: ServiceField | None = Field(default=None, sa_type=one_of(ServiceField))
    is_active: bool = True
    search_text: str = ""  # segmented; see db/search.py and domain/entries.py


class SearchWord(SQLModel, table=True):
    """A Latin word that occurs in the directory, for putting right a mistyped one."""

    __tablename__ = "search_word"

    word: str = Field(primary_key=True, max_length=40)


class Synonym(SQLModel, table=True):
    """同义词 — words of one concept mean the same to whoever searches."""

    __table_args__ = (UniqueConstraint("concept", "word"),)

    id: int | None = Field(default=None, primary_key=True)
    concept: str = Field(max_length=40)
    word: str = Field(max_length=60, index=True)  # lower case


class Visit(SQLModel, table=True):
    """走访 — staff were at an organisation: who, when, and what they learned."""

    __table_args__ = (Index("ix_visit_organisation_on", "organisation_id", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    on: date
    by_id: int = Field(foreign_key="user_account.id", index=True)
    with_whom: str = Field(default="", max_length=200)
    summary: str = Field(max_length=2000)
    version: int = 0


class VisitFinding(SQLModel, table=True):
    """走访发现的问题 — something a visit found; it may have become a demand."""

    __tablename__ = "visit_finding"

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    text: str = Field(max_length=1000)
    demand_id: int | None = Field(default=None, foreign_key="demand.id", index=True)


class ChangeProposal(SQLModel, table=True):
    """变更申请 — an organisation asks that its own record be changed; staff decide field by field."""

    __tablename__ = "change_proposal"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    by_id: int = Field(foreign_key="user_account.id")
    at: datetime
    note: str = Field(default="", max_length=400)
    decided_at: datetime | None = Field(default=None, index=True)  # when its last field was decided
    version: int = 0


class ProposedField(SQLModel, table=True):
    """One field of a proposal."""

    __tablename__ = "proposed_field"

    proposal_id: int = Field(foreign_key="change_proposal.id", primary_key=True, ondelete="CASCADE")
    name: str = Field(primary_key=True, max_length=30)
    was: str = Field(default="", max_length=2000)  # as it stood when it was proposed
    wanted: str = Field(default="", max_length=2000)
    decision: Decision | None = Field(default=None, sa_type=one_of(Decision))
    reason: str = Field(default="", max_length=200)


class RecordCheck(SQLModel, table=True):
    """核验 — somebody compared the record of an organisation with the facts."""

    __tablename__ = "record_check"
    __table_args__ = (Index("ix_record_check_organisation_at", "organisation_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    at: datetime
    by_id: int = Field(foreign_key="user_account.id")
    how: str = Field(default="", max_length=200)


class OrganisationMerge(SQLModel, table=True):
    """合并 — a record that was found to be the same organisation as another; it stays, but leads there."""

    __tablename__ = "organisation_merge"

    merged_id: int = Field(foreign_key="organisation.id", primary_key=True)
    into_id: int = Field(foreign_key="organisation.id", index=True)


class MovedRow(SQLModel, table=True):
    """What hung on a merged record and was moved with it: taken back when the merge is undone."""

    __tablename__ = "moved_row"

    merged_id: int = Field(
        foreign_key="organisation_merge.merged_id", primary_key=True, ondelete="CASCADE"
    )
    place: str = Field(primary_key=True, max_length=60)  # table.column that names the organisation
    row_id: int = Field(primary_key=True)


class DuplicatePair(SQLModel, table=True):
    """疑似重复 — two records of the directory that may be one."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    id: int | None = Field(default=None, primary_key=True)
    one_id: int = Field(foreign_key="organisation.id")
    other_id: int = Field(foreign_key="organisation.id", index=True)
    score: float  # 0 to 1
    reasons: list[str] = Field(default_factory=list, sa_type=JSON)
    found_at: datetime
    state: PairState = Field(default=PairState.OPEN, sa_type=one_of(PairState), index=True)
    version: int = 0


class AreaIndustry(SQLModel, table=True):
    """支柱产业 — an industry that an area lives by, the strongest first."""

    __tablename__ = "area_industry"

    area_code: str = Field(foreign_key="area.code", primary_key=True)
    industry_code: str = Field(foreign_key="industry.code", primary_key=True)
    position: int = 0


class BrandProject(SQLModel, table=True):
    """品牌项目 — what a sub-platform does that others do not."""

    __tablename__ = "brand_project"

    id: int | None = Field(default=None, primary_key=True)
    area_code: str = Field(foreign_key="area.code", index=True)
    name: str = Field(max_length=80)
    name_en: str | None = Field(default=None, max_length=120)
    summary: str = Field(default="", max_length=1000)
    summary_en: str | None = Field(default=None, max_length=1000)
    since: date | None = None
    is_active: bool = True
    version: int = 0


class ImportBatch(SQLModel, table=True):
    """导入批次 — one file of organisations on its way into the directory, all of it or nothing."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    kind: EntryKind = Field(sa_type=one_of(EntryKind))
    name: str = Field(max_length=120)  # of the file
    key: str = Field(max_length=64)  # of the kept file; see domain/file_store.py
    sha256: str = Field(max_length=64)
    by_id: int = Field(foreign_key="user_account.id", index=True)
    at: datetime
    mapping: dict[str, str] = Field(
        default_factory=dict, sa_type=JSON
    )  # field → column of the file
    stage: ImportStage = Field(sa_type=one_of(ImportStage), index=True)
    rows: int = 0  # of the file
    checked: int = 0  # rows that have been looked at
    written: int = 0  # rows that stand in the directory, not yet to be seen
    faults: int = 0  # rows that cannot be taken
    known: int = 0  # rows whose organisation is there already
    finished_at: datetime | None = None
    version: int = 0


class ImportRow(SQLModel, table=True):
    """One row of an import: what it says, what is wrong with it, what became of it."""

    __tablename__ = "import_row"

    import_id: int = Field(foreign_key="import_batch.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(primary_key=True)  # as the spreadsheet counts
    cells: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # by field
    fault: str | None = Field(default=None, max_length=200)  # the refusal's template
    fault_field: str | None = Field(default=None, max_length=30)
    particulars: dict[str, str] = Field(default_factory=dict, sa_type=JSON)  # of the refusal
    known_id: int | None = Field(default=None, foreign_key="organisation.id")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
