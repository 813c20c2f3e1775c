"""The small town of the tests: two areas, a city desk, three units, two enterprises, one person for each job."""

import itertools
from datetime import UTC, date, datetime

from sqlalchemy import text

from db.engine import transaction
from db.models import Area, Duty, Organisation, TimeLimit, User, UserRole
from db.vocabulary import (
    Channel,
    DemandType,
    Kind,
    Level,
    LimitStep,
    LimitUnit,
    Role,
    ServiceField,
    Timeliness,
)
from domain import demands, entries, replies, work_orders
from domain.command import perform
from domain.permissions import PUBLIC, Person
from domain.similarity import name_key

LONGWAN, LUCHENG = "330303", "330302"
CITY, SUB_LONGWAN, SUB_LUCHENG, TAX, FINANCE, UNIVERSITY, VALVES, SHOES, LAWYERS = range(1, 10)

ORGANISATIONS = [
    (CITY, Kind.CITY, "温州市中小企业服务平台", "Wenzhou SME Service Platform", None),
    (SUB_LONGWAN, Kind.SUB_PLATFORM, "龙湾分平台", "Longwan Sub-platform", LONGWAN),
    (SUB_LUCHENG, Kind.SUB_PLATFORM, "鹿城分平台", "Lucheng Sub-platform", LUCHENG),
    (TAX, Kind.DEPARTMENT, "市税务局", "Municipal Tax Bureau", None),
    (FINANCE, Kind.DEPARTMENT, "龙湾金融服务中心", "Longwan Finance Centre", LONGWAN),
    (UNIVERSITY, Kind.UNIVERSITY, "瓯越工业大学", "Ouyue University", LUCHENG),
    (VALVES, Kind.ENTERPRISE, "龙湾恒泽阀门有限公司", "Hengze Valves", LONGWAN),
    (SHOES, Kind.ENTERPRISE, "鹿城欣步鞋业有限公司", "Xinbu Shoes", LUCHENG),
    (LAWYERS, Kind.SERVICE_ORGANISATION, "瓯信律师事务所", "Ouxin Law", LUCHENG),
]

PEOPLE = {
    "admin": (CITY, (Role.ADMINISTRATOR,)),
    "intake": (CITY, (Role.INTAKE,)),
    "dispatcher": (CITY, (Role.DISPATCHER,)),
    "second_dispatcher": (CITY, (Role.DISPATCHER,)),
    "arbiter": (CITY, (Role.ARBITER,)),
    "officer": (CITY, (Role.RETURN_VISIT_OFFICER,)),
    "leader": (CITY, (Role.LEADER,)),
    "organiser": (CITY, (Role.ORGANISER,)),
    "editor": (CITY, (Role.EDITOR,)),
    "longwan": (SUB_LONGWAN, (Role.SUB_PLATFORM_STAFF,)),
    "lucheng": (SUB_LUCHENG, (Role.SUB_PLATFORM_STAFF,)),
    "tax": (TAX, (Role.UNIT_HANDLER,)),
    "tax_head": (TAX, (Role.UNIT_HEAD, Role.UNIT_HANDLER)),
    "finance": (FINANCE, (Role.UNIT_HANDLER,)),
    "finance_head": (FINANCE, (Role.UNIT_HEAD, Role.UNIT_HANDLER)),
    "liaison": (UNIVERSITY, (Role.UNIVERSITY_LIAISON,)),
    "valves": (VALVES, (Role.ENTERPRISE,)),
    "shoes": (SHOES, (Role.ENTERPRISE,)),
}
ID = {username: n for n, username in enumerate(PEOPLE, start=1)}

WD, HOUR, MINUTE = LimitUnit.WORKING_DAY, LimitUnit.OFFICE_HOUR, LimitUnit.MINUTE_ROUND_THE_CLOCK
LIMITS = {
    Timeliness.ORDINARY: ((0.5, WD), (1, HOUR), (3, WD), (5, WD)),
    Timeliness.COMPLEX: ((0.5, WD), (1, HOUR), (3, WD), (10, WD)),
    Timeliness.CONSULTATION: ((0.5, WD), (1, WD), None, (1, WD)),
    Timeliness.URGENT: ((30, MINUTE), (120, MINUTE), (1440, MINUTE), (3, WD)),
}


def build() -> None:
    """Fill an empty, migrated database."""
    with transaction() as session:
        session.add_all(
            [
                Area(code=LONGWAN, name="龙湾区", name_en="Longwan", valid_from=date(1984, 1, 1)),
                Area(code=LUCHENG, name="鹿城区", name_en="Lucheng", valid_from=date(1984, 1, 1)),
            ]
        )
        session.flush()
        session.add_all(
            Organisation(
                id=id,
                kind=kind,
                name=name,
                name_en=name_en,
                name_key=name_key(name),
                area_code=area,
            )
            for id, kind, name, name_en, area in ORGANISATIONS
        )
        session.flush()
        entries.complete(session)
        _duties(session)
        _limits(session)
        _people(session)


def person(username: str, **changes) -> Person:
    """The person of that name as the rules see them."""
    organisation_id, roles = PEOPLE[username]
    kind, area = next((o[1], o[4]) for o in ORGANISATIONS if o[0] == organisation_id)
    known = {"organisation_id": organisation_id, "kind": kind, "area_code": area}
    return Person(ID[username], username, frozenset(roles), **(known | changes))


_asked = itertools.count(1)


def ask(**changes) -> demands.Receipt:
    """A demand from the public page; each in words of its own, for the very same is not taken twice."""
    said = {
        "title": "专利质押贷款续贷困难",
        "body": f"我公司两项发明专利质押贷款下月到期，银行要求重新评估，请协调。（{next(_asked)}）",
        "area_code": LONGWAN,
        "enterprise_name": "龙湾恒泽阀门有限公司",
        "contact_name": "林晓",
        "contact_phone": "13857700001",
    }
    return perform(PUBLIC, demands.ask, **(said | changes))


def receive(username: str = "intake", **changes) -> demands.Receipt:
    """A demand taken down at the hotline."""
    said = {
        "title": "出口退税办理缓慢",
        "body": "三月份的出口退税至今没有到账。",
        "area_code": LONGWAN,
        "enterprise_id": VALVES,
        "enterprise_name": "",
        "contact_name": "林晓",
        "contact_phone": "13857700001",
        "channel": Channel.HOTLINE,
    }
    return perform(ID[username], demands.receive, **(said | changes))


CLASSES = {
    "type": DemandType.REQUEST,
    "field": ServiceField.FINANCING,
    "area_code": LONGWAN,
    "timeliness": Timeliness.ORDINARY,
    "level": Level.COUNTY,
}


def accepted(**changes) -> int:
    """The id of a demand that has been sorted."""
    demand_id = ask().demand_id
    perform(ID["intake"], demands.accept, demand_id, **(CLASSES | changes))
    return demand_id


def dispatched(unit_id: int = FINANCE, **changes) -> int:
    demand_id = accepted(**changes)
    perform(ID["dispatcher"], work_orders.dispatch, demand_id, unit_id=unit_id, reason="专长")
    return demand_id


def in_progress(**changes) -> int:
    demand_id = dispatched(**changes)
    perform(ID["finance"], work_orders.sign, demand_id)
    return demand_id


def in_review(**changes) -> int:
    demand_id = in_progress(**changes)
    perform(ID["finance"], replies.reply, demand_id, text="已协调银行续贷。", code="solved")
    return demand_id


def answered(**changes) -> int:
    demand_id = in_review(**changes)
    perform(ID["finance_head"], replies.approve, demand_id)
    return demand_id


def holder(demand_id: int) -> Person:
    """Whoever has shown the demand's secret."""
    return Person(None, "", holds=demand_id)


def _duties(session) -> None:
    session.add_all(
        [
            Duty(field=ServiceField.FINANCING, area_code=LONGWAN, unit_id=FINANCE),
            Duty(field=ServiceField.FINANCING, unit_id=TAX, position=1),
            Duty(field=ServiceField.POLICY_DELIVERY, unit_id=TAX),
            Duty(field=ServiceField.TECHNOLOGY, unit_id=UNIVERSITY),
        ]
    )


def _limits(session) -> None:
    for timeliness, row in LIMITS.items():
        for step, limit in zip(LimitStep, row, strict=True):
            if limit:
                session.add(
                    TimeLimit(
                        timeliness=timeliness,
                        step=step,
                        amount=limit[0],
                        unit=limit[1],
                        source="test",
                    )
                )


def _people(session) -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for username, (organisation_id, roles) in PEOPLE.items():
        session.add(
            User(
                id=ID[username],
                username=username,
                name=username,
                organisation_id=organisation_id,
                created_at=at,
            )
        )
        session.flush()
        session.add_all(UserRole(user_id=ID[username], role=role) for role in roles)
    if session.get_bind().dialect.name == "postgresql":
        for table in ("organisation", "user_account"):
            session.exec(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                    f"(SELECT max(id) FROM {table}))"
                )
            )
