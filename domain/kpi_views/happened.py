"""What happened besides, as a table: holidays, changed rules, docking days, activities."""

from datetime import date

from sqlmodel import Session

from db.indicator_vocabulary import ViewWord
from domain.kpi_views.table import Declared, Head, Label, Row, Table
from domain.permissions import Person
from domain.queries.happenings import Happening, HappeningKind, happenings

KINDS = {
    HappeningKind.HOLIDAY: ViewWord.HOLIDAY,
    HappeningKind.RULE: ViewWord.RULE,
    HappeningKind.SCHEME: ViewWord.SCHEME,
    HappeningKind.TITLE_RULES: ViewWord.TITLE_RULES,
    HappeningKind.DOCKING_DAY: ViewWord.DOCKING_DAY,
    HappeningKind.ACTIVITY: ViewWord.ACTIVITY,
}


def tables(session: Session, person: Person, since: date, until: date) -> tuple[Table, ...]:
    """One table; none where nothing happened."""
    found = [each for each in happenings(session, person, since) if each.on <= until]
    if not found:
        return ()
    heads = (Head("kind", ViewWord.KIND, None), Head("what", ViewWord.HAPPENED, None))
    rows = tuple(Row(n, each.on, (KINDS[each.kind], _name(each))) for n, each in enumerate(found))
    return (Table(ViewWord.HAPPENED, ViewWord.DAY, heads, rows, drawn=()),)


def _name(each: Happening) -> Label:
    if each.kind is HappeningKind.HOLIDAY:
        return Declared(each.name)
    return (each.name, each.name_en or each.name) if each.name else KINDS[each.kind]
