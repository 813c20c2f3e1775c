"""Whose research results the platform takes: universities, institutes and research centres."""

from db.vocabulary import Kind
from domain.errors import Refused

RESEARCHERS = (Kind.UNIVERSITY, Kind.INSTITUTE, Kind.RESEARCH_CENTRE)


class NoResearcher(Refused):
    message = "Only universities, institutes and research centres bring in research results."
