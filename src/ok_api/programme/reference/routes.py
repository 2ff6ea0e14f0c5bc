"""What everyone may look up, over HTTP."""

from starlette.requests import Request
from starlette.responses import Response

from ok_api.foundation import json
from ok_api.foundation.answers import computed
from ok_api.foundation.contract import parts
from ok_api.foundation.identity import Actor
from ok_api.foundation.negotiation import check_query
from ok_api.foundation.prepared import Prepared
from ok_api.foundation.router import BASE, Router, page_model
from ok_api.foundation.routing import ReadRoute, Services
from ok_api.foundation.schema import Answer, ListQuery
from ok_api.foundation.shelves import Shelf
from ok_api.programme.reference import schemas, service, telling

router = Router("Reference")


def _publish(
    shelf: Shelf, shape: type[Answer], listed: tuple[str, str], one: tuple[str, str]
) -> None:
    path = shelf.path.removeprefix(BASE)
    router.read(
        path,
        *listed,
        page_model(shape),
        shelf.page,
        query=ListQuery,
        table=shelf.table,
        responses=parts.SHELF,
    )
    router.read(f"{path}/{{{shelf.key}}}", *one, shape, shelf.one, responses=parts.SHELVED)


_publish(
    Shelf("/v1/rules", "ruleId", telling.tell_rules),
    schemas.Rule,
    ("listRules", "Every rule, with its values by date, its sources and worked examples"),
    ("getRule", "One rule"),
)
_publish(
    Shelf("/v1/glossary", "key", telling.tell_glossary),
    schemas.GlossaryTerm,
    ("listGlossaryTerms", "The official glossary, Dutch and English"),
    ("getGlossaryTerm", "One term of the glossary"),
)
_publish(
    Shelf("/v1/code-lists", "name", telling.tell_code_lists),
    schemas.CodeList,
    ("listCodeLists", "Every closed list of codes, with labels and meanings"),
    ("getCodeList", "One list of codes"),
)
_publish(
    Shelf("/v1/problem-types", "slug", telling.tell_problem_types),
    schemas.ProblemType,
    ("listProblemTypes", "Every type of problem, and what to do about it"),
    ("getProblemType", "One type of problem"),
)


@router.compute(
    "/facilitation-calculations",
    "calculateFacilitation",
    "What an expertise team would be granted, in FTE and days",
    schemas.FacilitationCalculation,
)
async def calculate_facilitation(question: schemas.FacilitationQuestion) -> Response:
    return computed(service.calculate_facilitation(question))


async def _root(request: Request, _actor: Actor, _services: Services) -> Response:
    check_query(request, ())
    lists = [
        {"href": route.path, "title": route.summary}
        for route in request.app.routes
        if isinstance(route, ReadRoute) and "{" not in route.path and route.path.strip("/") != "v1"
    ]
    told = {
        "self": BASE,
        "title": request.app.title,
        "version": request.app.version,
        "document": f"{BASE}/openapi.json",
        "documentation": f"{BASE}/docs",
        "collections": lists,
    }
    return Prepared(json.encode(told)).answer(request)


router.read("", "getRoot", "The front door", schemas.Root, _root, responses=parts.ONE)
router.read("/", "getRoot", "The front door", schemas.Root, _root, include_in_schema=False)
