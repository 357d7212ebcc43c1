"""People who sign in with a passkey, as our own pages let them."""

from typing import Any
from uuid import UUID

from auth.signing_in.answers import Site
from auth.signing_in.entering import Entered
from auth.signing_in.passkeys import (
    begin_proof,
    begin_registration,
    begin_sign_in,
    finish_proof,
    finish_registration,
    finish_sign_in,
)
from tests.auth.test_signing_in import LAPTOP, comes_in, invite, step
from tests.make.authenticator import Authenticator
from tests.make.world import World


def site(world: World) -> Site:
    found: Site = world.app.state.site
    return found


async def makes_passkey(world: World, entered: Entered, phone: Authenticator, name: str = "my phone") -> UUID:
    whose, session = entered.session_of, entered.session.id
    options = await begin_registration(step(world), site(world), whose, session)
    return await finish_registration(step(world), site(world), whose, session, (phone.makes(options), name))


async def signs_in(world: World, phone: Authenticator, device: Any = LAPTOP) -> Entered:  # noqa: ANN401  a Device
    options = await begin_sign_in(step(world), site(world), world.id)
    return await finish_sign_in(step(world), site(world), world.id, phone.signs(options), device)


async def proves(world: World, entered: Entered, phone: Authenticator) -> None:
    whose, session = entered.session_of, entered.session.id
    options = await begin_proof(step(world), site(world), whose, session)
    await finish_proof(step(world), site(world), whose, session, phone.signs(options))


async def with_a_passkey(world: World, phone: Authenticator) -> Entered:
    entered = await comes_in(world, await invite(world))
    await makes_passkey(world, entered, phone)
    return entered
