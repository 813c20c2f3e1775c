"""Areas, industries, and the organisations that raise demands, handle them or serve: one directory for all."""

from datetime import date

from sqlalchemy import text
from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.vocabulary import Kind, ServiceField, SizeClass


class Area(SQLModel, table=True):
    """区域 — an administrative area of GB/T 2260; each of the twelve has a sub-platform."""

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=20)
    name_en: str = Field(max_length=40)
    valid_from: date
    position: int = 0  # the order in which areas are listed
    tile_column: int = 0  # where it stands on the tile map, from the left
    tile_row: int = 0  # and from the top


class Industry(SQLModel, table=True):
    """行业 — a division, group or class of GB/T 4754-2017; a longer code lies within a shorter one."""

    code: str = Field(primary_key=True, max_length=4)
    name: str = Field(max_length=60)
    name_en: str = Field(max_length=120)


class Organisation(SQLModel, table=True):
    """机构 — the city platform, a sub-platform, department, enterprise, or one that serves enterprises."""

    __table_args__ = (
        Index("ix_organisation_kind_area", "kind", "area_code"),
        Index("ix_organisation_kind_key", "kind", "name_key"),
        Index(
            "ix_organisation_audience",  # holds what the audience of an activity is told by
            "kind",
            "is_active",
            "area_code",
            "industry_code",
            "size_class",
        ),
        Index(
            "ix_organisation_registered",  # holds all that new ones are counted by
            "kind",
            "is_merged",
            "registered_on",
            "area_code",
            "industry_code",
        ),
        Index(
            "ix_organisation_unswept",
            "id",
            sqlite_where=text("swept_version <> version"),
            postgresql_where=text("swept_version <> version"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(sa_type=one_of(Kind))
    name: str = Field(max_length=120)
    name_en: str | None = Field(default=None, max_length=160)
    name_key: str = Field(max_length=120)  # the name without legal form, for duplicates
    credit_code: str | None = Field(default=None, max_length=18, unique=True)
    area_code: str | None = Field(default=None, foreign_key="area.code", index=True)
    industry_code: str | None = Field(default=None, foreign_key="industry.code", max_length=4)
    size_class: SizeClass | None = Field(default=None, sa_type=one_of(SizeClass))
    founded_on: date | None = None
    products: str | None = Field(
        default=None, max_length=400
    )  # what it makes or offers, in its words
    summary: str | None = Field(default=None, max_length=2000)
    summary_en: str | None = Field(default=None, max_length=2000)
    website: str | None = Field(default=None, max_length=200)
    address: str | None = Field(default=None, max_length=200)
    contact_name: str | None = Field(default=None, max_length=40)
    phone: str | None = Field(default=None, max_length=32, index=True)
    email: str | None = Field(default=None, max_length=120)
    opening_hours: str | None = Field(default=None, max_length=200)
    is_active: bool = True
    is_merged: bool = False  # into another record, which took its place
    registered_on: date | None = None  # by somebody; none: set up with the directory
    recheck_on: date | None = Field(default=None, index=True)  # when it is to be checked again
    rating_n: int = (
        0  # valid answers to closed orders, of months that are over; see domain/ratings.py
    )
    rating_good: int = 0  # of these, content
    version: int = 0  # the length of its chain of events
    swept_version: int = -1  # at which it was last compared with others; see domain/pairs.py

    @property
    def is_on_its_way(self) -> bool:
        """Whether it is being brought in by a file and not to be seen yet; see domain/imports/writing.py."""
        return not self.is_active and not self.version


class OrganisationTag(SQLModel, table=True):
    """标签 — a word by which organisations are gathered: 专精特新, 高新技术企业."""

    __tablename__ = "organisation_tag"

    organisation_id: int = Field(
        foreign_key="organisation.id", primary_key=True, ondelete="CASCADE"
    )
    tag: str = Field(primary_key=True, max_length=30, index=True)


class Duty(SQLModel, table=True):
    """职责清单 — which unit answers for a field, in one area or in the whole city."""

    __table_args__ = (UniqueConstraint("field", "area_code", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    field: ServiceField = Field(sa_type=one_of(ServiceField), index=True)
    area_code: str | None = Field(default=None, foreign_key="area.code")
    unit_id: int = Field(foreign_key="organisation.id", index=True)
    position: int = 0  # the leading unit has 0
