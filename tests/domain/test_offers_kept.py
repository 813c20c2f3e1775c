"""What keepers write down of an organisation: qualifications, services, experts, duties, checks."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from db.engine import snapshot
from db.models import (
    Duty,
    Equipment,
    Event,
    Expert,
    ExpertTeam,
    Organisation,
    ProductArea,
    ServiceProduct,
)
from db.vocabulary import PriceKind, QualificationType, ServiceField
from domain import (
    checks,
    clock,
    duties,
    equipment,
    experts,
    products,
    publishing,
    qualifications,
    records,
    verification,
)
from domain.clock import LOCAL
from domain.command import perform
from domain.errors import Forbidden, Missing, NotFound, Unclear
from domain.offers import offered
from domain.queries.directory import search
from tests import town
from tests.town import ID, LAWYERS, LONGWAN, LUCHENG, TAX, UNIVERSITY, VALVES

pytestmark = pytest.mark.usefixtures("small_town")

SERVICE = {
    "name": "出口合同审查",
    "field": ServiceField.LAW_AND_RIGHTS,
    "price_kind": PriceKind.PUBLIC_BENEFIT,
}
LICENCE = QualificationType.PRACTISING_LICENCE


def do(command, record_id=LAWYERS, *, username="intake", **said):
    return perform(ID[username], command, record_id, **said)


def qualify(**changes):
    said = {"type": LICENCE, "name": "律师事务所执业许可证", "issuer": "浙江省司法厅"}
    return do(qualifications.add, **(said | changes))


def is_offered(product_id, on=None):
    with snapshot() as session:
        asked = select(ServiceProduct.id).where(
            ServiceProduct.id == product_id, offered(on or clock.now().date())
        )
        return session.exec(asked).first() is not None


def row(table, row_id):
    with snapshot() as session:
        return session.get_one(table, row_id)


def names_found(typed):
    with snapshot() as session:
        return [line.name for line in search(session, town.person("intake"), typed).lines]


def actions(record_id=LAWYERS):
    with snapshot() as session:
        found = select(Event.action).where(
            Event.subject_kind == "organisation", Event.subject_id == record_id
        )
        return session.exec(found.order_by(Event.position)).all()


def test_a_product_is_held_back_until_the_qualification_that_it_needs_holds():
    product = do(products.add, **SERVICE, needs=LICENCE)
    assert not is_offered(product)
    today = clock.now().date()
    qualification = qualify(valid_until=today)
    assert is_offered(product)
    assert not is_offered(product, today + timedelta(days=1))
    do(qualifications.withdraw, qualification_id=qualification, reason="吊销")
    assert not is_offered(product)
    assert actions() == ["product_added", "qualification_added", "qualification_withdrawn"]
    assert verification.verify() == []


def test_who_has_seen_a_certificate_and_when_is_written_down():
    first = qualify()
    assert row(qualifications.Qualification, first).checked_at is None
    do(qualifications.check, username="lucheng", qualification_id=first)
    seen = row(qualifications.Qualification, first)
    assert seen.checked_by_id == ID["lucheng"]
    assert seen.checked_at is not None
    second = qualify(name="另一张", is_seen=True)
    assert row(qualifications.Qualification, second).checked_by_id == ID["intake"]


def test_an_expired_certificate_is_not_confirmed():
    old = qualify(valid_until=date(2020, 1, 1))
    with pytest.raises(qualifications.ExpiredAlready):
        do(qualifications.check, qualification_id=old)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"type": None}, Missing),
        ({"type": "magic"}, Unclear),
        ({"name": ""}, Missing),
        ({"issuer": " "}, Missing),
        (
            {"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)},
            qualifications.EndsBeforeItBegins,
        ),
    ],
)
def test_what_is_not_a_qualification_is_refused(said, refusal):
    with pytest.raises(refusal):
        qualify(**said)


def test_the_same_qualification_is_not_added_twice_but_a_renewed_one_is():
    qualify(valid_until=date(2030, 1, 1))
    with pytest.raises(qualifications.KnownQualification):
        qualify(valid_until=date(2030, 1, 1))
    qualify(valid_until=date(2035, 1, 1))


def test_an_enterprise_offers_nothing_since_what_is_offered_is_known_to_all():
    for command, said in (
        (products.add, SERVICE),
        (qualifications.add, {"type": LICENCE, "name": "x", "issuer": "y"}),
        (experts.add, {"name": "王工"}),
        (experts.add_team, {"name": "一队"}),
        (duties.add, {"field": ServiceField.OTHER}),
    ):
        username = "admin" if command is duties.add else "intake"
        with pytest.raises(qualifications.ServedHere):
            do(command, VALVES, username=username, **said)


def test_a_product_is_found_by_what_it_says_and_forgotten_when_retired():
    product = do(products.add, **SERVICE, summary="专查国际贸易条款", areas=[LONGWAN])
    assert names_found("国际贸易条款") == ["出口合同审查"]
    do(products.retire, product_id=product, reason="停办")
    assert names_found("国际贸易条款") == []
    with pytest.raises(products.RetiredAlready):
        do(products.retire, product_id=product, reason="再停")


def test_a_changed_product_says_which_parts_changed():
    product = do(products.add, **SERVICE, areas=[LONGWAN])
    told = SERVICE | {"areas": [LUCHENG, LONGWAN], "for_tags": "专精特新，高新", "price": "免费"}
    do(products.change, product_id=product, **told)
    changed = row(ServiceProduct, product)
    assert changed.for_tags == sorted(["专精特新", "高新"])
    with snapshot() as session:
        last = session.exec(select(Event).where(Event.action == "product_changed")).one()
        served = session.exec(select(ProductArea.area_code)).all()
    assert last.particulars["parts"] == [
        ["for_tags", "", "专精特新、高新"],
        ["price", "", "免费"],
        ["areas", LONGWAN, f"{LUCHENG}、{LONGWAN}"],
    ]
    assert sorted(served) == [LUCHENG, LONGWAN]
    with pytest.raises(records.NothingChanged):
        do(products.change, product_id=product, **told)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": ""}, Missing),
        ({"field": None}, Missing),
        ({"field": "magic"}, Unclear),
        ({"price_kind": None}, Missing),
        ({"price_kind": "priced"}, Missing),
        ({"areas": ["330399"]}, Unclear),
        ({"for_industries": ["9999"]}, Unclear),
        ({"for_sizes": ["gigantic"]}, Unclear),
        ({"needs": "magic"}, Unclear),
    ],
)
def test_what_is_not_a_product_is_refused(said, refusal):
    with pytest.raises(refusal):
        do(products.add, **(SERVICE | said))


def test_one_organisation_offers_one_thing_once():
    do(products.add, **SERVICE)
    with pytest.raises(products.KnownProduct):
        do(products.add, **SERVICE)
    do(products.add, UNIVERSITY, **SERVICE)


def test_nothing_of_another_organisation_is_touched():
    product = do(products.add, **SERVICE)
    qualification = qualify()
    expert = do(experts.add, name="王工")
    for command, said in (
        (products.retire, {"product_id": product, "reason": "x"}),
        (products.check, {"product_id": product}),
        (products.change, {"product_id": product, **SERVICE}),
        (qualifications.check, {"qualification_id": qualification}),
        (experts.retire, {"expert_id": expert, "reason": "x"}),
    ):
        with pytest.raises(NotFound):
            do(command, UNIVERSITY, **said)


def test_a_checked_product_says_when_and_by_whom():
    product = do(products.add, **SERVICE)
    do(products.check, product_id=product)
    assert row(ServiceProduct, product).checked_by_id == ID["intake"]


def test_experts_belong_to_teams_of_their_own_organisation():
    team = do(experts.add_team, UNIVERSITY, name="流体机械团队", topics="阀门 密封")
    expert = do(
        experts.add, UNIVERSITY, name="周文", topics="密封", team_id=team, phone="13857700009"
    )
    assert row(Expert, expert).team_id == team
    assert set(names_found("密封")) == {"流体机械团队", "周文"}
    with pytest.raises(NotFound):
        do(experts.add, LAWYERS, name="李四", team_id=team)
    do(experts.retire_team, UNIVERSITY, team_id=team, reason="解散")
    assert row(Expert, expert).team_id is None
    assert not row(ExpertTeam, team).is_active
    assert names_found("密封") == ["周文"]


def test_an_expert_is_changed_and_taken_out():
    expert = do(experts.add, UNIVERSITY, name="周文")
    do(experts.change, UNIVERSITY, expert_id=expert, name="周文", title="教授")
    assert row(Expert, expert).title == "教授"
    with pytest.raises(records.NothingChanged):
        do(experts.change, UNIVERSITY, expert_id=expert, name="周文", title="教授")
    do(experts.retire, UNIVERSITY, expert_id=expert, reason="退休")
    with pytest.raises(products.RetiredAlready):
        do(experts.change, UNIVERSITY, expert_id=expert, name="周文")


def test_a_team_is_changed_within_sensible_capacities():
    team = do(experts.add_team, UNIVERSITY, name="一队")
    do(experts.change_team, UNIVERSITY, team_id=team, name="一队", yearly_capacity=5)
    assert row(ExpertTeam, team).yearly_capacity == 5
    with pytest.raises(experts.NotACapacity):
        do(experts.change_team, UNIVERSITY, team_id=team, name="一队", yearly_capacity=0)


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over():
    team, expert, piece = (
        do(experts.add_team, UNIVERSITY, name="一队"),
        do(experts.add, UNIVERSITY, name="周文"),
        do(equipment.add, UNIVERSITY, name="电镜"),
    )
    for command, table, key, of in (
        (experts.change_team, ExpertTeam, "team_id", team),
        (experts.change, Expert, "expert_id", expert),
        (equipment.change, Equipment, "equipment_id", piece),
    ):
        said = {key: of, "name": row(table, of).name, "version": row(table, of).version}
        do(command, UNIVERSITY, **said, name_en="First")
        with pytest.raises(publishing.ChangedMeanwhile) as refused:
            do(command, UNIVERSITY, **said, name_en="Second")
        assert refused.value.values["number"] == said["name"]
        assert row(table, of).name_en == "First"
        do(command, UNIVERSITY, **said | {"version": row(table, of).version}, name_en="Second")


def test_the_administrator_keeps_the_duty_list():
    duty = do(duties.add, TAX, username="admin", field=ServiceField.PERMITS, area_code=LONGWAN)
    with pytest.raises(duties.KnownDuty):
        do(duties.add, TAX, username="admin", field=ServiceField.PERMITS, area_code=LONGWAN)
    with pytest.raises(duties.KnownDuty):
        do(duties.add, TAX, username="admin", field=ServiceField.POLICY_DELIVERY)
    with pytest.raises(NotFound):
        do(duties.remove, LAWYERS, username="admin", duty_id=duty)
    do(duties.remove, TAX, username="admin", duty_id=duty)
    with snapshot() as session:
        assert session.get(Duty, duty) is None
    with pytest.raises(Forbidden):
        do(duties.add, TAX, field=ServiceField.PERMITS)
    with pytest.raises(Unclear):
        do(duties.add, TAX, username="admin", field=ServiceField.PERMITS, area_code="330399")


@pytest.mark.parametrize(("record_id", "years"), [(LAWYERS, 1), (VALVES, 2), (TAX, 2)])
def test_a_checked_record_is_due_again(record_id, years):
    with clock.stopped(datetime(2028, 2, 29, 10, tzinfo=LOCAL)):
        do(checks.checked, record_id, how="电话核实")
    assert row(Organisation, record_id).recheck_on == date(2028 + years, 2, 28)
    assert actions(record_id) == ["record_checked"]
