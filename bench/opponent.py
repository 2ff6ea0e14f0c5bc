"""The opponent: Starlette, asyncpg and orjson by hand, with no rights, checks or extras."""

import csv
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

COLUMNS = """
    board_number AS "boardNumber", name, sector, school_type AS "schoolType", denomination, street,
    house_number AS "houseNumber", postal_code AS "postalCode", city,
    municipality_code AS "municipalityCode", municipality_name AS "municipalityName", province,
    phone, website, pupil_count AS "pupilCount", pupil_count_year AS "pupilCountYear",
    longitude::float8, latitude::float8, status, closed_on AS "closedOn",
    '/v1/schools/' || establishment_code AS "self", establishment_code AS "establishmentCode",
    institution_code AS "institutionCode", correspondence_street AS "correspondenceStreet",
    correspondence_house_number AS "correspondenceHouseNumber",
    correspondence_postal_code AS "correspondencePostalCode",
    correspondence_city AS "correspondenceCity", nodal_area_code AS "nodalAreaCode",
    rpa_area_code AS "rpaAreaCode", wgr_area_code AS "wgrAreaCode",
    corop_area_code AS "coropAreaCode", education_area_code AS "educationAreaCode",
    rmc_region_code AS "rmcRegionCode", holiday_region AS "holidayRegion"
"""
ONE = f"SELECT {COLUMNS} FROM schools WHERE establishment_code = $1"  # noqa: S608
ORDER = "ORDER BY sort_name, establishment_code LIMIT 51"
FIRST = f"SELECT {COLUMNS}, sort_name FROM schools {ORDER}"  # noqa: S608
NEXT = f"""
    SELECT {COLUMNS}, sort_name FROM schools
    WHERE (sort_name, establishment_code) > ($1, $2) {ORDER}
"""  # noqa: S608
SEARCH = f"""
    SELECT {COLUMNS}, sort_name FROM schools
    WHERE sector = ANY($2) AND (
        search_vector @@ websearch_to_tsquery('dutch', ok_fold($1)) OR ok_fold($1) <% search_text)
    {ORDER}
"""  # noqa: S608
ALL = f"SELECT {COLUMNS} FROM schools ORDER BY sort_name, establishment_code"  # noqa: S608
FEED = """
    SELECT c.position, r.id, r.resource, r.key, r.action, c.committed_at AS "changedAt",
        ARRAY(SELECT jsonb_object_keys(r.after)) AS changed
    FROM log_commits c JOIN audit_records r ON r.log_commit_id = c.id
    WHERE c.position >= 0 ORDER BY c.position, r.id LIMIT 50
"""
CASE = """
    SELECT p.*, e.title, s.name FROM participations p
    JOIN expertises e ON e.id = p.expertise_id
    JOIN schools s ON s.establishment_code = p.establishment_code WHERE p.id = $1
"""
PARTS = {
    "teamMembers": "SELECT * FROM team_members WHERE participation_id = $1 ORDER BY id",
    "expertAssignments": "SELECT * FROM expert_assignments WHERE participation_id = $1 ORDER BY id",
    "programmeYears": "SELECT * FROM programme_years WHERE participation_id = $1 ORDER BY id",
    "trajectories": "SELECT * FROM learning_trajectories WHERE participation_id = $1 ORDER BY id",
    "enrolments": """SELECT n.* FROM enrolments n JOIN learning_trajectories t
        ON t.id = n.learning_trajectory_id WHERE t.participation_id = $1 ORDER BY n.id""",
    "sessions": "SELECT * FROM sessions WHERE participation_id = $1 ORDER BY id",
    "activities": "SELECT * FROM knowledge_activities WHERE participation_id = $1 ORDER BY id",
    "evaluations": "SELECT * FROM evaluations WHERE participation_id = $1 ORDER BY id",
    "decisions": "SELECT * FROM go_no_go_decisions WHERE participation_id = $1 ORDER BY id",
}


def _json(value: Any) -> Response:
    return Response(orjson.dumps(value, default=str), media_type="application/json")


async def one(request: Request) -> Response:
    row = await request.app.state.pool.fetchrow(ONE, request.path_params["code"])
    return _json(dict(row)) if row else Response(status_code=404)


async def page(request: Request) -> Response:
    query = request.query_params
    if "q" in query:
        rows = await request.app.state.pool.fetch(SEARCH, query["q"], query.getlist("sector"))
    elif "after" in query:
        rows = await request.app.state.pool.fetch(NEXT, *query["after"].split("|"))
    else:
        rows = await request.app.state.pool.fetch(FIRST)
    items = [dict(row) for row in rows[:50]]
    last = items[-1] if len(rows) > 50 else None
    cursor = f"{last['sort_name']}|{last['establishmentCode']}" if last else None
    for item in items:
        del item["sort_name"]
    return _json({"items": items, "nextCursor": cursor})


async def export(request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        async with request.app.state.pool.acquire() as connection, connection.transaction():
            cursor = await connection.cursor(ALL)
            rows = await cursor.fetch(250)
            header = list(rows[0].keys())
            while rows:
                out = StringIO()
                csv.writer(out).writerows([header, *rows] if header else rows)
                yield out.getvalue()
                header, rows = [], await cursor.fetch(250)

    return StreamingResponse(lines(), media_type="text/csv")


async def feed(request: Request) -> Response:
    """The first of the log; a reader that goes on would do the same with a higher bound."""
    rows = await request.app.state.pool.fetch(FEED)
    return _json({"items": [dict(row) for row in rows]})


async def case(request: Request) -> Response:
    participation = UUID(request.path_params["id"])
    async with request.app.state.pool.acquire() as connection:
        found: dict[str, Any] = {
            "participation": dict(await connection.fetchrow(CASE, participation))
        }
        for name, sql in PARTS.items():
            found[name] = [dict(row) for row in await connection.fetch(sql, participation)]
    return _json(found)


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    app.state.pool = await asyncpg.create_pool(
        os.environ["BENCH_DSN"],
        min_size=1,
        max_size=8,
        server_settings={"jit": "off", "pg_trgm.word_similarity_threshold": "0.45"},
    )
    yield
    await app.state.pool.close()


app = Starlette(
    routes=[
        Route("/schools/{code}", one),
        Route("/schools", page),
        Route("/changes", feed),
        Route("/schools.csv", export),
        Route("/participations/{id}/dossier", case),
    ],
    lifespan=lifespan,
)
