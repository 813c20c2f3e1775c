"""The bots of groups at WeCom, DingTalk and Feishu: made, changed, tried, closed.

A webhook address lets whoever has it speak in the group. It is sealed, stands in a table of its own, and is read by
`key` alone, for the one who sends: no page, event, log or export has more of it than its last four characters.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session, col, or_, select

from db.models import Area, Bot, BotSecret, Event, FigureSubscription, Message
from db.subscription_vocabulary import Carrier, EndReason
from db.vocabulary import Kind, MessageKind
from domain import bot_addresses, rations, sealed
from domain.choices import chosen
from domain.command import Act, command
from domain.errors import Forbidden, Refused, Unclear
from domain.permissions import Person, bot_keepers, bot_makers
from domain.written import line

MOST_TRIALS, MINUTES = 10, 60
PICTURED = {Carrier.WECOM}  # whose bots take a picture as such; see docs/subscriptions.md


class BotClosed(Refused):
    message = "This bot was closed; enter it anew."


class NoSigning(Refused):
    message = "A WeCom bot has no signing secret; leave the field empty."


class NothingAboutBot(Refused):
    message = "Nothing about the bot was changed."


@dataclass(frozen=True)
class BotWishes:
    """A bot as it is typed. `area` None: the city's. On a change an empty address or secret leaves the old one."""

    name: str
    carrier: Carrier = Carrier.WECOM
    area: str | None = None
    address: str = ""
    signing: str = ""

    def __repr__(self) -> str:  # whatever prints it, prints no secret
        return f"BotWishes({self.name!r}, {self.carrier!r}, {self.area!r})"


@dataclass(frozen=True)
class Key:
    """What is needed to speak as a bot."""

    carrier: Carrier
    address: str
    signing: str | None

    def __repr__(self) -> str:
        return f"Key({self.carrier!r})"


@command(Bot, by=bot_makers, makes=True)
def make(act: Act, *, wishes: BotWishes) -> int:
    """Enter the bot of a group, of the city or of a sub-platform; its address is not shown again. Returns its id."""
    carrier = chosen(Carrier, wishes.carrier, "Provider")
    if carrier is Carrier.MAIL:
        raise Unclear(field="Provider")
    address = bot_addresses.checked(carrier, wishes.address)
    signing = _signing(carrier, wishes.signing)
    bot = act.add(
        Bot(
            name=line(wishes.name, name="Name of the bot"),
            carrier=carrier,
            area_code=_area(act, wishes.area),
            host=urlsplit(address).netloc[:120],
            address_end=address[-4:],
            is_signed=signing is not None,
            made_by_id=act.actor.id,
            made_at=act.now,
        )
    )
    act.session.add(BotSecret(bot_id=bot.id, **_sealed(address, signing)))
    act.record("bot_made", bot, **_told(bot))
    return bot.id


@command(Bot, by=bot_keepers)
def change(act: Act, bot: Bot, *, wishes: BotWishes) -> None:
    """Give a bot another name, another address or another signing secret."""
    _refuse_closed(bot)
    name = line(wishes.name, name="Name of the bot")
    signing = _signing(bot.carrier, wishes.signing)
    is_elsewhere = bool((wishes.address or "").strip())
    if name == bot.name and not is_elsewhere and signing is None:
        raise NothingAboutBot
    bot.name = name
    kept = act.session.get_one(BotSecret, bot.id)
    if is_elsewhere:  # another address has another secret, or none
        address = bot_addresses.checked(bot.carrier, wishes.address)
        bot.host, bot.address_end = urlsplit(address).netloc[:120], address[-4:]
        kept.address = sealed.seal(address)
        kept.signing = sealed.seal(signing) if signing else None
        bot.is_signed = signing is not None
    elif signing:
        kept.signing, bot.is_signed = sealed.seal(signing), True
    act.record("bot_changed", bot, **_told(bot), address=is_elsewhere, secret=signing is not None)


@command(Bot, by=bot_keepers)
def close(act: Act, bot: Bot) -> None:
    """Send nothing by a bot any more: its address is forgotten, and what was told by it ends."""
    _refuse_closed(bot)
    bot.closed_at = act.now
    act.session.delete(act.session.get_one(BotSecret, bot.id))
    act.record("bot_closed", bot)
    told_by_it = select(FigureSubscription).where(
        FigureSubscription.bot_id == bot.id, col(FigureSubscription.ended_at).is_(None)
    )
    for each in act.session.exec(told_by_it.order_by(col(FigureSubscription.id)).with_for_update()):
        end_row(act, each, EndReason.NO_BOT)


@command(Bot, by=bot_keepers)
def test(act: Act, bot: Bot) -> None:
    """Send a line to the group, to see whether the bot speaks; what its provider answers stands in the outbox."""
    _refuse_closed(bot)
    by = f"bot:{act.actor.id}"
    rations.check(act.session, "bot_test", by, most=MOST_TRIALS, minutes=MINUTES)
    rations.note(act.session, "bot_test", by)
    act.session.add(
        Message(
            kind=MessageKind.BOT_TEST,
            user_id=act.actor.id,
            bot_id=bot.id,
            recipient=bot.name,
            language=act.actor.language or "zh",
            created_at=act.now,
            due_at=act.now,
        )
    )
    act.record("bot_tested", bot)


def end_row(act: Act, row: FigureSubscription, why: EndReason) -> Event:
    """End one subscription and let its owner know."""
    row.ended_at, row.ended_because = act.now, why
    return act.record("figures_ended", row, why=why.value, name=row.name)


def usable(person: Person):
    """The condition on bots that somebody may be told by: the city's people by all, a sub-platform's by its own."""
    own = [Bot.area_code == person.area_code] if person.area_code else []
    match person.kind:
        case Kind.CITY:
            return col(Bot.closed_at).is_(None)
        case Kind.SUB_PLATFORM if own:
            return col(Bot.closed_at).is_(None) & or_(*own)
    return col(Bot.id).is_(None)


def key(session: Session, bot_id: int) -> Key | None:
    """What is needed to speak as a bot, for the one who sends; none for a closed one. Raises Unreadable."""
    asked = select(Bot.carrier, BotSecret.address, BotSecret.signing).join(
        BotSecret, BotSecret.bot_id == Bot.id
    )
    found = session.exec(asked.where(Bot.id == bot_id, col(Bot.closed_at).is_(None))).first()
    if found is None:
        return None
    carrier, address, signing = found
    return Key(carrier, sealed.opened(address), sealed.opened(signing) if signing else None)


def _area(act: Act, wanted: str | None) -> str | None:
    """Of which place a bot is: a sub-platform's people enter their own only."""
    if act.actor.kind is Kind.SUB_PLATFORM and act.actor.area_code:
        if wanted and wanted != act.actor.area_code:
            raise Forbidden
        return act.actor.area_code
    if act.actor.kind is not Kind.CITY:
        raise Forbidden
    if wanted and act.session.get(Area, wanted) is None:
        raise Unclear(field="Area")
    return wanted or None


def _signing(carrier: Carrier, typed: str) -> str | None:
    secret = line(typed, most=200, name="Signing secret", required=False)
    if secret and carrier is Carrier.WECOM:
        raise NoSigning
    return secret or None


def _sealed(address: str, signing: str | None) -> dict[str, str | None]:
    return {"address": sealed.seal(address), "signing": sealed.seal(signing) if signing else None}


def _refuse_closed(bot: Bot) -> None:
    if bot.closed_at is not None:
        raise BotClosed


def _told(bot: Bot) -> dict[str, object]:
    return {
        "name": bot.name,
        "carrier": bot.carrier.value,
        "area": bot.area_code,
        "host": bot.host,
        "signed": bot.is_signed,
    }
