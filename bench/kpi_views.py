"""Every view of the page of the key figures, narrowed and over long periods too, and the lists behind its figures:
one person opens each and draws it anew while the loop runs."""

from statistics import median

from sqlmodel import select

from bench.kpi_data import AREAS
from bench.load import Tab, percentile
from db.engine import snapshot
from db.models import Organisation
from db.vocabulary import Channel, Kind, ServiceField
from domain.kpi_views.views import ON_PAGE

KPI, RECORDS = "kpi", "figure-records"
RERUNS = 20  # of each


def addresses() -> list[tuple[str, str]]:
    """Pages with what stands behind the question mark."""
    with snapshot() as session:
        of_a_place = select(Organisation.id).where(
            Organisation.kind == Kind.DEPARTMENT, Organisation.area_code == AREAS[0]
        )
        unit = session.exec(of_a_place.order_by(Organisation.id).limit(1)).one()
    year = [(KPI, f"period=year&view={view.value}") for view in ON_PAGE]
    narrowed = (
        f"period=year&area={AREAS[0]}",
        f"period=year&unit={unit}",
        f"period=year&field={ServiceField.FINANCING.value}",
        f"period=year&channel={Channel.WEB.value}&view=trend",
        f"period=quarter&at={AREAS[1]}",
    )
    lists = (
        "of=on_time_closing",
        "of=on_time_closing&half=bad&period=year",
        f"of=received&period=year&area={AREAS[0]}",
        "of=enterprises_served&period=year",
        "of=overdue_now",
    )
    return [*year, *((KPI, each) for each in narrowed), *((RECORDS, each) for each in lists)]


async def looked_at(base: str, cookie: str) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Milliseconds of each by its address: opened for the first time, and drawn anew; and what went wrong."""
    found, faults = {}, []
    for page, query in addresses():
        tab = Tab(base, page, cookie, query)
        await tab.open()
        first, _ = await tab.rerun()
        again = [(await tab.rerun())[0] for _ in range(RERUNS)]
        await tab.close()
        found[f"{page}?{query}"] = {
            "first_ms": round(first, 1),
            "p50_ms": round(median(again), 1),
            "p95_ms": round(percentile(again, 0.95), 1),
        }
        faults += [f"{page}?{query}: {each}" for each in tab.faults]
    return found, faults
