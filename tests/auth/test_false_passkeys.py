"""What only looks like a passkey: made without its owner, on a page of somebody else, copied, or broken on its way."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypotheses
from hypothesis import strategies as st

from auth.signing_in.answers import Answer, Site
from auth.signing_in.ceremonies import made, signed
from auth.signing_in.doorstep import WrongSecret
from tests.auth.test_signing_in import comes_in, invite, speaker
from tests.make.authenticator import PRESENT, Authenticator, new_key
from tests.make.passkeys import makes_passkey, signs_in, with_a_passkey
from tests.make.world import World


@pytest.mark.parametrize(
    "lie",
    [
        {"flags": PRESENT},
        {"flags": 0},
        {"origin": "https://kept.example.evil"},
        {"name": "evil.example"},
        {"says_more": {"crossOrigin": True}},
        {"says_more": {"type": "webauthn.create"}},
        {"key": new_key()},
        {"credential_id": b"another"},
    ],
    ids=lambda lie: f"{next(iter(lie))}",
)
async def test_what_only_looks_like_hers_opens_nothing(northshire: World, lie: dict[str, Any]) -> None:
    phone = Authenticator()
    await with_a_passkey(northshire, phone)

    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone.copy(**lie))
    assert await signs_in(northshire, phone)


@pytest.mark.parametrize("lie", [{"flags": PRESENT}, {"origin": "https://kept.example.evil"}, {"name": "evil.example"}])
async def test_what_was_made_elsewhere_or_without_its_owner_is_not_kept(northshire: World, lie: dict[str, Any]) -> None:
    entered = await comes_in(northshire, await invite(northshire))

    with pytest.raises(WrongSecret):
        await makes_passkey(northshire, entered, Authenticator(**lie))

    assert (await speaker(northshire, entered).get("/v1/me/passkeys")).json()["items"] == []


async def test_a_copy_is_noticed_by_its_count_and_then_neither_opens_anything(northshire: World) -> None:
    phone = Authenticator()
    entered = await with_a_passkey(northshire, phone)
    copy = phone.copy()
    await signs_in(northshire, phone)
    maya = speaker(northshire, entered)

    with pytest.raises(WrongSecret):
        await signs_in(northshire, copy)

    assert (await maya.get("/v1/me")).status_code == 401
    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone)
    says = [each["says"] for each in (await northshire_again(northshire)).json()["items"]]
    assert any("copy" in each for each in says)


async def test_a_wrong_count_without_a_right_signature_takes_nothing_away(northshire: World) -> None:
    phone = Authenticator()
    await with_a_passkey(northshire, phone)
    await signs_in(northshire, phone)

    with pytest.raises(WrongSecret):
        await signs_in(northshire, phone.copy(key=new_key(), used=0))

    assert await signs_in(northshire, phone)


async def test_a_passkey_of_another_council_opens_nothing_here(northshire: World, eastvale: World) -> None:
    phone = Authenticator()
    await with_a_passkey(northshire, phone)

    with pytest.raises(WrongSecret):
        await signs_in(eastvale, phone)


ANSWER = Authenticator().signs('{"challenge": "YQ"}')
MADE = Authenticator().makes('{"challenge": "YQ"}')
HERE = Site("localhost", ("http://localhost:8000",))


@hypotheses(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, len(MADE)), put=st.text(max_size=3), whole=st.booleans())
def test_whatever_else_a_device_sends_is_refused_and_nothing_breaks(at: int, put: str, whole: bool) -> None:  # noqa: FBT001
    for text, look in ((ANSWER, lambda said: signed(HERE, said, b"no key")), (MADE, lambda said: made(HERE, said))):
        sent = put if whole else text[:at] + put + text[at + 1 :]
        try:
            look(Answer.read(sent))
        except WrongSecret:
            continue
        assert json.loads(sent)["response"]["attestationObject"]


async def northshire_again(world: World) -> Any:  # noqa: ANN401  a reply
    """Let Maya sign in with her words once more, and read what she is told."""
    await world.sign_in_again()
    return await world["maya"].get("/v1/me/notices")
