"""What was told before is told again, and forgetting never loses a row."""

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from ok_api.foundation import remembering
from tests.factories import make_school


async def test_a_page_is_whole_when_the_memory_is_emptied_halfway(
    client: httpx.AsyncClient, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"98ZZ0{number}" for number in range(3)]
    for code in codes:
        await make_school(session, establishment_code=code)
    await session.commit()
    query = "/v1/schools?sort=establishmentCode"
    known = (await client.get(f"{query}&limit=2")).json()["items"]
    assert [item["establishmentCode"] for item in known] == codes[:2]
    monkeypatch.setattr(remembering, "LIMIT", 2)
    told = (await client.get(query)).json()["items"]
    assert [item["establishmentCode"] for item in told] == codes
