"""A wall's board as its page draws it: every word and number ready, so that the page need know nothing."""

from collections.abc import Sequence
from datetime import date

from db.indicator_vocabulary import Better, Unit, WallView
from domain.indicators.aims import ADD_UP, BY_PACE, COLOURS, UNCONFIRMED
from domain.indicators.definitions import DEFINITIONS, Definition
from domain.queries.wall import Board, Day, Large, Place
from domain.wall_links import Wishes
from server import words
from server.wall_words import Speaker

WORDS = ("as_of", "stale", "behind", "arrived", "answered", "today")


def told(board: Board, wishes: Wishes) -> dict:
    """JSON for the page; a part that no view of this wall shows is left out."""
    speaker, views = Speaker(wishes.language), set(wishes.views)
    definition = DEFINITIONS[wishes.indicator]
    place = speaker.named(*board.area) if board.area else speaker.say("city")
    found = {
        "language": wishes.language,
        "theme": wishes.theme.value,
        "views": [
            {"view": each.value, "name": speaker.say(f"title_{each.value}")}
            for each in wishes.views
        ],
        "seconds": wishes.seconds,
        "as_of": board.at.isoformat(timespec="seconds"),
        "platform": speaker.say("platform"),
        "name": wishes.name,
        "place": place,
        "month": _month(board, speaker),
        "words": {key: speaker.say(key) for key in WORDS},
    }
    if WallView.CITY in views:
        cards = [_card(each, speaker, board.is_unconfirmed) for each in board.large]
        found["city"] = {"cards": cards}
    if WallView.MAP in views:
        found["map"] = _map(board, definition, speaker)
    if WallView.RANKING in views:
        found["ranking"] = _ranking(board, definition, speaker)
    if WallView.LOOP in views:
        found["loop"] = _loop(board, speaker)
    if WallView.LOAD in views:
        found["load"] = _load(board, speaker)
    return found


def _card(large: Large, speaker: Speaker, is_unconfirmed: bool) -> dict:
    figure, aim = large.figure, speaker.aim(large.figure, large.aim)
    if aim and is_unconfirmed:
        aim["text"] = speaker.say("carried_on", target=aim["text"])
    number, unit = speaker.parts(figure.definition, figure.value)
    if figure.is_kept_back:
        number, unit = "", speaker.say("kept_back")
    return {
        "key": figure.indicator.value,
        "name": words.term(figure.indicator, speaker.language),
        "number": number,
        "unit": unit,
        "of": speaker.of_how_many(figure),
        "few": speaker.say("few") if figure.is_few else "",
        "change": speaker.change(figure, large.before, is_whole=large.is_whole),
        "aim": aim,
        "goal": large.aim.target if large.aim and figure.definition.unit is Unit.SHARE else None,
        "trend": list(large.trend),
        "trend_name": speaker.say("trend"),
    }


def _map(board: Board, definition: Definition, speaker: Speaker) -> dict:
    values = [each.figure.value for each in board.places if each.figure.value is not None]
    return {
        "title": words.term(definition.indicator, speaker.language),
        "notes": _notes(board, definition, speaker),
        "tiles": [
            {
                "name": speaker.named(each.name, each.name_en),
                "column": each.column + 1,
                "row": each.row + 1,
                "value": speaker.figure(each.figure),
                "of": speaker.of_how_many(each.figure),
                "own": speaker.say("own") if each.is_own else "",
                "depth": _depth(each, values) if each.aim is None else None,
                **_state(each, speaker),
            }
            for each in board.places
        ],
    }


def _ranking(board: Board, definition: Definition, speaker: Speaker) -> dict:
    sign = 1 if definition.better is Better.LOWER else -1
    places = sorted(
        (each for each in board.places if each.figure.value is not None),
        key=lambda each: (each.figure.is_few, sign * each.figure.value, each.code),
    )
    ranks = _ranks(places)
    values = [each.figure.value for each in places]
    before = {each.code: each.before.figure.value for each in places if each.before}
    values += [value for value in before.values() if value]
    # What adds up over a month has a target for the city together, which is none for its parts.
    goal = None if definition.indicator in ADD_UP else board.goal
    most = 1.0
    if definition.unit is not Unit.SHARE:
        most = max([*values, goal or 0], default=0) or 1.0
    notes = _notes(board, definition, speaker) if any(each.aim for each in places) else []
    if any(value is not None for value in before.values()):
        is_whole = not board.period.is_unfinished
        is_whole |= any(each.before and each.before.is_whole for each in places)
        notes.append(speaker.say("whole_last_month" if is_whole else "last_month"))
    notes += [speaker.say("pale")] if any(each.figure.today for each in places) else []
    if left_out := [speaker.named(e.name, e.name_en) for e in board.places if not e.is_counted]:
        notes.append(speaker.say("not_counted_in", places=speaker.say("comma").join(left_out)))
    if goal is not None:
        notes.append(speaker.say("goal", value=speaker.value(definition, goal)))
    return {
        "title": words.term(definition.indicator, speaker.language),
        "notes": notes,
        "goal": _share(goal, most),
        "nothing": speaker.say("answers_later")
        if board.whole and board.whole.is_kept_back
        else speaker.say("nothing_yet", month=_of_month(board, speaker)),
        "bars": [
            {
                "rank": rank,
                "name": speaker.named(each.name, each.name_en),
                "value": speaker.figure(each.figure),
                "of": speaker.of_how_many(each.figure),
                "share": each.figure.value / most,
                "today": (each.figure.today or 0) / most,
                "tick": _share(before.get(each.code), most),
                "own": speaker.say("own") if each.is_own else "",
                **_state(each, speaker),
            }
            for rank, each in zip(ranks, places, strict=True)
        ],
    }


def _ranks(places: Sequence[Place]) -> list[str]:
    """The ranks of places that stand in their order: equals share one, those of few records have none."""
    values = [each.figure.value for each in places if not each.figure.is_few]
    ranks = [f"{values.index(value) + 1}" for value in values]
    return ranks + ["–"] * (len(places) - len(ranks))


def _loop(board: Board, speaker: Speaker) -> dict:
    received = board.loop[0][1] if board.loop else 0
    late = sorted(
        board.places, key=lambda each: (-(each.overdue.top if each.overdue else -1), each.code)
    )
    most = max((each.overdue.top for each in late if each.overdue), default=0)
    many = board.overdue.top if board.overdue else 0
    return {
        "title": speaker.say("loop", month=_of_month(board, speaker)),
        "steps": [
            {
                "name": speaker.say(name),
                "many": f"{found:,}",
                "share": found / received if received else 0,
                "told": speaker.say("of_received", share=f"{100 * found / received:.0f}")
                if received
                else "",
            }
            for name, found in board.loop
        ],
        "late_title": speaker.say("late"),
        "late_all": speaker.say("late_here" if board.area else "late_all", n=f"{many:,}"),
        "late": [
            {
                "name": speaker.named(each.name, each.name_en),
                "share": each.overdue.top / most if each.overdue and most else 0,
                "many": f"{each.overdue.top:,}" if each.overdue else speaker.say("none"),
                "told": _late(each, speaker),
                "tone": "bad" if each.overdue and each.overdue.top else "good",
            }
            for each in late
        ],
    }


def _load(board: Board, speaker: Speaker) -> dict:
    begun = [each for each in board.days if each.arrived is not None]
    most = max((max(each.arrived, each.answered) for each in begun), default=0)
    return {
        "title": speaker.say("load", month=_of_month(board, speaker)),
        "note": speaker.say("resting"),
        "most": most,
        "sums": [
            {
                "name": speaker.say("today"),
                "arrived": f"{board.today.arrived or 0:,}",
                "answered": f"{board.today.answered or 0:,}",
            },
            {
                "name": speaker.say("this_month")
                if _is_running(board)
                else speaker.month(board.period),
                "arrived": f"{sum(each.arrived for each in begun):,}",
                "answered": f"{sum(each.answered for each in begun):,}",
            },
        ],
        "days": [_day(each, board.day) for each in board.days],
    }


def _month(board: Board, speaker: Speaker) -> str:
    """The month that is shown; where it is over, until when; how many working days are compared, where they are those
    of whole months or not as many; and what they are not known by."""
    name, days = speaker.month(board.period), board.compared
    told = name if _is_running(board) else speaker.say("ended", month=name)
    if not (board.period.is_unfinished and days.are_alike):
        told = speaker.say("working_days", month=told, now=days.now, then=days.then)
    if not board.unknown_years:
        return told
    years = speaker.say("comma").join(map(str, board.unknown_years))
    return speaker.say("calendar_unknown", month=told, years=years)


def _of_month(board: Board, speaker: Speaker) -> str:
    """What the month is called in titles."""
    return speaker.say("of_this_month") if _is_running(board) else speaker.month(board.period)


def _is_running(board: Board) -> bool:
    return board.period.first <= board.day <= board.period.last


def _day(day: Day, today: date) -> dict:
    return {
        "label": str(day.day.day),
        "working": day.is_working,
        "today": day.day == today,
        "arrived": day.arrived,
        "answered": day.answered,
    }


def _state(place: Place, speaker: Speaker) -> dict[str, str]:
    if not place.is_counted:
        return {"tone": "none", "sign": "", "word": speaker.say("not_counted")}
    if place.figure.value is None and not place.figure.is_kept_back:
        return {"tone": "none", "sign": "", "word": speaker.say("no_value")}
    return speaker.state(place.aim, is_against_city=place.is_against_city)


def _notes(board: Board, definition: Definition, speaker: Speaker) -> list[str]:
    """What the colours say."""
    judged = [each for each in board.places if each.aim]
    if not judged:
        return [speaker.say("by_size")]
    told = []
    if not all(each.is_against_city for each in judged):
        rules = (*COLOURS, BY_PACE) if definition.adds_up else COLOURS
        rules += (UNCONFIRMED,) if board.is_unconfirmed else ()
        told.append(" ".join(words.declared(each, speaker.language) for each in rules))
    if any(each.is_against_city for each in judged) and board.whole:
        city = speaker.value(definition, board.whole.value)
        told.append(speaker.say("by_city", value=city))
    return told


def _late(place: Place, speaker: Speaker) -> str:
    if place.overdue is None:
        return ""
    if not place.overdue.top:
        return speaker.say("no_late")
    return speaker.say("late_of", late=f"{place.overdue.top:,}", open=f"{place.overdue.n:,}")


def _depth(place: Place, values: list[float]) -> float | None:
    most = max(values, default=0)
    return place.figure.value / most if most and place.figure.value is not None else None


def _share(value: float | None, most: float) -> float | None:
    return None if value is None else value / most
