"""Whatever a young person is sent is a sentence of the catalogue, or somebody's own words: by any route."""

import json
import re
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

import psycopg
import pytest_asyncio

from api import council_files, embedded
from api.settings import Settings
from models.glossary import glossary
from models.pledges import own_promise, pledges
from models.words import catalogue
from rules.clocks import RULES as CLOCKS
from rules.reviews import RULES as REVIEWS
from tests.two_worlds.crawler import answers, calls
from tests.two_worlds.secrets import SECRETS
from tests.two_worlds.test_two_worlds import known_in
from tests.two_worlds.worlds import Worlds, told

# Days and hours, said as people in England say them: rules/clocks.py.
MOMENT = re.compile(
    r"(the end of )?[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+( \d{4})?(, (\d{1,2}(\.\d\d)? [ap]m|noon|midday|midnight))?"
)
HERS = ("/v1/me", "/v1/councils", "/v1/glossary")
MARKS = {"this reply", "urn:uuid:this reply"}
DATABASE = "only_from_the_catalogue"


@pytest_asyncio.fixture(scope="module")
async def world(server: embedded.Server, settings: Settings) -> AsyncIterator[Worlds]:
    async with told(server, settings, DATABASE, SECRETS["a complaint"]) as worlds:
        yield worlds


async def test_a_young_person_is_sent_nothing_but_the_catalogue(world: Worlds, server: embedded.Server) -> None:
    known = known_in(embedded.superuser_dsn(server, DATABASE))
    every = [call for call in calls(world.app, known) if call.path.startswith(HERS)]
    own = data(embedded.superuser_dsn(server, DATABASE))
    found: set[str] = set()

    for persona in ("maya", "jay", "noor", "maya phone"):
        async for _, answer in answers(world.speaker(persona), every):
            found |= {text for document in documents(answer.body) for text in sentences(document)}

    assert len(found) > 150
    assert sorted(each for each in found if not said(each) and each not in own) == []


def test_the_proof_can_fail() -> None:
    assert said("Sam has it and will call you.")
    assert said("Friday 12 June, 5 pm")
    assert not said("Your placement review has been escalated.")


def documents(body: str) -> list[Any]:
    """Return what a reply says: one document, or those of its events."""
    if body and body[0] not in "[{":
        return [json.loads(line[6:]) for line in body.splitlines() if line.startswith("data: ")]
    return [json.loads(body)] if body else []


def sentences(document: Any) -> Iterator[str]:  # noqa: ANN401  a JSON document
    """Yield every text of more than one word."""
    if isinstance(document, str):
        yield from [document] if re.search(r"[A-Za-z]\s+\S", document) else []
    elif isinstance(document, dict | list):
        for each in document.values() if isinstance(document, dict) else document:
            yield from sentences(each)


def said(text: str) -> bool:
    return bool(MOMENT.fullmatch(text) or catalogue_says().fullmatch(text))


@cache
def catalogue_says() -> re.Pattern[str]:
    """Return every sentence, whatever fills its gaps; a talk written down late is two of them."""
    one = "|".join(sorted({_pattern(each) for each in _leaves(catalogue())}, key=len, reverse=True))
    return re.compile(rf"(?:{one})(?: (?:{one}))?")


def _leaves(words: object) -> Iterator[str]:
    if isinstance(words, dict):
        for each in words.values():
            yield from _leaves(each)
    elif isinstance(words, str):
        yield words


def _pattern(sentence: str) -> str:
    """Return a pattern of a sentence: a gap holds a few words, never another sentence."""
    parts = re.split(r"\{\w+\}", sentence)
    return r"(?:\d\.\d|[^.]){1,60}".join(re.escape(part) for part in parts)


def data(database: str) -> set[str]:
    """Return what people wrote and what they are called, and the catalogues that are read like a book."""
    books = {term.means for term in glossary().items} | {term.word for term in glossary().items}
    books |= {also for term in glossary().items for also in term.also}
    for pledge in (*pledges(), own_promise()):
        books |= {pledge.source, *(line.words for line in pledge.lines), *(line.place for line in pledge.lines)}
    names = {str(each.council.name) for each in council_files.demos()}
    # Where a rule is written down is quoted as that paper is called, whatever its words.
    sources = {rule.source for rule in CLOCKS.values()} | {str(each.source) for each in REVIEWS.values()}
    return books | names | sources | MARKS | _texts(database)


def _texts(database: str) -> set[str]:
    """Return every text that stands in a row."""
    found: set[str] = set()
    with psycopg.connect(database, options="-c search_path=kept") as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'kept' and data_type in ('text', 'character varying', 'jsonb')"
        ).fetchall()
        for table, column in columns:
            rows = connection.execute(f"select distinct {column} from {table}".encode()).fetchall()  # noqa: S608
            for (value,) in rows:
                found |= set(sentences(value))
    return found
