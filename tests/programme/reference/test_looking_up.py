"""Rules, glossary, code lists and problem types: the same for everyone, in two languages."""

import httpx
import pytest

from ok_api.foundation.kinds import ALL_KINDS
from ok_api.rules.catalogue import rules
from ok_api.rules.glossary import glossary
from ok_api.rules.words import Phase, Term
from tests.callers import Callers

LISTS = ("/v1/rules", "/v1/glossary", "/v1/code-lists", "/v1/problem-types")


async def test_a_rule_tells_its_values_by_date_with_source_and_examples(
    client: httpx.AsyncClient,
) -> None:
    rule = (await client.get("/v1/rules/R-FAC-2")).json()
    base = next(item for item in rule["parameters"] if item["key"] == "base_fte")
    first = base["values"][0]
    assert (first["from"], first["until"], first["value"]) == ("2023-08-01", None, 0.4)
    assert first["source"]["name"] == "BROCHURE"
    assert "0,4 FTE" in first["source"]["sentence"]
    assert rule["self"] == "/v1/rules/R-FAC-2"
    assert rule["title"].keys() == {"nl", "en"}
    assert rule["examples"]
    cited = {source["name"]: source for source in rule["sources"]}
    assert cited["BROCHURE"]["title"]["nl"] == "Brochure Expertisescholen Ontwikkelkracht"
    assert cited["BROCHURE"]["url"] is None


async def test_every_rule_term_list_and_problem_is_told(client: httpx.AsyncClient) -> None:
    expected = {
        "/v1/rules": [rule.id for rule in rules()],
        "/v1/glossary": [term.key for term in glossary()],
    }
    for path, keys in expected.items():
        items = (await client.get(f"{path}?limit=200")).json()["items"]
        assert [item["self"] for item in items] == [f"{path}/{key}" for key in keys]
    lists = (await client.get("/v1/code-lists?limit=200&count=true")).json()
    assert lists["total"] == len(lists["items"]) == len(Term.__subclasses__())
    problems = (await client.get("/v1/problem-types?limit=200")).json()["items"]
    assert {(item["slug"], item["status"]) for item in problems} == {
        (kind.slug, kind.status) for kind in ALL_KINDS
    }


@pytest.mark.parametrize("path", LISTS)
async def test_every_item_of_a_list_is_found_at_its_own_address(
    client: httpx.AsyncClient, path: str
) -> None:
    page = (await client.get(f"{path}?limit=200")).json()
    assert page["nextCursor"] is None
    for item in page["items"]:
        assert (await client.get(item["self"])).json() == item


@pytest.mark.parametrize("path", LISTS)
async def test_pages_put_together_are_the_whole_list(client: httpx.AsyncClient, path: str) -> None:
    whole = (await client.get(f"{path}?limit=200")).json()["items"]
    found, address = [], f"{path}?limit=7"
    while address:
        answer = await client.get(address)
        found += answer.json()["items"]
        link = answer.headers.get("link")
        address = link[1 : link.index(">")] if link else ""
        assert (link is None) == (answer.json()["nextCursor"] is None)
    assert found == whole


async def test_a_cursor_is_only_good_for_its_own_list(client: httpx.AsyncClient) -> None:
    cursor = (await client.get("/v1/rules?limit=1")).json()["nextCursor"]
    answer = await client.get(f"/v1/glossary?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "invalid_cursor"


async def test_labels_follow_the_language_and_both_are_there(client: httpx.AsyncClient) -> None:
    address = "/v1/code-lists/phase"
    dutch = await client.get(address, headers={"Accept-Language": "nl"})
    english = await client.get(address, headers={"Accept-Language": "en-GB,nl;q=0.5"})
    assert dutch.headers["content-language"] == "nl"
    assert english.headers["content-language"] == "en"
    assert "Accept-Language" in english.headers["vary"]
    for told, language in ((dutch.json(), "nl"), (english.json(), "en")):
        for code, word in zip(told["codes"], Phase, strict=True):
            assert code["code"] == word.value
            assert code["label"] == code["labels"][language] == word.label.in_(language)
            assert code["meaning"] == code["meanings"][language]
    assert dutch.json()["codes"][0]["label"] != english.json()["codes"][0]["label"]


async def test_a_problem_that_is_met_leads_to_what_to_do(client: httpx.AsyncClient) -> None:
    met = (await client.get("/v1/rules?limit=0")).json()
    told = (await client.get(met["type"])).json()
    assert (told["status"], told["slug"]) == (400, "invalid-input")
    assert told["advice"] == told["advices"]["nl"] != told["advices"]["en"]


@pytest.mark.parametrize("path", [*LISTS, "/v1/rules/R-FAC-2", "/v1/code-lists/phase", "/v1"])
async def test_what_has_not_changed_is_not_sent_again(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(path)
    assert first.headers["cache-control"] == "public, no-cache"
    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = await client.get(path, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


async def test_the_language_is_part_of_the_version(client: httpx.AsyncClient) -> None:
    dutch = await client.get("/v1/code-lists/phase")
    headers = {"If-None-Match": dutch.headers["etag"], "Accept-Language": "en"}
    assert (await client.get("/v1/code-lists/phase", headers=headers)).status_code == 200


@pytest.mark.parametrize("path", LISTS)
async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"{path}/nothing-of-the-kind")
    assert (answer.status_code, answer.json()["type"]) == (404, "/v1/problem-types/not-found")


async def test_the_front_door_leads_everywhere(callers: Callers) -> None:
    root = (await callers.anonymous.get("/v1")).json()
    assert (await callers.anonymous.get("/v1/")).json() == root
    assert (await callers.anonymous.get(root["document"])).status_code == 200
    assert (await callers.anonymous.get(root["documentation"])).status_code == 200
    hrefs = [item["href"] for item in root["collections"]]
    assert "/v1/schools" in hrefs
    for href in hrefs:
        assert (await callers.office.get(href)).status_code == 200, href
