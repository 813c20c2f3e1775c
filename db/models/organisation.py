"""Areas, and the organisations that raise demands, handle them or serve: one directory for all."""

from datetime import date

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from db.columns import one_of
from db.vocabulary import Kind, ServiceField


class Area(SQLModel, table=True):
    """区域 — an administrative area of GB/T 2260; each of the twelve has a sub-platform."""

    code: str = Field(primary_key=True, max_length=6)
    name: str = Field(max_length=20)
    name_en: str = Field(max_length=40)
    valid_from: date
    position: int = 0  # the order in which areas are listed


class Organisation(SQLModel, table=True):
    """机构 — the city platform, a sub-platform, department, service organisation, university or enterprise."""

    __table_args__ = (Index("ix_organisation_kind_area", "kind", "area_code"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: Kind = Field(sa_type=one_of(Kind))
    name: str = Field(max_length=120)
    name_en: str | None = Field(default=None, max_length=160)
    name_key: str = Field(max_length=120, index=True)  # the name without legal form, for duplicates
    credit_code: str | None = Field(default=None, max_length=18, unique=True)
    area_code: str | None = Field(default=None, foreign_key="area.code", index=True)
    industry: str | None = Field(default=None, max_length=60)
    address: str | None = Field(default=None, max_length=200)
    contact_name: str | None = Field(default=None, max_length=40)
    phone: str | None = Field(default=None, max_length=32, index=True)
    email: str | None = Field(default=None, max_length=120)
    is_active: bool = True
    search_text: str = ""  # segmented name, code, phone and initials; see db/search.py


class Duty(SQLModel, table=True):
    """职责清单 — which unit answers for a field, in one area or in the whole city."""

    __table_args__ = (UniqueConstraint("field", "area_code", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    field: ServiceField = Field(sa_type=one_of(ServiceField), index=True)
    area_code: str | None = Field(default=None, foreign_key="area.code")
    unit_id: int = Field(foreign_key="organisation.id", index=True)
    position: int = 0  # the leading unit has 0
