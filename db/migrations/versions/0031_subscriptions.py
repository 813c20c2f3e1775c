"""Subscriptions to key figures, bots of groups, messages that leave by a bot."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import UTCDateTime

revision = "0031"
down_revision = "0030"

CARRIERS = ("mail", "wecom", "dingtalk", "feishu")
SPANS = ("this_month", "last_month", "quarter", "year")
RHYTHMS = ("weekly", "monthly", "threshold")
CROSSINGS = ("below", "above")
CAUSES = ("turn", "crossed", "recovered", "asked")
REASONS = ("by_hand", "by_link", "no_right", "no_address", "no_bot")
FIELDS = (
    "policy_delivery",
    "financing",
    "talent",
    "land_and_premises",
    "technology",
    "digital",
    "market",
    "law_and_rights",
    "environment_and_safety",
    "permits",
    "training",
    "logistics_and_utilities",
    "other",
)
CHANNELS = ("web", "hotline", "email", "visit", "activity", "wechat", "transferred", "api")
INDICATORS = (
    "on_time_acceptance",
    "on_time_closing",
    "visit_verification",
    "satisfaction_rate",
    "response_rate",
    "resolution_rate",
    "handling_time",
    "redo_rate",
    "transfer_rate",
    "received",
    "services_given",
    "enterprises_served",
    "overdue_now",
    "open_now",
    "load",
    "matches_proposed",
    "match_acceptance",
    "matches_contracted",
    "contract_value",
)
MESSAGES = (
    "received",
    "question",
    "survey",
    "survey_reminder",
    "answered",
    "invitation",
    "weekly_digest",
    "bulletin",
    "figures",
    "bot_test",
)


def upgrade() -> None:
    _bots()
    _subscriptions()
    with op.batch_alter_table("message") as batch:
        if op.get_bind().dialect.name == "postgresql":
            batch.drop_constraint("messagekind", type_="check")
        batch.alter_column("kind", type_=_one_of("messagekind", MESSAGES), existing_nullable=False)
        batch.add_column(sa.Column("bot_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("message_bot_id_fkey", "bot", ["bot_id"], ["id"])
    op.create_table(
        "figure_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("cause", _one_of("sendingcause", CAUSES), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["subscription_id"], ["figure_subscription.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("subscription_id", "cause", "due_at"),
    )


def _bots() -> None:
    op.create_table(
        "bot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("carrier", _one_of("carrier", CARRIERS), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=True),
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("address_end", sa.String(length=4), nullable=False),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "bot_secret",
        sa.Column("bot_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("signing", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(["bot_id"], ["bot.id"]),
        sa.PrimaryKeyConstraint("bot_id"),
    )


def _subscriptions() -> None:
    op.create_table(
        "figure_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("span", _one_of("span", SPANS), nullable=False),
        sa.Column("area_code", sa.String(length=6), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("field", _one_of("servicefield", FIELDS), nullable=True),
        sa.Column("channel", _one_of("channel", CHANNELS), nullable=True),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("rhythm", _one_of("rhythm", RHYTHMS), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("watched", _one_of("indicator", INDICATORS), nullable=True),
        sa.Column("crossing", _one_of("crossing", CROSSINGS), nullable=True),
        sa.Column("bound", sa.Float(), nullable=True),
        sa.Column("margin", sa.Float(), nullable=True),
        sa.Column("is_armed", sa.Boolean(), nullable=False),
        sa.Column("judged_for", sa.Date(), nullable=True),
        sa.Column("judged_at", UTCDateTime(), nullable=True),
        sa.Column("judged_version", sa.Integer(), nullable=False),
        sa.Column("bot_id", sa.Integer(), nullable=True),
        sa.Column("told_for", sa.Date(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_because", _one_of("endreason", REASONS), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"]),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"]),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"]),
        sa.ForeignKeyConstraint(["bot_id"], ["bot.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("user_id", "judged_at", "bot_id"):
        op.create_index(f"ix_figure_subscription_{column}", "figure_subscription", [column])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
