"""What the platform is told from outside: where its data lies, how it is reached, how it sends mail."""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[1]


class Settings(BaseSettings):
    """Read from environment variables of these names; every one has a default that works at once."""

    var: Path = Field(default=ROOT / "var", validation_alias="PLATFORM_VAR")
    database: str = Field(default="", validation_alias="DATABASE_URL")
    language: str = Field(default="zh", validation_alias="PLATFORM_LANGUAGE")
    public_url: str = Field(default="http://127.0.0.1:8501", validation_alias="PLATFORM_PUBLIC_URL")
    secret: str = Field(
        default="", validation_alias="PLATFORM_SECRET"
    )  # the same for all processes
    smtp_url: str = Field(default="", validation_alias="SMTP_URL")  # see server/mail.py
    metrics_token: str = Field(default="", validation_alias="PLATFORM_METRICS_TOKEN")
    embeddings_url: str = Field(default="", validation_alias="EMBEDDINGS_URL")  # none: off
    embeddings_model: str = Field(default="", validation_alias="EMBEDDINGS_MODEL")
    embeddings_key: str = Field(default="", validation_alias="EMBEDDINGS_KEY")
    bot_origins: str = Field(default="", validation_alias="PLATFORM_BOT_ORIGINS")  # of our own
    mail_from: str = Field(default="platform@localhost", validation_alias="MAIL_FROM")

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.var / 'platform.db'}"

    @property
    def files(self) -> Path:
        """Where attachments lie."""
        return self.var / "files"


@cache
def settings() -> Settings:
    return Settings()


@cache
def secret() -> bytes:
    """The installation's own key: PLATFORM_SECRET, else made at the first start and readable by its owner only."""
    if settings().secret:
        return settings().secret.encode()
    path = settings().var / "secret"
    if not path.exists():
        _make(path)
    return bytes.fromhex(path.read_text().strip())


def _make(path: Path) -> None:
    """Write a new key beside, then link it into place: another process never reads half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".secret-{secrets.token_hex(4)}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    with suppress(FileExistsError):  # another process made it in the same moment
        os.link(new, path)
    new.unlink()
