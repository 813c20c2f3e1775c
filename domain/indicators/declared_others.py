"""The indicators of this moment, those of matchmaking, and those of activities."""

from db.indicator_vocabulary import Better, By, Indicator, Over, Unit
from db.research_vocabulary import MatchFigure
from domain.indicators.definition import (
    ACTIVITIES,
    CALENDAR,
    HOTLINE,
    MATCHMAKING,
    MERGED,
    SENT,
    SORTED,
    SUPERVISION,
    WAITED,
    Definition,
)

_NOW = frozenset({By.AREA, By.UNIT, By.FIELD, By.CHANNEL})
_MATCHES = frozenset({By.AREA, By.UNIT, By.INDUSTRY, By.MONTH})
_OPEN = (
    *("submitted", "declined", "merged", "withdrawn", "redone", "closed", "survey_frozen"),
    *(*SORTED, *SENT, *MERGED),
)
_LATE = (
    *("return_asked", "signed", "contacted", "noted", "replied", "sent_back", "approved"),
    *(*WAITED, *CALENDAR),
)
_FOLLOWED = (
    *("reminded", "supervised", "supervision_settled", "supervision_lifted"),
    *("coordinated", "case_called", "case_closed"),
)
# A need in another industry, or a name that may be told now, puts a match into another group.
_PLACED = (
    *("need_changed", "result_changed", "result_published", "result_withdrawn"),
    *("result_paused", "result_resumed", *MERGED),
)
_BEGUN = ("match_proposed", "match_met")
_ENDED = ("match_declined", "match_taken_up")
# Who met at a docking day without going on has been in contact, until that is taken back.
_CONTACTED = ("match_advanced", "match_met", "match_signed", "match_stepped_back", *_ENDED)
_SIGNED = ("match_signed", "agreement_corrected", "match_stepped_back")

OF_NOW = (
    Definition(
        Indicator.OVERDUE_NOW,
        Unit.COUNT,
        Better.LOWER,
        "How many open orders are past the limit of whoever must act.",
        "open orders past their limit at this moment",
        "the platform's own",
        SUPERVISION,
        (*_OPEN, *_LATE),
        by=_NOW,
        over=Over.NOW,
    ),
    Definition(
        Indicator.OVERDUE_FOLLOWED,
        Unit.SHARE,
        Better.HIGHER,
        "How many of the orders that are past their limit somebody sees to: reminded since then, under a supervision"
        " order, or called to a coordination case.",
        "followed up ÷ open orders past their limit, at this moment",
        "the platform's own",
        SUPERVISION,
        (*_FOLLOWED, "classified", "return_ruled", "withdrawn", *_LATE, *MERGED),
        by=_NOW,
        over=Over.NOW,
    ),
    Definition(
        Indicator.OPEN_NOW,
        Unit.COUNT,
        Better.NEITHER,
        "How many orders are open, from their arrival to their close.",
        "open orders at this moment",
        "the platform's own",
        HOTLINE,
        _OPEN,
        by=_NOW,
        over=Over.NOW,
    ),
    Definition(
        Indicator.LOAD,
        Unit.COUNT,
        Better.LOWER,
        "How many open orders each person who handles any has on average.",
        "orders with a handler ÷ their handlers, at this moment",
        "the platform's own",
        SUPERVISION,
        (
            *("signed", "handed_over", "return_ruled", "redone", "classified"),
            *("withdrawn", "closed", "survey_frozen", *MERGED),
        ),
        by=_NOW,
        over=Over.NOW,
    ),
)


def _of_matches(
    indicator: Indicator,
    unit: Unit,
    figure: MatchFigure,
    what: str,
    formula: str,
    events: tuple[str, ...],
    better: Better = Better.HIGHER,
    of_activities: bool = False,
) -> Definition:
    own = "the platform's own"
    moved_by = (*events, *_PLACED)
    return Definition(
        indicator,
        unit,
        better,
        what,
        formula,
        own,
        ACTIVITIES if of_activities else MATCHMAKING,
        moved_by,
        match_figure=figure,
        of_activities=of_activities,
        by=_MATCHES,
    )


OF_MATCHES = (
    _of_matches(
        Indicator.MATCHES_PROPOSED,
        Unit.COUNT,
        MatchFigure.PROPOSALS,
        "How many matches of a need with a research result or a team were proposed.",
        "matches proposed in the period",
        _BEGUN,
    ),
    _of_matches(
        Indicator.MATCHES_ACCEPTED,
        Unit.COUNT,
        MatchFigure.ACCEPTANCE,
        "How many of the proposed matches came to a contact.",
        "came to a contact, of the matches proposed in the period",
        _CONTACTED,
    ),
    _of_matches(
        Indicator.MATCH_ACCEPTANCE,
        Unit.SHARE,
        MatchFigure.ACCEPTANCE,
        "How many of the proposed matches that were answered came to a contact.",
        "came to a contact ÷ answered, of the matches proposed in the period",
        (*_BEGUN, *_CONTACTED),
    ),
    _of_matches(
        Indicator.TIME_TO_CONTACT,
        Unit.DAYS,
        MatchFigure.DAYS_TO_CONTACT,
        "How long the middle one of the matches took from its proposal to the first contact, in days of the calendar.",
        "median of the days from proposal to first contact, of the matches proposed in the period",
        _CONTACTED,
        Better.LOWER,
    ),
    _of_matches(
        Indicator.MATCH_MEETINGS,
        Unit.COUNT,
        MatchFigure.MEETINGS,
        "How many of the proposed matches came to a meeting, also at a docking day, or further.",
        "came to a meeting, of the matches proposed in the period",
        (*_CONTACTED, "docking_told", "docking_said"),
    ),
    _of_matches(
        Indicator.MATCHES_CONTRACTED,
        Unit.COUNT,
        MatchFigure.CONTRACTS,
        "How many matches came to a contract.",
        "contracts signed in the period",
        (*_SIGNED, *_ENDED),
    ),
    _of_matches(
        Indicator.CONTRACT_VALUE,
        Unit.YUAN,
        MatchFigure.VALUE,
        "What the contracts that came of matches are worth together.",
        "sum of the contracts signed in the period",
        (*_SIGNED, *_ENDED),
    ),
)
_CAME = ("activity_held", "attended", "walked_in", "check_in_taken_back")
# Which record a typed name means, and whether two names mean one.
_NAMED = (
    *("registration_enterprise_chosen", "registered", "record_added", "imported"),
    *("record_changed", "proposal_decided", "record_closed", "record_reopened", *MERGED),
)
_OF_PLACE = frozenset({By.AREA, By.MONTH, By.DAY})
OF_ACTIVITIES = (
    Definition(
        Indicator.ACTIVITIES_HELD,
        Unit.COUNT,
        Better.HIGHER,
        "How many activities were held, online ones too; each occurrence of a repeated one counts.",
        "activities held that began in the period",
        "the platform's own",
        ACTIVITIES,
        ("activity_held",),
        by=_OF_PLACE,
    ),
    Definition(
        Indicator.PEOPLE_ATTENDED,
        Unit.COUNT,
        Better.HIGHER,
        "How many people came to activities; somebody who came to two counts twice.",
        "people checked in at activities held that began in the period",
        "the platform's own",
        ACTIVITIES,
        _CAME,
        by=_OF_PLACE,
    ),
    Definition(
        Indicator.ENTERPRISES_ATTENDED,
        Unit.COUNT,
        Better.HIGHER,
        "How many different enterprises somebody came for; told apart by the directory's record, where none is known by"
        " name, without the legal form.",
        "different enterprises at activities held that began in the months",
        "the platform's own",
        ACTIVITIES,
        (*_CAME, *_NAMED),
        by=frozenset({By.AREA, By.MONTH}),
        over=Over.MONTHS,
    ),
    Definition(
        Indicator.TRAINING_HOURS,
        Unit.HOURS,
        Better.HIGHER,
        "How many hours people were trained at trainings of staff: how long each lasted, by day and without nights,"
        " for everybody who came.",
        "sum of the hours of people checked in at trainings of staff held that began in the period",
        "the platform's own",
        ACTIVITIES,
        _CAME,
        by=_OF_PLACE,
    ),
    Definition(
        Indicator.DEMANDS_AT_ACTIVITIES,
        Unit.COUNT,
        Better.NEITHER,
        "How many demands were raised at activities and booked services; counted where the demand belongs.",
        "demands raised at an activity or a booked service in the period",
        "the platform's own",
        ACTIVITIES,
        ("submitted", "redone", *SORTED, *SENT, *MERGED),
        top="raised_there",
    ),
    _of_matches(
        Indicator.MATCHES_AT_ACTIVITIES,
        Unit.COUNT,
        MatchFigure.PROPOSALS,
        "How many matches were proposed for technical needs that were raised at activities and booked services.",
        "matches proposed in the period, of needs raised at an activity or a booked service",
        _BEGUN,
        of_activities=True,
    ),
    _of_matches(
        Indicator.CONTRACTS_OF_ACTIVITIES,
        Unit.COUNT,
        MatchFigure.CONTRACTS,
        "How many contracts came of technical needs that were raised at activities and booked services.",
        "contracts signed in the period, of needs raised at an activity or a booked service",
        (*_SIGNED, *_ENDED),
        of_activities=True,
    ),
)
