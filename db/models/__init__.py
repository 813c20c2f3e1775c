"""Every table, imported here so that the metadata is complete."""

from db.models.demand import (
    Attachment,
    Demand,
    Leg,
    ReturnVisit,
    SampleDraw,
    Survey,
    SurveyLink,
)
from db.models.draft import Draft
from db.models.event import ChainAnchor, Event, Message, MessageAttempt, Notice, Topic
from db.models.organisation import Area, Duty, Organisation
from db.models.people import Attempt, OneTimeLink, SignInTicket, User, UserRole, WebSession
from db.models.rules import CalendarDay, CalendarYear, Recalculation, TimeLimit

__all__ = [
    "Area",
    "Attachment",
    "Attempt",
    "CalendarDay",
    "CalendarYear",
    "ChainAnchor",
    "Demand",
    "Draft",
    "Duty",
    "Event",
    "Leg",
    "Message",
    "MessageAttempt",
    "Notice",
    "OneTimeLink",
    "Organisation",
    "Recalculation",
    "ReturnVisit",
    "SampleDraw",
    "SignInTicket",
    "Survey",
    "SurveyLink",
    "TimeLimit",
    "Topic",
    "User",
    "UserRole",
    "WebSession",
]
