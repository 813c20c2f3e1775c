"""Which work of the platform's own is being done by a process."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class JobClaim(SQLModel, table=True):
    """Until when one process has one sort of work; nobody else begins it before."""

    __tablename__ = "job_claim"

    name: str = Field(primary_key=True, max_length=40)
    until: datetime
