"""How often what happens in the demo year: weights, not measurements of any city."""

from random import Random

from db.vocabulary import Channel, ClosingCode, DemandType, Satisfaction, ServiceField

TYPES = {
    DemandType.CONSULTATION: 30,
    DemandType.REQUEST: 50,
    DemandType.COMPLAINT: 9,
    DemandType.REPORT: 3,
    DemandType.SUGGESTION: 8,
}
FIELDS = dict(zip(ServiceField, (14, 17, 13, 8, 9, 5, 7, 6, 6, 7, 3, 4, 1), strict=True))
CHANNELS = {
    Channel.WEB: 45,
    Channel.HOTLINE: 38,
    Channel.EMAIL: 7,
    Channel.VISIT: 6,
    Channel.WECHAT: 4,
}
CODES = {
    ClosingCode.SOLVED: 58,
    ClosingCode.PARTLY: 16,
    ClosingCode.EXPLAINED: 16,
    ClosingCode.POLICY_DOES_NOT_ALLOW: 10,
}
CONTENT = {
    Satisfaction.VERY_SATISFIED: 40,
    Satisfaction.SATISFIED: 38,
    Satisfaction.BASICALLY_SATISFIED: 12,
    Satisfaction.DISSATISFIED: 7,
    Satisfaction.VERY_DISSATISFIED: 3,
}


def drawn(rng: Random, weights: dict):
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]
