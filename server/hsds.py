"""Service organisations and their services for other platforms: the HSDS 3 interface, open to everybody, read only.

What is handed out, and how records become HSDS, stands in `domain/hsds/`; docs/exchange.md tells it to its readers.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.routing import Route

from db.models import Organisation, ServiceProduct
from domain.hsds import VERSION, organisations, services
from domain.hsds.facts import Service
from domain.hsds.taxonomies import TAXONOMIES, Term, own_terms
from domain.queries import hsds, hsds_records
from server import hsds_asked, hsds_openapi
from server.hsds_answers import Told, answered
from server.hsds_asked import Wrong, is_said

PROFILE = (
    "https://docs.openreferral.org/en/latest/hsds/"  # the specification itself, nothing changed
)


@answered
def about(session: Session, request: Request) -> Told:
    """What this is: the first thing that a reader asks."""
    publisher = hsds_records.publisher(session)
    who = {"name": publisher.name, "website": publisher.address}
    if publisher.email:
        who["email"] = publisher.email
    return Told(
        {
            "version": VERSION,
            "profile": PROFILE,
            "openapi_url": f"{publisher.address.rstrip('/')}/hsds/openapi.json",
            "description": "Service organisations and services for enterprises in Wenzhou.",
            "publisher": who,
        }
    )


@answered
def openapi(session: Session, request: Request) -> Told:
    return Told(hsds_openapi.document(hsds_records.publisher(session).address))


@answered
def organization_list(session: Session, request: Request) -> Told:
    said = request.query_params
    page, wanted = hsds_asked.page(said), hsds_asked.wanted(session, said)
    is_full, with_services = is_said(said, "full"), is_said(said, "full_service")
    where = hsds.organisations_wanted(session, wanted)
    ids = session.exec(hsds.ids_of(Organisation, where, limit=page.size, offset=page.start)).all()
    found = hsds_records.providers(session, ids)
    if is_full or with_services:
        offered = hsds_records.offered_by(session, ids)
        contents = [organisations.whole(each, offered[each.row.id]) for each in found]
    else:
        contents = [organisations.brief(each) for each in found]
    if with_services:
        nested = _services_of(session, ids)
        for each, told in zip(found, contents, strict=True):
            told["services"] = nested[each.row.id]
    return Told(page.told(contents, session.exec(hsds.count_of(Organisation, where)).one()))


@answered
def organization(session: Session, request: Request) -> Told | None:
    id = hsds.id_of(session, "organization", _asked_id(request))
    if id is None:
        return None
    where = [hsds.provided(), Organisation.id == id]
    found = hsds_records.providers(
        session, session.exec(select(Organisation.id).where(*where)).all()
    )
    if not found:
        return None
    offered = hsds_records.offered_by(session, [id])[id]
    told = organisations.whole(found[0], offered)
    if is_said(request.query_params, "full_service"):
        told["services"] = _services_of(session, [id])[id]
    return Told(told, found[0].modified_at)


@answered
def service_list(session: Session, request: Request) -> Told:
    said = request.query_params
    if is_said(said, "minimal"):
        return _services_page(session, request, services.minimal, minimal=True)
    return _services_page(
        session, request, services.whole if is_said(said, "full") else services.brief
    )


@answered
def service(session: Session, request: Request) -> Told | None:
    return _one_service(session, "service", _asked_id(request), services.whole)


@answered
def place_list(session: Session, request: Request) -> Told:
    """Services at locations; brief, as the specification has it: without the place itself."""
    tell = (
        services.at_location
        if is_said(request.query_params, "full")
        else services.at_location_brief
    )
    return _services_page(session, request, tell, with_place=True)


@answered
def place(session: Session, request: Request) -> Told | None:
    return _one_service(session, "service_at_location", _asked_id(request), services.at_location)


@answered
def taxonomy_list(session: Session, request: Request) -> Told:
    page, search = hsds_asked.page(request.query_params), _search(request)
    told = [each.told() for each in TAXONOMIES.values()]
    return _slice(
        page, [each for each in told if search in f"{each['name']} {each['description']}".lower()]
    )


@answered
def taxonomy(session: Session, request: Request) -> Told | None:
    id = _asked_id(request)
    return next((Told(each.told()) for each in TAXONOMIES.values() if each.id == id), None)


@answered
def term_list(session: Session, request: Request) -> Told:
    said, search = request.query_params, _search(request)
    page, taxonomy_id = hsds_asked.page(said), hsds_asked.uuid(said, "taxonomy_id")
    parent, top_only = hsds_asked.uuid(said, "parent_id"), is_said(said, "top_only")
    told = [
        each
        for each in (term.told() for term in _terms(session))
        if (not taxonomy_id or each["taxonomy_id"] == taxonomy_id)
        and (not parent or each.get("parent_id") == parent)
        and not (top_only and "parent_id" in each)
        and search in f"{each['code']} {each['name']} {each['description']}".lower()
    ]
    return _slice(page, told)


@answered
def term(session: Session, request: Request) -> Told | None:
    id = _asked_id(request)
    return next((Told(each.told()) for each in _terms(session) if each.id == id), None)


def _services_page(
    session: Session,
    request: Request,
    tell: Callable[[Service], dict],
    *,
    minimal: bool = False,
    with_place: bool = False,
) -> Told:
    said = request.query_params
    page, wanted = hsds_asked.page(said, minimal=minimal), hsds_asked.wanted(session, said)
    where = hsds.services_wanted(session, wanted, with_place=with_place)
    ids = session.exec(hsds.ids_of(ServiceProduct, where, limit=page.size, offset=page.start)).all()
    contents = [tell(each) for each in hsds_records.services(session, ids)]
    return Told(page.told(contents, session.exec(hsds.count_of(ServiceProduct, where)).one()))


def _one_service(
    session: Session, kind: str, uuid: str, tell: Callable[[Service], dict | None]
) -> Told | None:
    id = hsds.id_of(session, kind, uuid)
    if id is None:
        return None
    where = [*hsds.services_wanted(session, hsds.EVERYTHING), ServiceProduct.id == id]
    ids = session.exec(hsds.ids_of(ServiceProduct, where, limit=1)).all()
    found = hsds_records.services(session, ids)
    told = tell(found[0]) if found else None
    return Told(told, found[0].modified_at) if told else None


def _services_of(session: Session, ids: Sequence[int]) -> dict[int, list[dict]]:
    """The whole services of some organisations, by organisation."""
    keys = select(ServiceProduct.id).where(col(ServiceProduct.organisation_id).in_(ids))
    found = defaultdict(list)
    for each in hsds_records.services(session, session.exec(keys).all()):
        found[each.row.organisation_id].append(services.whole(each))
    return found


def _terms(session: Session) -> list[Term]:
    return [*own_terms().values(), *hsds.industries(session).values()]


def _slice(page: hsds_asked.Page, told: list[dict]) -> Told:
    return Told(page.told(told[page.start : page.start + page.size], len(told)))


def _search(request: Request) -> str:
    return request.query_params.get("search", "").strip().lower()[:200]


def _asked_id(request: Request) -> str:
    """The UUID in the path; what is none is nobody's."""
    try:
        return hsds_asked.uuid(request.path_params, "id")
    except Wrong:
        return ""


ROUTES = [
    Route("/hsds", about, methods=["GET"]),
    Route("/hsds/", about, methods=["GET"]),
    Route("/hsds/openapi.json", openapi, methods=["GET"]),
    Route("/hsds/organizations", organization_list, methods=["GET"]),
    Route("/hsds/organizations/{id}", organization, methods=["GET"]),
    Route("/hsds/services", service_list, methods=["GET"]),
    Route("/hsds/services/{id}", service, methods=["GET"]),
    Route("/hsds/service_at_locations", place_list, methods=["GET"]),
    Route("/hsds/service_at_locations/{id}", place, methods=["GET"]),
    Route("/hsds/taxonomies", taxonomy_list, methods=["GET"]),
    Route("/hsds/taxonomies/{id}", taxonomy, methods=["GET"]),
    Route("/hsds/taxonomy_terms", term_list, methods=["GET"]),
    Route("/hsds/taxonomy_terms/{id}", term, methods=["GET"]),
]
