"""Reading applications, each beside its school, its approach and its round."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select

from ok_api.access.scope import APPLICATIONS as SCOPE
from ok_api.foundation.listing import Listing
from ok_api.foundation.projection import Projection
from ok_api.foundation.queries import among, identical
from ok_api.programme.selection.applications import schemas
from ok_api.programme.selection.queries import LINK
from ok_api.tables import Application, Expertise, Participation, School, SelectionRound

_NOT_YET_A_DAY: ColumnElement[date] = literal_column("'infinity'::date")
_NOT_YET_A_MOMENT: ColumnElement[datetime] = literal_column("'infinity'::timestamp with time zone")

_participation = (
    select(Participation.id)
    .where(Participation.application_id == Application.id)
    .correlate(Application)
    .scalar_subquery()
)

APPLICATION = Projection(
    schemas.Application,
    Application,
    link=LINK,
    scope=SCOPE,
    source=Application.__table__.join(
        School.__table__, School.establishment_code == Application.establishment_code
    )
    .join(Expertise.__table__, Expertise.id == Application.expertise_id)
    .join(SelectionRound.__table__, SelectionRound.id == Application.selection_round_id),
    private=["contact_name", "contact_email", "motivation"],
    versions=[School.version, Expertise.version, SelectionRound.version],
    school_year=SelectionRound.school_year,
    school_name=School.name,
    sector=School.sector,
    expertise_title=Expertise.title,
    participation_id=_participation,
    school="/v1/schools/" + Application.establishment_code,
    selection_round="/v1/selection-rounds/" + cast(Application.selection_round_id, Text),
    expertise="/v1/expertises/" + cast(Application.expertise_id, Text),
    participation="/v1/participations/" + cast(_participation, Text),
    criteria=LINK + "/criteria",
    documents=LINK + "/documents",
    conversations=LINK + "/conversations",
    steps=LINK + "/steps",
    transitions=LINK + "/transitions",
    terms=LINK + "/terms",
    submissions=LINK + "/submissions",
    location_closed_on=School.closed_on,
)

APPLICATIONS = Listing(
    APPLICATION,
    schemas.ApplicationQuery,
    sorts={
        "completeOn": func.coalesce(Application.complete_on, _NOT_YET_A_DAY),
        "submittedAt": func.coalesce(Application.submitted_at, _NOT_YET_A_MOMENT),
        "createdAt": Application.id,  # Its identity is ordered in time.
        "establishmentCode": Application.establishment_code,
    },
    default_sort=("completeOn", "submittedAt"),
    filters={
        "status": among(Application.status),
        "selection_round_id": identical(Application.selection_round_id),
        "establishment_code": among(Application.establishment_code),
        "school_year": among(SelectionRound.school_year),
        "sector": among(School.sector),
    },
)
