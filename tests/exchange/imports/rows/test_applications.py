"""Applications, row by row."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import clock
from ok_api.rules.exchange_words import ImportKind, MendedBy
from ok_api.rules.words import ApplicationStatus, SchoolStatus
from ok_api.tables import Application, ApplicationStep, School
from tests.exchange.imports.rows.sending import Imports, only, school
from tests.factories import make_application, make_expertise, make_round, make_school

APPLICATIONS = ImportKind.APPLICATIONS
OWN, OTHER = "99ZZ01", "99ZZ02"
ROW = {
    "schoolYear": "2026-2027",
    "selectionRoundTitle": "Eerste ronde",
    "establishmentCode": OWN,
    "expertiseTitle": "Lezen om te leren",
    "contactName": "Voorbeeld Persoon",
}


async def prepare(session: AsyncSession, **of_round: Any) -> None:
    """A round that is open, and two schools with an approach of one name."""
    now = clock.now()
    times = {"opens_at": now - timedelta(days=9), "closes_at": now + timedelta(days=9)}
    values = {"school_year": "2026-2027", "title": "Eerste ronde", **times, **of_round}
    await make_round(session, **values)
    for code, board in ((OWN, "90001"), (OTHER, "90002")):
        await make_expertise(
            session, await make_school(session, establishment_code=code, board_number=board)
        )
    await session.commit()


async def test_a_school_applies_for_itself_only(imports: Imports, session: AsyncSession) -> None:
    await prepare(session)
    rows = [ROW, {**ROW, "establishmentCode": OTHER}]
    imported = await imports.send(APPLICATIONS, rows, actor=school(OWN))
    assert await imports.outcomes(imported) == ["created", "refused"]
    refused = (await imports.report(imported))[1]
    assert only(refused.flaws)["type"] == "/v1/problem-types/forbidden"
    assert refused.mended_by is MendedBy.SCHOOL
    assert await imports.count(Application) == 1


async def test_a_round_that_has_closed_is_only_for_the_office(
    imports: Imports, session: AsyncSession
) -> None:
    closed = datetime(2026, 3, 1, 12, tzinfo=UTC)
    await prepare(session, opens_at=closed - timedelta(days=9), closes_at=closed)
    refused = await imports.send(APPLICATIONS, [ROW], actor=school(OWN))
    row = only(await imports.report(refused))
    problem = only(row.flaws)
    assert row.mended_by is MendedBy.OFFICE
    assert problem["type"] == "/v1/problem-types/wrong-state"
    assert problem["closedAt"].startswith("2026-03-01T12:00")
    assert set(problem["detail"]) == {"nl", "en"}
    assert await imports.outcomes(await imports.send(APPLICATIONS, [ROW])) == ["created"]


async def test_what_only_the_office_sets_is_refused_to_a_school_and_undoes_its_row(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    row = {**ROW, "completeOn": "2026-10-01"}
    imported = await imports.send(APPLICATIONS, [row], actor=school(OWN))
    refused = only(await imports.report(imported))
    assert only(refused.flaws)["members"] == ["completeOn"]
    assert refused.mended_by is MendedBy.OFFICE
    assert await imports.count(Application) == 0
    assert await imports.count(ApplicationStep) == 0


async def test_no_school_states_when_it_submitted(imports: Imports, session: AsyncSession) -> None:
    """As over HTTP one by one: neither with what it starts nor of what it started before."""
    await prepare(session)
    row = {**ROW, "submittedAt": "3-10-2026 9:30"}
    for count, sent in enumerate(([row], [ROW, row])):
        imported = await imports.send(APPLICATIONS, sent[-1:], actor=school(OWN))
        refused = only(await imports.report(imported))
        assert only(refused.flaws)["type"] == "/v1/problem-types/forbidden"
        assert only(refused.flaws)["members"] == ["submittedAt"]
        assert refused.mended_by is MendedBy.OFFICE
        assert await imports.count(Application) == count
        await imports.send(APPLICATIONS, [ROW], actor=school(OWN))


async def test_the_office_gives_a_reason_for_the_moments_that_it_states(
    imports: Imports, session: AsyncSession
) -> None:
    """The reason of the import is that of each of its rows."""
    await prepare(session)
    rows = [{**ROW, "submittedAt": "3-10-2026 9:30"}]
    silent = await imports.begin(APPLICATIONS)
    silent.reason = None
    await session.commit()
    await imports.carry_on(silent, rows)
    (flaw,) = only(only(await imports.report(silent)).flaws)["errors"]
    assert (flaw["in"], flaw["parameter"], flaw["code"]) == ("header", "Audit-Reason", "missing")
    assert await imports.outcomes(await imports.send(APPLICATIONS, rows)) == ["created"]


async def test_a_closed_location_applies_with_an_explanation(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    closed = await session.get_one(School, OWN)
    closed.status, closed.closed_on = SchoolStatus.CLOSED, clock.today()
    await session.commit()
    silent = await imports.send(APPLICATIONS, [ROW])
    problem = only(only(await imports.report(silent)).flaws)
    assert problem["type"] == "/v1/problem-types/rule-refused"
    assert "gesloten sinds" in problem["detail"]["nl"]
    assert await imports.count(Application) == 0
    told = {**ROW, "motivation": "De sluiting is een fout in het register."}
    assert await imports.outcomes(await imports.send(APPLICATIONS, [told])) == ["created"]
    assert await imports.outcomes(await imports.send(APPLICATIONS, [told])) == ["unchanged"]
    step = only(list(await session.scalars(select(ApplicationStep))))
    assert step.motivation == told["motivation"]


async def test_the_first_cohort_is_imported(imports: Imports, session: AsyncSession) -> None:
    """2023-2024: nothing is known of windows or terms then, and nothing is said of them."""
    spring = datetime(2023, 3, 1, 8, tzinfo=UTC)
    await prepare(
        session,
        school_year="2023-2024",
        opens_at=spring,
        closes_at=spring + timedelta(days=120),
    )
    row = {
        **ROW,
        "schoolYear": "2023-2024",
        "startedOn": "15-3-2023",
        "submittedAt": "10-5-2023 12:00",
        "completeOn": "12-5-2023",
    }
    assert await imports.outcomes(await imports.send(APPLICATIONS, [row])) == ["created"]
    application = only(list(await session.scalars(select(Application))))
    assert application.submitted_at == datetime(2023, 5, 10, 10, tzinfo=UTC)


async def test_what_cannot_be_found_is_told_by_its_column(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    row = {**ROW, "schoolYear": "2031-2032", "expertiseTitle": "Iets anders", "contactEmail": "x"}
    imported = await imports.send(APPLICATIONS, [row])
    errors = only(only(await imports.report(imported)).flaws)["errors"]
    found = {flaw["column"]: flaw["code"] for flaw in errors}
    assert found == {
        "schoolYear": "unknown",
        "expertiseTitle": "unknown",
        "contactEmail": "not_an_email",
    }


async def test_what_is_needed_to_find_it_is_asked_for(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    imported = await imports.send(APPLICATIONS, [{"contactName": "Voorbeeld Persoon"}])
    errors = only(only(await imports.report(imported)).flaws)["errors"]
    assert {flaw["column"] for flaw in errors} == {
        "selectionRoundId",
        "establishmentCode",
        "expertiseTitle",
    }
    assert {flaw["code"] for flaw in errors} == {"missing"}


async def test_two_approaches_of_one_name_ask_for_the_id(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    own = await make_school(session, establishment_code="99ZZ03")
    first, _ = await make_expertise(session, own), await make_expertise(session, own)
    await session.commit()
    row = {**ROW, "establishmentCode": "99ZZ03"}
    imported = await imports.send(APPLICATIONS, [row, {**row, "expertiseId": str(first.id)}])
    assert await imports.outcomes(imported) == ["refused", "created"]
    flaw = only(only((await imports.report(imported))[0].flaws)["errors"])
    assert (flaw["column"], flaw["code"]) == ("expertiseTitle", "ambiguous")


async def test_an_application_starts_with_its_particulars(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    row = {
        **ROW,
        "startedOn": "2-10-2026",
        "submittedAt": "3-10-2026 9:30",
        "completeOn": "2026-10-05",
        "otherRoles": "learning_school",
    }
    imported = await imports.send(APPLICATIONS, [row])
    assert await imports.outcomes(imported) == ["created"]
    application = only(list(await session.scalars(select(Application))))
    assert application.contact_name == "Voorbeeld Persoon"
    assert application.submitted_at == datetime(2026, 10, 3, 7, 30, tzinfo=UTC)
    assert application.other_roles == ["learning_school"]
    step = only(list(await session.scalars(select(ApplicationStep))))
    assert str(step.taken_on) == "2026-10-02"
    operations = [record.operation for record in await imports.trail(imported)]
    assert operations == ["startApplication", "startApplication", "changeApplication"]


async def test_what_is_there_is_found_again_and_changed(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    await imports.send(APPLICATIONS, [ROW])
    again = await imports.send(APPLICATIONS, [ROW])
    assert await imports.outcomes(again) == ["unchanged"]
    assert await imports.trail(again) == []
    changed = await imports.send(APPLICATIONS, [{**ROW, "contactEmail": "naam@example.org"}])
    assert await imports.outcomes(changed) == ["updated"]
    assert only(await imports.trail(changed)).after == {"contact_email": "naam@example.org"}
    assert await imports.count(Application) == 1
    assert await imports.count(ApplicationStep) == 1


async def test_what_was_rejected_is_not_started_again_by_the_same_file(
    imports: Imports, session: AsyncSession
) -> None:
    await prepare(session)
    await imports.send(APPLICATIONS, [ROW])
    application = only(list(await session.scalars(select(Application))))
    application.status, application.motivation = ApplicationStatus.REJECTED, "Past niet."
    await session.commit()
    again = await imports.send(APPLICATIONS, [ROW])
    assert await imports.outcomes(again) == ["unchanged"]


async def test_another_schools_application_is_not_told_of(
    imports: Imports, session: AsyncSession
) -> None:
    """Unchanged would tell that it is there."""
    approach = await make_expertise(session, await make_school(session, board_number="90009"))
    application = await make_application(session, approach)
    await session.commit()
    row = {"selectionRoundId": str(application.selection_round_id), "expertiseId": str(approach.id)}
    imported = await imports.send(APPLICATIONS, [row], actor=school(OWN))
    assert await imports.outcomes(imported) == ["refused"]
