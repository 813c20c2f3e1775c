"""The texts of a retold life: the same steps, in words that fit another enterprise on another day."""

from datetime import date, datetime
from random import Random

from db.vocabulary import ClosingCode, Satisfaction
from domain.clock import LOCAL
from seed import demand_texts
from seed.shares import FIELDS, TYPES, drawn

DESK = {
    "declined": "decline",
    "withdrawn": "withdraw",
    "return_ruled": "ruling",
    "sent_back": "send_back",
}


class Writer:
    """Writes anew what was said in one demand, event by event in the order of its chain."""

    def __init__(self, rng: Random, language: str, demand: dict, industry: str):
        self.rng, self.language = rng, language
        # what was declined was never classified, but it was about something
        self.field = demand["field"] or drawn(rng, FIELDS)
        self.type = demand["type"] or drawn(rng, TYPES)
        self.about = {"industry": industry, "area": demand["area_code"]}
        self.title, self.body, self.topic = demand["title"], demand["body"], None
        self.round = 1
        self._answer = self._said = ""
        self._reply: dict[str, str] = {}
        self._comments: dict[int, str] = {}
        self._notes: dict[int, str] = {}

    def particulars(self, action: str, said: dict, at: datetime) -> dict:
        """What an event says, retold."""
        day = at.astimezone(LOCAL).date()
        match action:
            case "submitted":
                self._ask(day)
            case "contacted" | "noted":
                return said | {"text": self._note(day)}
            case "asked":
                exchange = demand_texts.exchange(
                    self.rng, self.field, self.language, on=day, **self.about
                )
                self._answer = exchange.answer
                return said | {"text": exchange.question}
            case "supplemented":
                return said | {"text": self._answer}
            case "return_asked":
                reason = demand_texts.return_reason(self.rng, self.field, self.language, on=day)
                return said | {"text": reason}
            case "replied":
                self._reply = {"text": self._written(ClosingCode(said["code"]), day)}
                return said | self._reply
            case "approved":
                return said | self._reply
            case "evaluated":
                level = Satisfaction(said["satisfaction"])
                comment = demand_texts.comment(self.rng, level, self.language)
                self._comments[self.round] = comment
                return said | {"comment": comment}
            case "visited":
                return said | {"text": self._visited(said)}
            case "redone":
                self.round += 1
                return said | {"text": self._said}
            case _ if action in DESK:
                return said | {"text": demand_texts.desk(self.rng, DESK[action], self.language)}
        return said

    def survey(self, round: int) -> dict:
        """What the survey of a round holds of it."""
        return {"comment": self._comments[round]} if round in self._comments else {}

    def visit(self, round: int) -> dict:
        return {"note": self._notes[round]} if round in self._notes else {}

    def _ask(self, day: date) -> None:
        said = demand_texts.text(
            self.rng, self.field, self.type, language=self.language, on=day, **self.about
        )
        self.title, self.body, self.topic = said.title, said.body, said.topic

    def _note(self, day: date) -> str:
        return demand_texts.note(self.rng, self.field, self.language, on=day, **self.about)

    def _written(self, code: ClosingCode, day: date) -> str:
        return demand_texts.reply(
            self.rng,
            self.field,
            code,
            self.language,
            topic=self.topic,
            type=self.type,
            on=day,
            **self.about,
        )

    def _visited(self, said: dict) -> str:
        reached = "satisfaction" in said
        level = Satisfaction(said["satisfaction"]) if reached else None
        self._said = demand_texts.visit_note(self.rng, level, self.language)
        self._notes[self.round] = self._said
        return self._said
