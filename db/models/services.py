"""What organisations offer: service products with their conditions, qualifications that vouch for them, experts."""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from db.columns import one_of
from db.vocabulary import PriceKind, QualificationType, ServiceField


class ServiceProduct(SQLModel, table=True):
    """服务产品 — one service that an organisation offers to enterprises."""

    __tablename__ = "service_product"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=120)
    name_en: str | None = Field(default=None, max_length=160)
    field: ServiceField = Field(sa_type=one_of(ServiceField), index=True)
    summary: str = Field(default="", max_length=2000)
    summary_en: str | None = Field(default=None, max_length=2000)
    eligibility: str = Field(default="", max_length=1000)  # who may have it, in words
    for_industries: list[str] = Field(default_factory=list, sa_type=JSON)  # codes; none: all
    for_sizes: list[str] = Field(default_factory=list, sa_type=JSON)  # SizeClass; none: all
    for_tags: list[str] = Field(
        default_factory=list, sa_type=JSON
    )  # one of them is asked; none: all
    price_kind: PriceKind = Field(sa_type=one_of(PriceKind))
    price: str = Field(default="", max_length=120)  # in words: 2,000–5,000 yuan a case
    how_to_apply: str = Field(default="", max_length=1000)
    documents: str = Field(default="", max_length=1000)  # what is to be handed in
    opening_times: str = Field(default="", max_length=200)
    needs: QualificationType | None = Field(default=None, sa_type=one_of(QualificationType))
    is_active: bool = True
    checked_at: datetime | None = None
    checked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    version: int = 0


class ProductArea(SQLModel, table=True):
    """An area that a service product serves; a product without any serves the whole city."""

    __tablename__ = "product_area"

    product_id: int = Field(foreign_key="service_product.id", primary_key=True, ondelete="CASCADE")
    area_code: str = Field(foreign_key="area.code", primary_key=True)


class Qualification(SQLModel, table=True):
    """资质 — what an issuer has certified of an organisation, until when, and who has looked at the certificate."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    type: QualificationType = Field(sa_type=one_of(QualificationType))
    name: str = Field(max_length=120)
    number: str = Field(default="", max_length=60)
    issuer: str = Field(max_length=120)
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, index=True)  # none: without an end
    checked_at: datetime | None = None
    checked_by_id: int | None = Field(default=None, foreign_key="user_account.id")
    is_active: bool = True


class ExpertTeam(SQLModel, table=True):
    """专家团队 — people of one organisation who work on one thing together."""

    __tablename__ = "expert_team"

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    name: str = Field(max_length=120)
    name_en: str | None = Field(default=None, max_length=160)
    topics: str = Field(default="", max_length=400)
    topics_en: str | None = Field(default=None, max_length=400)
    summary: str = Field(default="", max_length=2000)
    yearly_capacity: int | None = None  # technical needs that it can take on in a year
    is_active: bool = True
    version: int = 0


class Expert(SQLModel, table=True):
    """专家 — one person who advises enterprises; how to reach them is for staff."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    team_id: int | None = Field(default=None, foreign_key="expert_team.id", index=True)
    name: str = Field(max_length=40)
    name_en: str | None = Field(default=None, max_length=80)
    title: str = Field(default="", max_length=60)
    title_en: str | None = Field(default=None, max_length=80)
    field: ServiceField | None = Field(default=None, sa_type=one_of(ServiceField))
    topics: str = Field(default="", max_length=400)
    topics_en: str | None = Field(default=None, max_length=400)
    phone: str | None = Field(default=None, max_length=32)
    email: str | None = Field(default=None, max_length=120)
    is_active: bool = True
    version: int = 0
