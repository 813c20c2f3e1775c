"""What somebody was typing when the page was closed, a tab reloaded or the server restarted."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class Draft(SQLModel, table=True):
    """草稿 — one person's half-filled form; gone as soon as it is sent."""

    user_id: int = Field(foreign_key="user_account.id", primary_key=True, ondelete="CASCADE")
    form: str = Field(primary_key=True, max_length=24)
    content: dict = Field(default_factory=dict, sa_type=JSON)
    saved_at: datetime
