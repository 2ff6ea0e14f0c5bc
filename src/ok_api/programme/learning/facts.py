"""The facts that the rules on enrolments ask for, gathered in one statement."""

from uuid import UUID

from ok_api.foundation import json
from ok_api.foundation.database import Work
from ok_api.foundation.identity import SYSTEM
from ok_api.programme.learning.enrolments import queries
from ok_api.programme.learning.enrolments.record import EnrolmentRecord
from ok_api.tables import Enrolment


async def enrolment_record(work: Work, enrolment_id: UUID) -> EnrolmentRecord:
    """One enrolment as it now stands: `.facts()` are what the rules are asked about."""
    await work.session.flush()
    asked = queries.TRANSITIONS.one(SYSTEM, Enrolment.id == enrolment_id)
    told = (await work.session.execute(asked)).one()
    return EnrolmentRecord.model_validate(json.decode(told.document))
