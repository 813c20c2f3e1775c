"""The indicators as declared data: what each is, of what it is counted, whose it is, and which way is good.

Sources: domain reference, section 4. [WZ] Wenzhou's four rates, [BJ] Beijing's three, [MIIT17] the national gauges.
Words are English templates; the reader's language is found where they are shown.
"""

from dataclasses import dataclass

from db.indicator_vocabulary import Better, By, Indicator, Unit
from db.research_vocabulary import MatchFigure
from domain.indicators.streams import MEASURES, Stream

EVERY_PLACE = frozenset({By.AREA, By.UNIT, By.FIELD, By.CHANNEL, By.MONTH, By.DAY})
AREA_ONLY = frozenset({By.AREA, By.MONTH})
NOW_ONLY = frozenset({By.AREA, By.UNIT, By.FIELD, By.CHANNEL})
HOTLINE, SUPERVISION, MATCHMAKING = "City desk", "Supervision group", "Matchmaking desk"


@dataclass(frozen=True)
class Definition:
    """One indicator. `top` and `bottom` are measures of one stream; a number has no `bottom`.

    `events` are the actions that can move it; `by` says what it can be split and narrowed by.
    """

    indicator: Indicator
    unit: Unit
    better: Better
    what: str
    formula: str
    source: str
    owner: str
    events: tuple[str, ...]
    top: str = ""
    bottom: str = ""
    match_figure: MatchFigure | None = None
    by: frozenset[By] = EVERY_PLACE
    needs_publishing: bool = False  # a unit sees it only once the month is published
    few: int = 10  # of fewer it is said that they are few

    @property
    def stream(self) -> Stream | None:
        """The records it is counted of, where it is read from the rollups."""
        return MEASURES.get(self.bottom or self.top)

    @property
    def is_now(self) -> bool:
        """Whether it tells of this moment, not of a period."""
        return self.indicator in (Indicator.OVERDUE_NOW, Indicator.OPEN_NOW, Indicator.LOAD)


_LOOP = ("dispatched", "return_ruled", "classified", "asked", "resumed", "supplemented")
_END = ("closed", "survey_frozen", "visited")

_ALL = (
    Definition(
        Indicator.ON_TIME_ACCEPTANCE,
        Unit.SHARE,
        Better.HIGHER,
        "How many of the orders sent to a unit it signed for within the limit.",
        "signed in time ÷ sign limits that fell in the period",
        "Wenzhou's four rates",
        SUPERVISION,
        (*_LOOP, "signed"),
        top="signed_in_time",
        bottom="sign_due",
    ),
    Definition(
        Indicator.ON_TIME_CLOSING,
        Unit.SHARE,
        Better.HIGHER,
        "How many orders were answered within what the enterprise was promised; one that is open past it is late.",
        "answered in time ÷ limits that fell in the period",
        "Wenzhou's four rates",
        SUPERVISION,
        (*_LOOP, "approved", "redone"),
        top="closed_in_time",
        bottom="closing_due",
    ),
    Definition(
        Indicator.VISIT_VERIFICATION,
        Unit.SHARE,
        Better.HIGHER,
        "How many of the closed orders that were due for a return visit were verified by one.",
        "verified by a return visit ÷ closed orders due for one",
        "Wenzhou's four rates",
        HOTLINE,
        _END,
        top="visits_verified",
        bottom="visits_due",
    ),
    Definition(
        Indicator.SATISFACTION_RATE,
        Unit.SHARE,
        Better.HIGHER,
        "How many of the enterprises that answered were very, quite or basically satisfied.",
        "satisfied ÷ valid answers given in the period, to a survey or else to a return visit",
        "Wenzhou's four rates, Beijing's three",
        HOTLINE,
        ("evaluated", *_END),
        top="content",
        bottom="answers",
        needs_publishing=True,
    ),
    Definition(
        Indicator.RESPONSE_RATE,
        Unit.SHARE,
        Better.HIGHER,
        "How many enterprises were called for the first time within the limit.",
        "called in time ÷ limits of the first call that fell in the period",
        "Beijing's three rates",
        SUPERVISION,
        (*_LOOP, "contacted"),
        top="contacted_in_time",
        bottom="contact_due",
    ),
    Definition(
        Indicator.RESOLUTION_RATE,
        Unit.SHARE,
        Better.HIGHER,
        "How many of the enterprises that answered said that it was solved; partly is not counted.",
        "solved ÷ valid answers given in the period, to a survey or else to a return visit",
        "Beijing's three rates",
        HOTLINE,
        ("evaluated", *_END),
        top="solved",
        bottom="answers",
        needs_publishing=True,
    ),
    Definition(
        Indicator.HANDLING_TIME,
        Unit.WORKING_DAYS,
        Better.LOWER,
        "How long the middle one of the answers took from its dispatch, in working days; waiting for the enterprise"
        " does not count.",
        "median of the working time from dispatch to answer; interpolated within steps of half a day",
        "the platform's own",
        SUPERVISION,
        (*_LOOP, "approved"),
        top="answered",
        by=frozenset({By.AREA, By.UNIT, By.FIELD, By.CHANNEL, By.MONTH}),
    ),
    Definition(
        Indicator.REDO_RATE,
        Unit.SHARE,
        Better.LOWER,
        "How many of the closed orders had to be done again.",
        "closed after a redo ÷ closed",
        "the platform's own",
        HOTLINE,
        ("redone", *_END),
        top="redone",
        bottom="closed",
    ),
    Definition(
        Indicator.TRANSFER_RATE,
        Unit.SHARE,
        Better.LOWER,
        "How many of the closed orders had gone to a wrong unit first.",
        "closed after a transfer ÷ closed",
        "the platform's own",
        HOTLINE,
        ("return_ruled", *_END),
        top="transferred",
        bottom="closed",
    ),
    Definition(
        Indicator.RECEIVED,
        Unit.COUNT,
        Better.NEITHER,
        "How many demands arrived.",
        "demands submitted in the period",
        "the platform's own",
        HOTLINE,
        ("submitted", "classified"),
        top="received",
    ),
    Definition(
        Indicator.SERVICES_GIVEN,
        Unit.COUNT,
        Better.HIGHER,
        "How many answers were given; an enterprise that got three counts three times.",
        "orders answered in the period",
        "the platform's own",
        HOTLINE,
        ("approved", "redone"),
        top="answered",
    ),
    Definition(
        Indicator.ENTERPRISES_SERVED,
        Unit.COUNT,
        Better.HIGHER,
        "How many different enterprises got an answer; of the directory's records only.",
        "different enterprises with an order answered in the month",
        "the national rules for platforms",
        HOTLINE,
        ("approved", "redone"),
        by=AREA_ONLY,
    ),
    Definition(
        Indicator.OVERDUE_NOW,
        Unit.COUNT,
        Better.LOWER,
        "How many open orders are past the limit of whoever must act.",
        "open orders past their limit at this moment",
        "the platform's own",
        SUPERVISION,
        _LOOP,
        by=NOW_ONLY,
    ),
    Definition(
        Indicator.OPEN_NOW,
        Unit.COUNT,
        Better.NEITHER,
        "How many orders are open, from their arrival to their close.",
        "open orders at this moment",
        "the platform's own",
        HOTLINE,
        _LOOP,
        by=NOW_ONLY,
    ),
    Definition(
        Indicator.LOAD,
        Unit.COUNT,
        Better.LOWER,
        "How many open orders each person who handles any has on average.",
        "orders with a handler ÷ their handlers, at this moment",
        "the platform's own",
        SUPERVISION,
        ("signed", "handed_over", "approved"),
        by=NOW_ONLY,
    ),
    Definition(
        Indicator.MATCHES_PROPOSED,
        Unit.COUNT,
        Better.HIGHER,
        "How many matches of a need with a research result or a team were proposed.",
        "matches proposed in the period",
        "the platform's own",
        MATCHMAKING,
        ("match_proposed",),
        match_figure=MatchFigure.PROPOSALS,
        by=AREA_ONLY,
    ),
    Definition(
        Indicator.MATCH_ACCEPTANCE,
        Unit.SHARE,
        Better.HIGHER,
        "How many of the proposed matches that were answered came to a contact.",
        "came to a contact ÷ answered, of the matches proposed in the period",
        "the platform's own",
        MATCHMAKING,
        ("match_contacted", "match_declined"),
        match_figure=MatchFigure.ACCEPTANCE,
        by=AREA_ONLY,
    ),
    Definition(
        Indicator.MATCHES_CONTRACTED,
        Unit.COUNT,
        Better.HIGHER,
        "How many matches came to a contract.",
        "contracts signed in the period",
        "the platform's own",
        MATCHMAKING,
        ("match_signed",),
        match_figure=MatchFigure.CONTRACTS,
        by=AREA_ONLY,
    ),
    Definition(
        Indicator.CONTRACT_VALUE,
        Unit.YUAN,
        Better.HIGHER,
        "What the contracts that came of matches are worth together.",
        "sum of the contracts signed in the period",
        "the platform's own",
        MATCHMAKING,
        ("match_signed",),
        match_figure=MatchFigure.VALUE,
        by=AREA_ONLY,
    ),
)

DEFINITIONS: dict[Indicator, Definition] = {each.indicator: each for each in _ALL}
