"""The small town with what HSDS must get right: held back, retired, no address, no telephone, no English, a script."""

from datetime import UTC, date, datetime

from sqlmodel import Session

from db.engine import transaction
from db.models import (
    Industry,
    Organisation,
    ProductArea,
    Qualification,
    RecordCheck,
    ServiceProduct,
)
from db.vocabulary import Kind, PriceKind, QualificationType, ServiceField
from domain import entries, records
from domain.command import perform
from tests import town

BARE, CLOSED, LAB = 101, 102, 103
WHOLE, HELD_BACK, RETIRED, BARE_ONE, CLOSED_ONE, LAB_ONE = range(1, 7)
SCRIPT = '<script>alert("x")</script>有限公司'
SECRETS = (
    "陈律师",
    "13857712345",
    "13900001111",
    "138 5771 2345",
    "林晓",
    "龙湾恒泽阀门有限公司",
    "Hengze",
    "intake",
)
CHECKED = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def build() -> None:
    town.build()
    with transaction() as session:
        session.add_all(
            [
                Industry(code="34", name="通用设备制造业", name_en="General machinery"),
                Industry(code="3443", name="阀门和旋塞制造", name_en="Valves and cocks"),
                Industry(code="7231", name="律师及相关法律服务", name_en="Legal services"),
            ]
        )
        session.flush()
        _providers(session)
        session.flush()
        _qualifications(session)
        _products(session)
        session.flush()
        session.add(ProductArea(product_id=WHOLE, area_code=town.LONGWAN))
        session.flush()
        for id in (town.LAWYERS, BARE, CLOSED, LAB):
            entries.write_all_of(session, session.get_one(Organisation, id))
    perform(
        town.ID["intake"],
        records.change,
        town.LAWYERS,
        fields={"summary": "专利、合同与维权。<b>粗体</b>"},
    )


def _providers(session: Session) -> None:
    lawyers = session.get_one(Organisation, town.LAWYERS)
    lawyers.sqlmodel_update(
        {
            "credit_code": "31330000MD0196789X",
            "summary": "专利与合同",
            "summary_en": "Patents and contracts.",
            "website": "www.example.com/律师?q=1",
            "address": "温州市鹿城区车站大道1号",
            "contact_name": "陈律师",
            "phone": "+8657788886666x801",
            "email": "office@example.com",
            "opening_hours": "周一至周五 9:00-17:00",
            "industry_code": "7231",
            "founded_on": date(2009, 4, 1),
            "rating_n": 45,
            "rating_good": 42,
        }
    )
    session.add_all(
        [
            Organisation(
                id=BARE,
                kind=Kind.SERVICE_ORGANISATION,
                name=SCRIPT,
                name_key="x",
                phone="+8613857712345",
                email="13900001111@example.com",
                website="not a website",
                contact_name="陈律师",
            ),
            Organisation(
                id=CLOSED,
                kind=Kind.SERVICE_ORGANISATION,
                name="已注销服务公司",
                name_key="y",
                is_active=False,
            ),
            Organisation(
                id=LAB,
                kind=Kind.INSTITUTE,
                name="阀门检测研究所",
                name_key="z",
                phone="96871",
                address="龙湾区科技路2号",
                area_code=town.LONGWAN,
                opening_hours="需预约",
            ),
            RecordCheck(
                organisation_id=town.LAWYERS, at=CHECKED, by_id=town.ID["intake"], how="电话"
            ),
        ]
    )
    session.get_one(Organisation, town.CITY).email = "desk@example.com"


def _qualifications(session: Session) -> None:
    session.add_all(
        [
            Qualification(
                organisation_id=town.LAWYERS,
                type=QualificationType.PRACTISING_LICENCE,
                name="律师事务所执业许可证",
                number="33000000000001",
                issuer="浙江省司法厅",
                valid_until=date(2099, 12, 31),
            ),
            Qualification(
                organisation_id=town.LAWYERS,
                type=QualificationType.PATENT_AGENCY,
                name="专利代理机构执业许可证",
                issuer="国家知识产权局",
                valid_until=date(2026, 1, 31),
            ),
        ]
    )


def _products(session: Session) -> None:
    def product(id: int, owner: int, name: str, **more) -> ServiceProduct:
        usual = {"field": ServiceField.LAW_AND_RIGHTS, "price_kind": PriceKind.NEGOTIABLE}
        return ServiceProduct(id=id, organisation_id=owner, name=name, **(usual | more))

    session.add_all(
        [
            product(
                WHOLE,
                town.LAWYERS,
                "合同法律体检",
                name_en="Contract check-up",
                summary="全面检查合同",
                summary_en="A look through every contract.",
                eligibility="注册满一年的企业",
                for_industries=["3443"],
                for_sizes=["small", "micro"],
                for_tags=["专精特新"],
                price_kind=PriceKind.FREE_FIRST,
                price="之后每份 500 元",
                how_to_apply="电话预约",
                documents="营业执照\n合同文本；授权书",
                opening_times="工作日 8:30-11:30，14:00-17:00",
                needs=QualificationType.PRACTISING_LICENCE,
                checked_at=CHECKED,
                checked_by_id=town.ID["intake"],
            ),
            product(HELD_BACK, town.LAWYERS, "专利代理", needs=QualificationType.PATENT_AGENCY),
            product(RETIRED, town.LAWYERS, "旧业务", is_active=False),
            product(
                BARE_ONE,
                BARE,
                "=cmd|' /C calc'!A0",
                summary=SCRIPT,
                field=ServiceField.DIGITAL,
                price_kind=PriceKind.PUBLIC_BENEFIT,
            ),
            product(CLOSED_ONE, CLOSED, "不再提供"),
            product(LAB_ONE, LAB, "阀门型式试验", field=ServiceField.TECHNOLOGY),
        ]
    )
