"""The data package holds what the interface tells, and can be read back without loss."""

import csv
import io
import json
import tracemalloc
import zipfile

import pytest

from db.engine import snapshot, transaction
from db.models import Organisation, ServiceProduct
from domain.hsds import organisations, package, services
from domain.hsds.tables import NESTED, TABLES, flattened
from domain.queries import hsds_records
from tests import town
from tests.server import hsds_town
from tests.server.hsds_validating import faults, schemas


@pytest.fixture(autouse=True)
def filled(database):
    hsds_town.build()


@pytest.fixture
def archive(tmp_path):
    package.write(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as opened:
        yield opened


def table(archive, name):
    text = archive.read(TABLES[name].path).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def described(archive):
    return json.loads(archive.read(package.DESCRIPTION))


def test_the_package_describes_every_table_in_it(archive):
    told = described(archive)
    assert told["profile"] == "tabular-data-package" and told["hsds_version"] == "3.1"
    inside = {each["path"] for each in told["resources"]} | {package.DESCRIPTION, package.SERVICES}
    assert set(archive.namelist()) == inside
    for resource in told["resources"]:
        rows = table(archive, resource["name"])
        assert len(rows) == resource["rows"]
        fields = [each["name"] for each in resource["schema"]["fields"]]
        header = archive.read(resource["path"]).decode().splitlines()[0]
        assert header == ",".join(fields)


def test_files_and_columns_are_the_specifications(archive):
    for name, each in TABLES.items():
        known = schemas()[name]
        assert known["path"] == each.path
        assert set(each.columns) <= set(known["properties"])
        asked = {*known["required"], *known.get("tabular_required", ())}
        left_empty = (
            {"postal_code"} if name == "address" else {"previous_value", "replacement_value"}
        )
        assert asked <= set(each.columns)
        assert asked - left_empty <= set(each.required)


def test_what_must_be_there_is_and_every_pointer_leads_somewhere(archive):
    keys = {name: {row["id"] for row in table(archive, name)} for name in TABLES}
    for name, each in TABLES.items():
        rows = table(archive, name)
        assert len(keys[name]) == len(rows), name
        for row in rows:
            assert all(row[column] for column in each.required), (name, row)
            for column, target in each.points:
                assert not row[column] or row[column] in keys[target], (name, column)
    links = {row["link_id"] for row in table(archive, "attribute")}
    assert links <= keys["service"] | keys["organization"]


def test_the_whole_services_keep_to_the_schema(archive):
    told = json.loads(archive.read(package.SERVICES))
    assert len(told) == 5
    assert [fault for each in told for fault in faults("service", each)] == []


def test_what_was_written_reads_back_as_it_was_told(archive):
    with snapshot() as session:
        ids = [town.LAWYERS, hsds_town.BARE, hsds_town.LAB]
        told = [
            ("organization", organisations.whole(each))
            for each in hsds_records.providers(session, ids)
        ]
        found = hsds_records.services(session, range(1, 7))
        told += [("service", services.whole(each)) for each in found if each.provider.row.is_active]
    expected = {}
    for name, record in told:
        for inner, each in flattened(name, record):
            row = {column: str(each.get(column, "")) for column in TABLES[inner].columns}
            expected[inner, each["id"]] = row
    inner = {"organization", "service", *NESTED.values()}
    read = {(name, row["id"]): row for name in inner for row in table(archive, name)}
    assert read == expected


def test_the_package_tells_nobodys_secrets(archive):
    text = "".join(archive.read(name).decode() for name in archive.namelist())
    assert [secret for secret in hsds_town.SECRETS if secret in text] == []


def test_a_package_that_fails_leaves_the_old_one_and_nothing_beside_it(tmp_path, monkeypatch):
    package.write(tmp_path / "out.zip")
    before = (tmp_path / "out.zip").read_bytes()
    known = set(tmp_path.iterdir())

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(package, "_pack", fail)
    with pytest.raises(OSError):
        package.write(tmp_path / "out.zip")
    assert (tmp_path / "out.zip").read_bytes() == before and set(tmp_path.iterdir()) == known


def test_memory_does_not_grow_with_the_number_of_services(tmp_path):
    def peak():
        tracemalloc.start()
        package.write(tmp_path / "out.zip")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    def add(many):
        with transaction() as session:
            model = session.get_one(ServiceProduct, hsds_town.LAB_ONE).model_dump(exclude={"id"})
            rows = [model | {"id": 10_000 + n, "summary": "服务说明" * 200} for n in many]
            session.execute(ServiceProduct.__table__.insert(), rows)
            assert session.get(Organisation, hsds_town.LAB)

    add(range(400))
    few = peak()
    add(range(400, 2000))
    assert peak() < few * 1.7
