"""Many at once: twenty taps on each button are one request, and each request has one taker."""

import asyncio
from collections import Counter
from time import perf_counter

import psycopg
from psycopg.rows import scalar_row

from scripts.prove_durable.asking import ASKS, CREATED
from scripts.prove_durable.figures import Figure, exactly
from scripts.prove_durable.stage import Stage
from scripts.prove_durable.wire import Line, Reply, Sent

OK, TAKEN, BUSY = 200, 409, 503


async def taps(stage: Stage, *, keys: int, each: int) -> list[Figure]:
    """Send every key so many times at once, two keys together."""
    council = await stage.council()
    lines = [Line(stage.service.port) for _ in range(each)]
    bodies: list[set[bytes]] = []
    answers = Counter[int]()
    for number in range(keys):
        sent = Sent("POST", ASKS, council.token("maya"), f"tap-{number}", {"about": f"tap {number}"})
        replies = await asyncio.gather(*(_told(line, sent) for line in lines))
        answers.update(reply.status for reply in replies)
        bodies.append({reply.body for reply in replies})
    for line in lines:
        line.close()
    kept = await _count(stage, "select count(*) from kept.requests where council_id = %s", council.id)
    return [
        Figure(f"keys, each sent {each} times at once", keys),
        exactly("requests made of them", kept, keys),
        exactly("taps answered 201", answers[CREATED], keys * each),
        exactly("keys whose replies differ in a byte", sum(len(told) > 1 for told in bodies), 0),
    ]


async def claims(stage: Stage, *, requests: int, workers: int) -> list[Figure]:
    """Let so many workers take every request at once."""
    council = await stage.council(more_workers=workers)
    lines = [Line(stage.service.port) for _ in range(workers)]
    winners, losers, wrong = Counter[int](), 0, 0
    for number in range(requests):
        asked = Sent("POST", ASKS, council.token("maya"), f"claim-{number}", {"about": "a call"})
        path = f"/v1/requests/{(await _told(lines[0], asked)).json['id']}/taker"
        sent = [Sent("PUT", path, council.token(f"sam-{worker}")) for worker in range(workers)]
        replies = await asyncio.gather(*map(_told, lines, sent))
        won = [reply.json["taken_by"] for reply in replies if reply.status == OK]
        lost = [reply.json["holder"] for reply in replies if reply.status == TAKEN]
        winners[len(won)] += 1
        losers += len(lost)
        wrong += set(lost) != set(won)
    for line in lines:
        line.close()
    taken = await _count(
        stage, "select count(*) from kept.requests where council_id = %s and state = 'taken'", council.id
    )
    return [
        Figure(f"requests, each claimed by {workers} workers at once", requests),
        exactly("requests with exactly one winner", winners[1], requests),
        exactly("losers, each told 409 and who holds it", losers, requests * (workers - 1)),
        exactly("requests whose losers were told another name", wrong, 0),
        exactly("requests taken in the database", taken, requests),
    ]


async def _told(line: Line, sent: Sent) -> Reply:
    """Return the answer; whoever is told to come back comes back."""
    until = perf_counter() + 30
    reply = await line.ask(sent)
    while reply.status == BUSY and perf_counter() < until:
        await asyncio.sleep(0.2)
        reply = await line.ask(sent)
    return reply


async def _count(stage: Stage, query: str, council_id: str) -> int:
    async with await psycopg.AsyncConnection.connect(stage.database.above, row_factory=scalar_row) as connection:
        return int(await (await connection.execute(query, [council_id])).fetchone() or 0)
