"""What waits for the keepers of the demo directory: enterprises registered twice, and changes that were proposed."""

from random import Random

from sqlmodel import select

from db.engine import snapshot
from db.models import Organisation, User
from domain import organisations, pairs, proposals, ratings
from domain.command import perform
from domain.errors import Refused
from seed.keeping import Keeper
from seed.town import Known, Town

TWICE = 5
SWEEPS = 10  # the records of the demo city; of a larger one the job compares the rest
LEGAL = "有限公司"


def wait(keeper: Keeper, rng: Random, town: Town) -> None:
    """Leave some work for whoever opens the page first; everything that counts by itself has counted."""
    for known in rng.sample(town.enterprises, TWICE):
        _register_again(keeper, rng, known)
    _propose(keeper, rng)
    ratings.renew()
    for _ in range(SWEEPS):
        pairs.sweep()


def _register_again(keeper: Keeper, rng: Random, known: Known) -> None:
    """Somebody telephoned, was not found under the name as it was heard, and was registered anew."""
    heard = (
        known.name.replace(LEGAL, f"制造{LEGAL}") if LEGAL in known.name else f"{known.name} Works"
    )
    somebody = rng.choice(keeper.local[known.area_code])
    try:
        perform(
            somebody,
            organisations.register,
            name=heard,
            area_code=known.area_code,
            contact_name=known.contact,
            phone=known.phone,
        )
    except Refused:
        return  # the name as it was heard belongs to somebody else


def _propose(keeper: Keeper, rng: Random) -> None:
    """Two enterprises would like their records to say more."""
    with snapshot() as session:
        owners = session.exec(
            select(User.id, Organisation.id, Organisation.products)
            .join(Organisation, Organisation.id == User.organisation_id)
            .where(User.username.in_(("enterprise1", "enterprise2")))
            .order_by(User.id)
        ).all()
    for user_id, organisation_id, products in owners:
        said = {
            "website": f"https://www.example.com/{organisation_id}",
            "products": keeper.say((f"{products}、定制件", f"{products}, made to order")),
            "summary": keeper.say(
                (
                    "今年新增一条自动化产线，主要承接出口订单。",
                    "One automated line was added this year, mainly for export orders.",
                )
            ),
        }
        note = keeper.say(("官网改版", "Our website is new"))
        wanted = dict(rng.sample(sorted(said.items()), 2))
        perform(user_id, proposals.propose, organisation_id, fields=wanted, note=note)
