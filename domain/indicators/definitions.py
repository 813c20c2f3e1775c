"""The indicators as declared data, each once: in the order in which they are told."""

from db.indicator_vocabulary import Indicator
from domain.indicators.declared_orders import OF_ORDERS
from domain.indicators.declared_others import OF_ACTIVITIES, OF_MATCHES, OF_NOW
from domain.indicators.declared_projects import OF_PROJECTS
from domain.indicators.definition import Definition

DEFINITIONS: dict[Indicator, Definition] = {
    each.indicator: each
    for each in (*OF_ORDERS, *OF_NOW, *OF_MATCHES, *OF_ACTIVITIES, *OF_PROJECTS)
}
__all__ = ["DEFINITIONS", "Definition"]
