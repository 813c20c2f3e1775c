"""The time limits as a table of classes and steps, and the changes that were made to them."""

from components import rows
from components.moments import moment
from components.rows import Cell, Column, Link
from components.texts import t, term
from db.vocabulary import LimitStep, LimitUnit, Timeliness
from domain.queries.time_limits import LimitChange, LimitShown

HOUR = 60  # minutes


def table(limits: tuple[LimitShown, ...]) -> LimitShown | None:
    """Every limit by class and step; returns the one that was just clicked."""
    columns = (
        Column(t("Time-limit class"), 3),
        *(Column(term(step), 3, is_said=True) for step in LimitStep),
        Column(t("Source"), 5, is_said=True),
    )
    lines = [_line(each, limits) for each in Timeliness]
    link = rows.show(columns, lines, key="time-limits", label=t("Time limits"))
    return _of(link, limits)


def history(changes: tuple[LimitChange, ...]) -> None:
    """Who changed which limit from what to what, and why."""
    columns = (
        Column(t("Time limit"), 4),
        Column(t("From"), 3, is_said=True),
        Column(t("To"), 3, is_said=True),
        Column(t("Reason"), 5),
        Column(t("By"), 2),
        Column(t("When"), 3),
    )
    lines = [
        (
            Cell(f"{term(each.timeliness)} · {term(each.step)}"),
            Cell(amount(*each.before[:2]), _source_if_changed(each, each.before)),
            Cell(amount(*each.after[:2]), _source_if_changed(each, each.after)),
            Cell(each.reason),
            Cell(each.who),
            Cell(moment(each.at)),
        )
        for each in changes
    ]
    rows.show(columns, lines, key="limit-changes", label=t("Changes"))


def amount(number: float, unit: LimitUnit) -> str:
    """How long: "half a working day", "2 h, round the clock"."""
    n = f"{number:g}"
    match unit:
        case LimitUnit.WORKING_DAY:
            if number == 0.5:
                return t("half a working day")
            return t("{n} working days", n=n)
        case LimitUnit.OFFICE_HOUR:
            return t("{n} office hours", n=n)
    if number % HOUR:
        return t("{n} min, round the clock", n=n)
    return t("{n} h, round the clock", n=f"{number / HOUR:g}")


def source(named: str) -> str:
    """Where a limit comes from; those that the platform came with in the reader's language."""
    known = {
        "Beijing 12345 regulation": t("Beijing 12345 regulation"),
        "Zhejiang policy platform": t("Zhejiang policy platform"),
        "Zhongshan enterprise-demand rules; Shandong hotline rules 2020": t(
            "Zhongshan enterprise-demand rules; Shandong hotline rules 2020"
        ),
        "Guangdong 12345 rules 2022": t("Guangdong 12345 rules 2022"),
        "Quanzhou enterprise-problem process 2022": t("Quanzhou enterprise-problem process 2022"),
        "this platform's own choice": t("this platform's own choice"),
    }
    return known.get(named, named)


def _line(timeliness: Timeliness, limits: tuple[LimitShown, ...]) -> tuple[Cell, ...]:
    mine = {each.step: each for each in limits if each.timeliness is timeliness}
    sources = dict.fromkeys(source(each.source) for each in mine.values())
    return (
        Cell(term(timeliness)),
        *(_cell(mine.get(step)) for step in LimitStep),
        Cell("; ".join(sources)),
    )


def _cell(limit: LimitShown | None) -> Cell:
    if limit is None:
        return Cell("–")
    text = amount(limit.amount, limit.unit)
    return Cell(t("every {amount}", amount=text) if limit.is_recurring else text, link=_link(limit))


def _link(limit: LimitShown) -> Link:
    return Link("pages/administration/limits.py", "limits", (("limit", str(limit.id)),))


def _of(link: Link | None, limits: tuple[LimitShown, ...]) -> LimitShown | None:
    return next((each for each in limits if _link(each) == link), None)


def _source_if_changed(change: LimitChange, side: tuple[float, LimitUnit, str]) -> str:
    return source(side[2]) if change.before[2] != change.after[2] else ""
