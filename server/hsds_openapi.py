"""The HSDS interface described in OpenAPI 3.1: what may be asked, and by which schema the answer is read."""

from domain.hsds import VERSION

SCHEMAS = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/"
LISTS = ("search", "page", "per_page", "format")
FILTERS = ("taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")

PARAMETERS = {
    "search": ("string", "Words in Chinese or English, as in the directory's own search."),
    "page": ("integer", "Which page; the first is 1."),
    "per_page": ("integer", "Records on a page, 100 at most; 50 unless said."),
    "format": ("string", "json, the only one spoken."),
    "taxonomy_term_id": ("string", "Only records with this term; an industry with those in it."),
    "taxonomy_id": ("string", "Only records with any term of this taxonomy."),
    "organization_id": ("string", "Only what this organisation offers."),
    "modified_after": ("string", "Only what has changed at this moment or since."),
    "minimal": ("boolean", "Numbers and dates of change only, 5,000 on a page."),
    "full": ("boolean", "Everything nested in each record."),
    "full_service": ("boolean", "Organisations with their whole services."),
    "top_only": ("boolean", "Only terms without a parent."),
    "parent_id": ("string", "Only terms with this parent."),
}

PATHS = {
    "organizations": ("organization.json", (*LISTS, *FILTERS, "full", "full_service")),
    "services": ("service.json", (*LISTS, *FILTERS, "minimal", "full")),
    "service_at_locations": ("service_at_location.json", (*LISTS, *FILTERS, "full")),
    "taxonomies": ("taxonomy.json", LISTS),
    "taxonomy_terms": ("taxonomy_term.json", (*LISTS, "taxonomy_id", "parent_id", "top_only")),
}


def document(address: str) -> dict:
    paths = {"/": {"get": _operation("About this interface.", {"type": "object"})}}
    for name, (schema, parameters) in PATHS.items():
        record = {"$ref": SCHEMAS + schema}
        page = {
            "allOf": [
                {"$ref": "#/components/schemas/Page"},
                {"properties": {"contents": {"type": "array", "items": record}}},
            ]
        }
        paths[f"/{name}"] = {"get": _operation(f"A page of {name}.", page, parameters)}
        one = _operation(f"One of the {name}.", record)
        one["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": _UUID}]
        paths[f"/{name}/{{id}}"] = {"get": one}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Service organisations and services for enterprises",
            "version": VERSION,
            "description": "Open Referral HSDS, open to everybody, read only.",
        },
        "servers": [{"url": f"{address.rstrip('/')}/hsds"}],
        "paths": paths,
        "components": {"schemas": {"Page": _PAGE}},
    }


def _operation(summary: str, schema: dict, parameters: tuple[str, ...] = ()) -> dict:
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    problem = {"description": "What is wrong, in a sentence (RFC 9457)."}
    return {
        "summary": summary,
        "parameters": [_parameter(name) for name in parameters],
        "responses": {"200": answer, "400": problem, "404": problem, "429": problem},
    }


def _parameter(name: str) -> dict:
    type, description = PARAMETERS[name]
    return {"name": name, "in": "query", "description": description, "schema": {"type": type}}


_UUID = {"type": "string", "format": "uuid"}
_PAGE = {
    "type": "object",
    "properties": {
        **{
            name: {"type": "integer"}
            for name in ("total_items", "total_pages", "page_number", "size")
        },
        **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
    },
    "required": ["empty"],
}
