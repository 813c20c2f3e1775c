"""The tables of the HSDS data package, with the columns that this platform fills, in the specification's order."""

from dataclasses import dataclass
from typing import Any

_DATES = frozenset({"assured_date", "last_action_date"})
_NUMBERS = frozenset({"year_incorporated", "extension", "interval", "timezone", "amount"})


@dataclass(frozen=True)
class Table:
    """One CSV file: where it lies, its columns, what must be there, and which columns point where."""

    path: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    points: tuple[tuple[str, str], ...] = ()  # column → table

    def row(self, record: dict[str, Any]) -> list[Any]:
        return [record.get(column, "") for column in self.columns]

    def described(self, name: str) -> dict:
        """The resource as `datapackage.json` describes it (Frictionless tabular data)."""
        return {
            "name": name,
            "path": self.path,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "primaryKey": "id",
                "fields": [self._field(column) for column in self.columns],
                "foreignKeys": [
                    {"fields": column, "reference": {"resource": table, "fields": "id"}}
                    for column, table in self.points
                ],
            },
        }

    def _field(self, column: str) -> dict:
        told: dict[str, Any] = {"name": column, "type": _type_of(column)}
        if column == "last_modified":
            told["format"] = "any"  # with milliseconds
        if column in self.required:
            told["constraints"] = {"required": True, "unique": column == "id"}
        return told


def _type_of(column: str) -> str:
    if column in _DATES:
        return "date"
    if column == "last_modified":
        return "datetime"
    return "number" if column in _NUMBERS else "string"


def _table(path: str, columns: str, required: str, **points: str) -> Table:
    return Table(path, tuple(columns.split()), tuple(required.split()), tuple(points.items()))


TABLES = {
    "organization": _table(
        "organizations.csv",
        "id name alternate_name description email website year_incorporated legal_status",
        "id name description",
    ),
    "service": _table(
        "services.csv",
        "id organization_id name alternate_name description url email status application_process"
        " fees_description accreditations eligibility_description assured_date assurer_email alert"
        " last_modified",
        "id organization_id name status",
        organization_id="organization",
    ),
    "attribute": _table(
        "attributes.csv",
        "id link_id taxonomy_term_id link_type link_entity value label",
        "id link_id taxonomy_term_id link_entity",
        taxonomy_term_id="taxonomy_term",
    ),
    "service_at_location": _table(
        "service_at_location.csv",
        "id service_id location_id",
        "id service_id location_id",
        service_id="service",
        location_id="location",
    ),
    "location": _table(
        "locations.csv",
        "id location_type organization_id name alternate_name",
        "id location_type",
        organization_id="organization",
    ),
    "phone": _table(
        "phones.csv",
        "id service_id organization_id number extension type",
        "id number",
        service_id="service",
        organization_id="organization",
    ),
    "address": _table(
        "addresses.csv",
        "id location_id address_1 city region state_province postal_code country address_type",
        "id address_1 city state_province country address_type",
        location_id="location",
    ),
    "schedule": _table(
        "schedules.csv",
        "id service_id location_id timezone wkst freq interval byday description opens_at closes_at",
        "id",
        service_id="service",
        location_id="location",
    ),
    "service_area": _table(
        "service_areas.csv",
        "id service_id name description extent extent_type",
        "id",
        service_id="service",
    ),
    "required_document": _table(
        "required_documents.csv", "id service_id document", "id", service_id="service"
    ),
    "language": _table("languages.csv", "id service_id name code", "id", service_id="service"),
    "taxonomy_term": _table(
        "taxonomy_terms.csv",
        "id code name description parent_id taxonomy language taxonomy_id",
        "id name description",
        parent_id="taxonomy_term",
        taxonomy_id="taxonomy",
    ),
    "metadata": _table(
        "metadata.csv",
        "id resource_id resource_type last_action_date last_action_type field_name previous_value"
        " replacement_value updated_by",
        "id resource_id resource_type last_action_date last_action_type field_name updated_by",
    ),
    "cost_option": _table(
        "cost_options.csv",
        "id service_id option currency amount amount_description",
        "id service_id",
        service_id="service",
    ),
    "organization_identifier": _table(
        "organization_identifiers.csv",
        "id organization_id identifier_type identifier",
        "id organization_id identifier_type identifier",
        organization_id="organization",
    ),
    "taxonomy": _table("taxonomies.csv", "id name description version", "id name description"),
}

# Where the records of a table lie nested in another's.
NESTED = {
    "phones": "phone",
    "locations": "location",
    "addresses": "address",
    "schedules": "schedule",
    "service_areas": "service_area",
    "service_at_locations": "service_at_location",
    "languages": "language",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "organization_identifiers": "organization_identifier",
    "attributes": "attribute",
    "metadata": "metadata",
}


def flattened(table: str, record: dict[str, Any]):
    """The rows of a nested record: (table, record), its own first. What it only points to is told elsewhere."""
    yield table, record
    for field, inner in NESTED.items():
        for each in record.get(field, ()):
            yield from flattened(inner, each)
