"""The catalogue's reads: each shape beside the columns that it is told from."""

from sqlalchemy import Text, cast, func

from ok_api.access.scope import EXPERTISES as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, flagged, overlapping, searched
from ok_api.programme.catalogue import schemas
from ok_api.programme.schools.searching import relevance
from ok_api.tables import Expertise

EXPERTISE = Projection(
    schemas.Expertise,
    Expertise,
    link="/v1/expertises/" + cast(Expertise.id, Text),
    scope=SCOPE,
    school="/v1/schools/" + Expertise.establishment_code,
)

EXPERTISES = Listing(
    EXPERTISE,
    schemas.ExpertiseQuery,
    sorts={
        "title": Expertise.title,
        "id": Expertise.id,
        "relevance": relevance(Expertise, func.ok_fold(Expertise.title)),
    },
    default_sort=("title",),
    filters={
        "q": searched(Expertise),
        "theme": among(Expertise.theme),
        "sector": overlapping(Expertise.sectors),
        "establishment_code": among(Expertise.establishment_code),
        "published": flagged(Expertise.published),
    },
)
