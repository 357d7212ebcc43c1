"""What leaves says nothing: of every kind of thing that somebody can be told, the very same message."""

from dataclasses import fields
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.ways import Message, Outgoing, message
from models.notices import Notice
from rules.kinds import Kind
from rules.requests import What
from tests.conftest import WEDNESDAY
from tests.make.leaving_the_house import MINUTE, Watched, chooses, fates, is_told, with_ways
from tests.make.world import World
from tests.walls import cast
from tests.walls.clones import Connection, plant, run

EVERY = {Message("A new message", "You have a new message in your app.")}
KINDS = list(Kind)


async def test_whatever_she_is_told_the_same_leaves(northshire: World, desk: Desk, above: Connection) -> None:
    email = Watched()
    await chooses(northshire, by_email=True, also_secrets=True, email="maya@example.org")
    post = with_ways(northshire, email=email)

    for number, what in enumerate(What):
        kind = KINDS[number % len(KINDS)]
        northshire.at(WEDNESDAY + number * MINUTE)
        asked = cast.request(northshire)
        told = Notice.of(asked, what, WEDNESDAY, to=northshire.id_of("maya"), who="zzwho", instead_of="zzinstead")
        told.about = kind
        plant(above, asked, told)
        await deliver(desk, post)

    assert len(email.sent) == len(What)
    assert {message(each.language) for each in email.sent} == EVERY
    assert {(each.email, each.number, each.device) for each in email.sent} == {("maya@example.org", None, None)}
    assert "zz" not in str(email.sent)


@given(language=st.text(max_size=35), key=st.uuids())
def test_in_whatever_language_she_reads_the_message_is_one_of_a_fixed_set(language: str, key: UUID) -> None:
    assert message(Outgoing(key, language).language) in EVERY


def test_nothing_but_where_to_reach_her_is_given_to_a_way() -> None:
    assert {each.name for each in fields(Outgoing)} == {"key", "language", "number", "email", "device", "unsure"}


def test_the_jobs_cannot_read_what_a_notice_is_about(above: Connection) -> None:
    allowed = run(
        above,
        "select attname from pg_attribute where attrelid = 'kept.notices'::regclass and attnum > 0"
        " and has_column_privilege('kept_delivery', attrelid, attnum, 'select')",
    ).fetchall()

    assert {name for (name,) in allowed} == {
        *("council_id", "id", "recipient_id", "secret", "show_from", "read_at", "left_at"),
    }


async def test_one_that_breaks_stops_no_other(northshire: World, desk: Desk) -> None:
    class Breaks(Watched):
        async def send(self, one: Outgoing) -> None:
            self.tried += 1
            if self.tried == 1:
                raise LookupError(one)
            self.sent.append(one)

    email = Breaks()
    for who in ("maya", "jay"):
        await chooses(northshire, who, by_email=True, email=f"{who}@example.org")
    await is_told(northshire)
    asked = await northshire.asks_to_be_called("jay")
    await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")

    await deliver(desk, with_ways(northshire, email=email))

    assert len(email.sent) == 1
    assert sorted((each["state"], each["problem"]) for each in await fates(northshire)) == [
        ("sent", None), ("waiting", "broken"),
    ]  # fmt: skip


async def test_what_is_too_old_to_be_news_does_not_leave(northshire: World, desk: Desk, above: Connection) -> None:
    email = Watched()
    await chooses(northshire, by_email=True, email="maya@example.org")
    asked = cast.request(northshire)
    old = Notice.of(asked, What.taken, WEDNESDAY - 4 * cast.DAY, to=northshire.id_of("maya"), id=uuid4())
    plant(above, asked, old)

    await deliver(desk, with_ways(northshire, email=email))

    assert email.sent == []
