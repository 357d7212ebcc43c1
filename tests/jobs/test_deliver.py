"""What leaves the service: by the ways that she chose, in the same words, for three days, never doubled."""

import asyncio
from datetime import UTC, datetime, timedelta

from jobs.deliver import deliver
from jobs.desk import Desk
from rules.deliveries import Trouble
from tests.conftest import WEDNESDAY
from tests.make.leaving_the_house import MINUTE, Watched, chooses, fates, is_told, with_ways
from tests.make.world import World

A_DAY = timedelta(days=1)


async def _states(world: World) -> list[tuple[str, str, int, str | None]]:
    return [(each["channel"], each["state"], each["tries"], each["problem"]) for each in await fates(world)]


async def test_until_she_chooses_nothing_leaves_for_her(northshire: World, desk: Desk) -> None:
    text, email = Watched(), Watched()
    await is_told(northshire)

    await deliver(desk, with_ways(northshire, text=text, email=email))

    assert text.sent == []
    assert [each for each in email.sent if not each.email] == []
    assert [each["audience"] for each in await fates(northshire)] == []


async def test_she_is_told_by_the_ways_that_she_chose_where_it_is_safe(northshire: World, desk: Desk) -> None:
    text, email = Watched(), Watched()
    await chooses(northshire, by_text=True, by_email=True, email="maya@example.org")
    await is_told(northshire)

    await deliver(desk, with_ways(northshire, text=text, email=email))

    assert [each.number for each in text.sent] == ["+44 7700 900013"]
    assert [each.email for each in email.sent] == ["maya@example.org"]
    assert sorted(await _states(northshire)) == [("email", "sent", 1, None), ("text", "sent", 1, None)]


async def test_once_it_has_left_it_does_not_leave_again(northshire: World, desk: Desk) -> None:
    text = Watched()
    await chooses(northshire, by_text=True)
    await is_told(northshire)

    for minute in range(3):
        northshire.at(WEDNESDAY + minute * MINUTE)
        await deliver(desk, with_ways(northshire, text=text))

    assert len(text.sent) == 1


async def test_four_processes_at_once_send_it_once(northshire: World, desk: Desk) -> None:
    text = Watched()
    await chooses(northshire, by_text=True)
    await is_told(northshire)

    await asyncio.gather(*(deliver(desk, with_ways(northshire, text=text)) for _ in range(4)))

    assert len(text.sent) == 1


async def test_never_leave_a_message_holds_whatever_was_chosen_before(northshire: World, desk: Desk) -> None:
    text, email = Watched(), Watched()
    await chooses(northshire, by_text=True, by_email=True, email="maya@example.org")
    await is_told(northshire)
    reply = await northshire["maya"].patch("/v1/me", {"safe_contact": {"never_leave_message": True}})
    assert reply.status_code == 200

    await deliver(desk, with_ways(northshire, text=text, email=email))

    assert (text.sent, email.sent) == ([], [])


async def test_what_waits_is_not_sent_once_she_wants_it_no_more_or_has_read_it(northshire: World, desk: Desk) -> None:
    text = Watched(fails=Trouble.unreachable)
    await chooses(northshire, by_text=True)
    await is_told(northshire)
    post = with_ways(northshire, text=text)
    await deliver(desk, post)
    (notice,) = (await northshire["maya"].get("/v1/me/notices")).json()["items"]
    await northshire["maya"].put(f"/v1/me/notices/{notice['id']}/read")

    northshire.at(WEDNESDAY + 2 * MINUTE)
    await deliver(desk, post)

    assert await _states(northshire) == [("text", "not_needed", 1, None)]


async def test_a_way_that_is_down_for_a_day_is_tried_with_growing_waits_and_then_gets_it_once(
    northshire: World, desk: Desk
) -> None:
    text = Watched(fails=Trouble.unreachable)
    await chooses(northshire, by_text=True)
    await is_told(northshire)
    post = with_ways(northshire, text=text)

    for minutes in range(0, 24 * 60, 10):
        northshire.at(WEDNESDAY + minutes * MINUTE)
        await deliver(desk, post)
    tried_in_a_day = text.tried
    down = await _states(northshire)
    text.fails = None
    for hours in range(24, 40):
        northshire.at(WEDNESDAY + timedelta(hours=hours))
        await deliver(desk, post)

    assert down == [("text", "waiting", tried_in_a_day, "unreachable")]
    assert 8 < tried_in_a_day < 15
    assert len(text.sent) == 1
    assert (await _states(northshire))[0][1] == "sent"


async def test_after_three_days_it_is_given_up_and_the_admin_sees_why(northshire: World, desk: Desk) -> None:
    text = Watched(fails=Trouble.timed_out)
    await chooses(northshire, by_text=True)
    await is_told(northshire)
    post = with_ways(northshire, text=text)

    for hours in range(74):
        northshire.at(WEDNESDAY + timedelta(hours=hours))
        await deliver(desk, post)

    ((channel, state, tries, problem),) = await _states(northshire)
    assert (channel, state, problem) == ("text", "given_up", "timed_out")
    assert tries == text.tried > 10


async def test_what_no_try_can_mend_is_given_up_at_once(northshire: World, desk: Desk) -> None:
    text = Watched(fails=Trouble.refused)
    await chooses(northshire, by_text=True)
    await is_told(northshire)

    await deliver(desk, with_ways(northshire, text=text))

    assert await _states(northshire) == [("text", "given_up", 1, "refused")]


async def test_after_an_outage_she_is_told_once_and_not_in_a_pile(northshire: World, desk: Desk) -> None:
    text = Watched(fails=Trouble.unreachable)
    await chooses(northshire, by_text=True)
    post = with_ways(northshire, text=text)
    for minutes in (0, 20, 40):
        await is_told(northshire, minutes)
        await deliver(desk, post)
    text.fails = None

    northshire.at(WEDNESDAY + timedelta(hours=2))
    await deliver(desk, post)

    assert len(text.sent) == 1
    assert [state for _, state, _, _ in await _states(northshire)] == ["sent", "not_needed", "not_needed"]


async def test_at_night_it_waits_until_the_quiet_is_over(northshire: World, desk: Desk) -> None:
    text = Watched()
    await chooses(northshire, by_text=True, quiet_from="20:30", quiet_until="07:15")
    await is_told(northshire, minutes=11 * 60)  # nine in the evening, in London
    post = with_ways(northshire, text=text)

    await deliver(desk, post)
    by_night = (len(text.sent), (await fates(northshire))[0]["next_try_at"])
    northshire.at(datetime(2026, 6, 11, 6, 15, tzinfo=UTC))
    await deliver(desk, post)

    assert by_night == (0, "2026-06-11T06:15:00Z")
    assert len(text.sent) == 1


async def test_staff_are_told_at_the_address_of_their_work(northshire: World, desk: Desk) -> None:
    email = Watched()
    asked = await northshire.asks_to_be_called("maya")
    handed = {"worker_id": str(northshire.id_of("alex"))}
    await northshire["priya"].put(f"/v1/requests/{asked['id']}/taker", handed)
    await northshire["maya"].post(f"/v1/me/contact-requests/{asked['id']}/additions", {"message": "And my bike."})

    await deliver(desk, with_ways(northshire, email=email))

    (address,) = [each.email for each in northshire.council.staff if each.key == "alex"]
    assert [each.email for each in email.sent] == ([address] if address else [])


async def test_a_way_that_hangs_holds_up_no_other(northshire: World, eastvale: World, desk: Desk) -> None:
    class Hanging(Watched):
        async def send(self, _one: object) -> None:
            await asyncio.sleep(3600)

    email = Watched()
    for world in (northshire, eastvale):
        who = "maya" if world is northshire else "noor"
        await chooses(world, who, by_text=world is northshire, by_email=True, email="her@example.org")
    await is_told(northshire)
    post = with_ways(northshire, text=Hanging(), email=email)

    hanging = asyncio.create_task(deliver(desk, post))
    for _ in range(100):
        if email.sent:
            break
        await asyncio.sleep(0.05)
    hanging.cancel()

    assert [each.email for each in email.sent] == ["her@example.org"]


async def test_without_a_way_the_log_of_the_server_says_that_somebody_was_told(northshire: World, desk: Desk) -> None:
    await is_told(northshire)

    await deliver(desk, with_ways(northshire))

    assert await _states(northshire) == [("console", "sent", 1, None)]


async def test_of_a_secret_the_admin_sees_nothing_and_she_is_told(northshire: World, desk: Desk) -> None:
    text = Watched()
    await chooses(northshire, by_text=True, also_secrets=True)
    said = await northshire["maya"].post("/v1/me/feedback", {"kind": "complaint", "message": "He shouts."})
    await northshire["cleo"].put(f"/v1/requests/{said.json()['id']}/taker")

    await deliver(desk, with_ways(northshire, text=text))

    assert len(text.sent) == 1
    assert await fates(northshire) == []
