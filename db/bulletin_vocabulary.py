"""The closed lists of the monthly bulletin."""

from enum import StrEnum


class BulletinStage(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"  # 草稿
    SENT = "sent"  # 已签发


class BulletinForm(StrEnum):
    """In what form a bulletin is taken away (通报格式)."""

    WORD = "docx"
    PDF = "pdf"
    ARTICLE = "html"  # for the official account (公众号文章)
