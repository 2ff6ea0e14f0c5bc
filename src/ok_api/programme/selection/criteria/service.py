"""Judging the criteria of an application."""

from uuid import UUID

from ok_api.access.rows import check_version
from ok_api.foundation.database import Work
from ok_api.programme.selection.criteria import queries
from ok_api.programme.selection.criteria.schemas import CriterionJudgement
from ok_api.programme.selection.running import fetch_running
from ok_api.rules.words import CriterionKey
from ok_api.tables import Criterion


async def judge(
    work: Work, application_id: UUID, criterion: CriterionKey, given: CriterionJudgement
) -> tuple[Criterion, bool]:
    """Judge a criterion for the first time or anew; tells also whether it is the first time.

    Raises `WrongState` once the application has ended, `PreconditionMissing` or `Stale` when a
    judgement is there and If-Match does not name it.
    """
    await fetch_running(work, application_id)
    found = await work.session.scalar(queries.judgement_of(application_id, criterion))
    if found is None:
        found = Criterion(
            application_id=application_id,
            criterion=criterion,
            **given.model_dump(),
            judged_by=work.actor.subject,
        )
        work.session.add(found)
        return found, True
    check_version(work, found)
    for name, value in given.model_dump().items():
        setattr(found, name, value)
    found.judged_by = work.actor.subject
    return found, False
