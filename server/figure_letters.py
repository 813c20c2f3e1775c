"""What a subscription to the key figures says: the same lines for a mail and for a group, composed when sent."""

import hmac
import tomllib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from db.indicator_vocabulary import Unit
from db.models import Message
from db.settings import secret, settings
from db.subscription_vocabulary import Rhythm, SendingCause
from domain.clock import LOCAL
from domain.figure_files import telling
from domain.indicators import comparing
from domain.indicators.aims import UNCONFIRMED
from domain.indicators.definitions import DEFINITIONS
from domain.indicators.periods import Period
from domain.kpi_views import earlier
from domain.kpi_views.views import OF_THE_FIGURE
from domain.plurals import filled
from domain.queries.figure_views import Line, View
from server import words
from server.wall_words import Speaker

TEXTS = Path(__file__).with_name("figure_texts.toml")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Said:
    """What is told, part by part, so that each way of sending can set it in its own manner."""

    title: str
    greeting: str
    opening: tuple[str, ...]
    filters: str
    as_of: str
    figures: tuple[tuple[str, str], ...]  # its name, and what is told of it
    notes: tuple[str, ...]
    link: tuple[str, str]  # what it is called, and its address
    manage: tuple[str, str]
    pictured: str = ""  # what the picture shows, for who does not see it
    rows: tuple[tuple[str, str], ...] = ()  # of the view that was chosen, as figures are told
    filled: tuple[tuple[str, str], ...] = ()  # the filters one by one, with the moment


def said(view: View, language: str) -> Said:
    """A view in words."""
    spoken = _Spoken(language if language in LANGUAGES else "zh")
    text = spoken.text
    home = settings().public_url.rstrip("/")
    untold = text("comma").join(words.term(each, spoken.language) for each in view.untold)
    notes = [text("untold", names=untold)] if untold else []
    notes += [words.declared(UNCONFIRMED, spoken.language)] if view.is_unconfirmed else []
    notes += [] if view.lines else [text("nothing")]
    if view.looked_at and not view.shown.tables:
        notes.append(text("kept_back_shown" if view.is_kept_back else "nothing_shown"))
    return Said(
        title=spoken.title(view),
        greeting=text("greeting", contact=view.reader),
        opening=spoken.opening(view),
        filters=spoken.filters(view),
        filled=spoken.filled(view),
        as_of=text("as_of", at=spoken.moment(view.at)),
        figures=tuple(spoken.line(each, view.period) for each in view.lines),
        notes=tuple(notes),
        link=(text("open"), f"{home}/{view.path}?{urlencode(view.address)}"),
        manage=(text("manage"), f"{home}/subscriptions"),
        pictured=spoken.pictured(view),
    )


def mail(told: Said, end_link: str, language: str) -> tuple[str, str]:
    """The subject and the body of a mail; every line stands for itself, also without any markup."""
    spoken = _Spoken(language if language in LANGUAGES else "zh")
    figures = (spoken.text("figure", name=name, parts=parts) for name, parts in told.figures)
    rows = [spoken.text("figure", name=name, parts=parts) for name, parts in told.rows]
    lines = [
        told.greeting,
        "",
        *told.opening,
        "",
        told.filters,
        told.as_of,
        "",
        *(f"* {each}" for each in figures),
        *told.notes,
        "",
        *([*(f"* {each}" for each in rows), spoken.text("workbook"), ""] if rows else []),
        ": ".join(told.link),
        f"{spoken.text('end')}: {end_link}",
        ": ".join(told.manage),
        "",
    ]
    return told.title, "\n".join(lines)


def text(language: str, key: str, **values: object) -> str:
    """One text of these, for what else speaks of subscriptions."""
    return _Spoken(language if language in LANGUAGES else "zh").text(key, **values)


def end_link(subscription_id: int) -> str:
    """The address by which its owner ends a subscription without signing in."""
    return f"{settings().public_url.rstrip('/')}/unsubscribe/{subscription_id}.{_mark(subscription_id)}"


def meant_by(token: str) -> int | None:
    """The subscription that an address ends; none for one that the platform has not made."""
    number, _, mark = token.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    is_ours = hmac.compare_digest(mark.encode(), _mark(int(number)).encode())
    return int(number) if is_ours else None


def test_said(message: Message) -> tuple[str, str]:
    """(title, line) of a bot's test."""
    spoken = _Spoken(message.language if message.language in LANGUAGES else "zh")
    platform = spoken.speaker.say("platform")
    return spoken.text("test_title"), spoken.text("test", bot=message.recipient, platform=platform)


class _Spoken:
    """Says the parts of a view in one language; figures as the wall says them."""

    def __init__(self, language: str) -> None:
        self.language, self.speaker = language, Speaker(language)

    def text(self, key: str, **values: object) -> str:
        return filled(_texts()[self.language][key], values, is_english=self.language == "en")

    def term(self, member: StrEnum) -> str:
        return words.term(member, self.language)

    def title(self, view: View) -> str:
        if view.cause not in (SendingCause.CROSSED, SendingCause.RECOVERED):
            told = {"place": self._place(view), "period": self.period(view.period)}
            return self.text("subject", name=view.name, **told)
        told = {"figure": words.term(view.watched, self.language), "value": self._crossed(view)}
        return self.text(f"subject_{view.cause.value}", name=view.name, **told)

    def _place(self, view: View) -> str:
        """Whose figures they are: of a unit its name, so that nobody takes them for those of the city."""
        found = [self.speaker.named(*each) for each in (view.area, view.unit) if each]
        return " · ".join(found) or self.text("whole")

    def opening(self, view: View) -> tuple[str, ...]:
        """What is told before anything else: why this is sent."""
        hour = view.hour
        match view.rhythm:
            case Rhythm.WEEKLY:
                weekday = self.text(f"day_{view.weekday}")
                told = self.text("weekly", name=view.name, weekday=weekday, hour=hour)
            case Rhythm.MONTHLY:
                told = self.text("monthly", name=view.name, hour=hour)
            case Rhythm.THRESHOLD:
                told = self.text("threshold", name=view.name)
        return (*self._crossing(view), told)

    def filters(self, view: View) -> str:
        """Everything that the view is narrowed to, and where it is not."""
        parts = [
            self.text("filter", name=name, value=value) for name, value in self._narrowed(view)
        ]
        joined = self.text("semicolon").join(parts)
        return self.text("filter", name=self.text("filters"), value=joined)

    def filled(self, view: View) -> tuple[tuple[str, str], ...]:
        """The same one by one, with the moment, as files have it above their tables."""
        return (*self._narrowed(view), (self.text("moment_of"), self.moment(view.at)))

    def _narrowed(self, view: View) -> tuple[tuple[str, str], ...]:
        every = self.text("every")
        told = (
            ("period", self.period(view.period)),
            ("area", self.speaker.named(*view.area) if view.area else every),
            ("unit", self.speaker.named(*view.unit) if view.unit else every),
            ("field", words.term(view.field, self.language) if view.field else every),
            ("channel", words.term(view.channel, self.language) if view.channel else every),
            *self._industry(view),
        )
        looked_at = ()
        if view.looked_at:
            looked_at = ((self.text("view"), words.term(view.looked_at, self.language)),)
        return (*looked_at, *((self.text(key), value) for key, value in told))

    def _industry(self, view: View) -> tuple[tuple[str, str], ...]:
        """Told where one was chosen: orders are not counted by it."""
        if view.industry is None:
            return ()
        return (("industry", self.speaker.named(*view.industry) or self.text("no_industry")),)

    def line(self, line: Line, period: Period) -> tuple[str, str]:
        """The name of a figure, and what is told of it: value, of how many, change, target."""
        figure, speaker = line.figure, self.speaker
        name = words.term(figure.indicator, self.language)
        first = speaker.figure(figure)
        if (of := speaker.of_how_many(figure)) and not figure.is_kept_back:
            first += self.text("of", told=of)
        parts = [first]
        if figure.is_few and not figure.is_kept_back:
            parts.append(speaker.say("few"))
        parts += self._change(line, period)
        aim = speaker.aim(figure, line.aim)
        if aim:
            parts.append(self.text("aim", **{key: aim[key] for key in ("text", "sign", "word")}))
        return name, self.text("comma").join(parts)

    def pictured(self, view: View) -> str:
        if view.pictured is None:
            return ""
        is_of_figure = view.picture in OF_THE_FIGURE
        name = words.term(view.pictured if is_of_figure else view.picture, self.language)
        return self.text("picture", name=name)

    def period(self, told: Period) -> str:
        name = self._name(told)
        return self.text("until_now", period=name) if told.is_unfinished else name

    def moment(self, at: datetime) -> str:
        local = at.astimezone(LOCAL)
        day = {"year": local.year, "month": local.month, "day": local.day, "name": f"{local:%B}"}
        return self.text("moment", **day, time=f"{local:%H:%M}")

    def _crossing(self, view: View) -> tuple[str, ...]:
        if view.cause not in (SendingCause.CROSSED, SendingCause.RECOVERED):
            return ()
        key = "recovered"
        if view.cause is SendingCause.CROSSED:
            key = f"crossed_{view.crossing.value}"
        bound = self.speaker.value(DEFINITIONS[view.watched], view.bound)
        figure = words.term(view.watched, self.language)
        return (self.text(key, figure=figure, value=self._crossed(view), bound=bound),)

    def _crossed(self, view: View) -> str:
        return self.speaker.value(DEFINITIONS[view.watched], view.value)

    def _change(self, line: Line, period: Period) -> list[str]:
        """How it moved since the period before; nothing where the two cannot be compared."""
        before = line.before
        if line.figure.is_kept_back or before is None or before.value is None:
            return []
        found = self.speaker.change(line.figure, before, is_whole=line.is_whole)
        if found is None or not found["sign"]:
            return []
        if period.months == 1:
            return [f"{found['sign']} {found['text']}", *self._days(line)]
        moved = line.figure.compared - before.value
        change = self._moved(line, moved)
        key = "before_whole" if line.is_whole else "before"
        told = self.text(key, before=self._before(period), change=change)
        return [f"{found['sign']} {told}", *self._days(line)]

    def _days(self, line: Line) -> list[str]:
        """Of how many working days both are, where they are not as many; and what that makes of a number."""
        days = line.days
        if days.are_alike or line.is_whole:
            return []
        told = [self.text("against", now=days.now, then=days.then)]
        now, then = line.figure.compared, line.before.value
        if daily := comparing.by_the_day(line.figure.definition, now, then, days):
            change = f"{100 * (daily[0] - daily[1]) / daily[1]:+.0f}"
            told.append(self.text("daily", n=change))
        return told

    def _before(self, period: Period) -> str:
        name = telling.worded(earlier.before(period), self)
        return name if self.language == "zh" else name[0].lower() + name[1:]

    def _moved(self, line: Line, moved: float) -> str:
        match line.figure.definition.unit:
            case Unit.SHARE:
                return self.speaker.say("points", n=f"{100 * moved:+.1f}")
            case Unit.WORKING_DAYS | Unit.DAYS:
                return self.speaker.say("change_days", n=f"{moved:+.1f}")
        return self.speaker.say("percent_change", n=f"{100 * moved / line.before.value:+.0f}")

    def _name(self, told: Period) -> str:
        """As the page names it (components/figure_words.py)."""
        if not told.months:
            return self.text("months", first=told.first, last=told.last)
        if told.is_half:
            return self.text(f"half_{told.last.month // 6}", year=told.first.year)
        if told.is_quarter:
            return self.text("quarter", n=told.last.month // 3, year=told.first.year)
        if told.is_year and not told.is_unfinished:
            return self.text("year", year=told.first.year)
        first, last = self._month(told.first), self._month(told.latest)
        return first if told.latest == told.first else self.text("months", first=first, last=last)

    def _month(self, first) -> str:
        told = {"year": first.year, "month": first.month, "name": f"{first:%B}"}
        return self.speaker.say("month", **told)


def _mark(subscription_id: int) -> str:
    told = f"end subscription {subscription_id}".encode()
    return hmac.new(secret(), told, sha256).hexdigest()[:32]


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))
