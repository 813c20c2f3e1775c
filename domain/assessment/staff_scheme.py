"""By what the work of those who handle orders is looked at: the same formulas and bounds as for sub-platforms.

Source: domain reference, section 4: orders handled, on-time rate, satisfaction, training hours, activities, each with a
weight. Training hours and activities are not recorded by person yet: they are left out, and are not zero. [own] the
weights. It is for talks within a unit: nobody is ranked, carded or named outside.
"""

from dataclasses import replace
from decimal import Decimal

from db.assessment_vocabulary import Formula
from db.indicator_vocabulary import Indicator
from domain.assessment.scheme import LAID_DOWN, Group, Quantity

MONTHLY = Decimal(20)  # answers in a month that earn all points of that item

STAFF = replace(
    LAID_DOWN,
    quantities=(
        Quantity(
            Indicator.ON_TIME_CLOSING, Decimal(40), Formula.LOSS, Decimal(100), Decimal("1.6")
        ),
        Quantity(
            Indicator.SATISFACTION_RATE,
            Decimal(30),
            Formula.LOSS,
            Decimal(95),
            Decimal("0.6"),
            Decimal(15),
        ),
        Quantity(Indicator.SERVICES_GIVEN, Decimal(20), Formula.REACH, MONTHLY),
        Quantity(Indicator.REDO_RATE, Decimal(10), Formula.LOSS, Decimal(0), Decimal("0.5")),
    ),
    qualities=(),
    groups=(Group("unit", "本单位", "The unit", 0),),
)
