"""Everything that is handed out, in one file: the HSDS tabular data package, and the whole services as JSON.

One table after the other is written while the records pass, a batch at a time, so that memory does not grow with
their number. The archive is written beside its place and moved there when it is whole.
"""

import csv
import io
import json
import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from db.engine import snapshot
from db.models import Organisation, ServiceProduct
from domain import clock
from domain.hsds import VERSION, organisations, services
from domain.hsds.facts import Publisher
from domain.hsds.tables import TABLES, flattened
from domain.hsds.taxonomies import TAXONOMIES, own_terms
from domain.queries import hsds, hsds_records

SERVICES = "services.json"
DESCRIPTION = "datapackage.json"


@dataclass(frozen=True)
class Written:
    """What has been written, and how many rows of each table."""

    path: Path
    rows: Counter = field(default_factory=Counter)


def write(path: Path) -> Written:
    """Write the package; all of it as of one moment. An older file of that name is replaced when it is whole."""
    rows: Counter = Counter()
    with (
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".hsds-") as folder,
        snapshot() as session,
    ):
        who = hsds_records.publisher(session)
        _fill(Path(folder), session, rows)
        whole = Path(folder) / "package.zip"
        _pack(whole, Path(folder), who, rows)
        os.replace(whole, path)
    return Written(path, rows)


def _fill(folder: Path, session: Session, rows: Counter) -> None:
    """One CSV file for each table, and the whole services, in one pass over the records."""
    with ExitStack() as opened:
        files = {
            name: opened.enter_context(_file(folder / table.path)) for name, table in TABLES.items()
        }
        writers = {name: csv.writer(file) for name, file in files.items()}
        for name, table in TABLES.items():
            writers[name].writerow(table.columns)
        whole = opened.enter_context(_file(folder / SERVICES))
        for name, record in _records(session, whole):
            writers[name].writerow(TABLES[name].row(record))
            rows[name] += 1


def _records(session: Session, whole: io.TextIOBase) -> Iterator[tuple[str, dict]]:
    """Every record of every table; whole services go by into their own file."""
    for taxonomy in TAXONOMIES.values():
        yield "taxonomy", taxonomy.told()
    for term in [*own_terms().values(), *hsds.industries(session).values()]:
        yield "taxonomy_term", term.told(whole=False)
    everything = hsds.organisations_wanted(session, hsds.EVERYTHING)
    for ids in hsds.in_turn(session, Organisation, everything):
        for provider in hsds_records.providers(session, ids):
            yield from flattened("organization", organisations.whole(provider))
        session.expunge_all()
    everything, comma = hsds.services_wanted(session, hsds.EVERYTHING), ""
    whole.write("[")
    for ids in hsds.in_turn(session, ServiceProduct, everything):
        for service in hsds_records.services(session, ids):
            told = services.whole(service)
            whole.write(f"{comma}\n{json.dumps(told, ensure_ascii=False)}")
            comma = ","
            yield from flattened("service", told)
        session.expunge_all()
    whole.write("\n]\n")


def _pack(path: Path, folder: Path, who: Publisher, rows: Counter) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        told = json.dumps(_description(who, rows), ensure_ascii=False, indent=1)
        archive.writestr(DESCRIPTION, told)
        for name in (*(table.path for table in TABLES.values()), SERVICES):
            archive.write(folder / name, name)


def _description(who: Publisher, rows: Counter) -> dict:
    return {
        "profile": "tabular-data-package",
        "name": "human-services-data",
        "title": "Service organisations and services for enterprises",
        "hsds_version": VERSION,
        "created": clock.now().isoformat(timespec="seconds"),
        "contributors": [{"title": who.name, "path": who.address, "role": "publisher"}],
        "resources": [
            table.described(name) | {"rows": rows[name]} for name, table in TABLES.items()
        ],
    }


def _file(path: Path):
    return path.open("w", encoding="utf-8", newline="")
