"""Every read, on a case with everything in it, answers what its schema promises."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.callers import Callers
from tests.contract.conftest import MOST_STATEMENTS, Counting
from tests.contract.crawling import NOT_JSON, Crawl
from tests.contract.seed import seed
from tests.contract.walking import Json, Operation


@pytest.mark.parametrize("role", ["office", "research"])
async def test_every_answer_is_what_its_schema_promises(
    role: str,
    callers: Callers,
    session: AsyncSession,
    walk: list[Operation],
    document: Json,
    pool: Counting,
) -> None:
    decided = await seed(session, callers.office)
    assert decided.status_code == 201, decided.text
    crawl = Crawl(getattr(callers, role), walk, document, pool)
    await crawl.run()
    assert not crawl.wrong, "\n".join(crawl.wrong)
    allowed = {op.id for op in walk if op.reads and (op.public or role in op.told["x-roles"])}
    assert allowed - crawl.met.keys() - NOT_JSON == set(), "not reached by any link"
    more = {name: count for name, count in crawl.met.items() if count > MOST_STATEMENTS}
    assert not more, "an answer takes few statements, however composed"
