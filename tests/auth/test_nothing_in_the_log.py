"""No code, number, passphrase, device or token ever reaches a log, not even at DEBUG."""

import json
import logging

import pytest
from fastapi import FastAPI

from auth.signing_in.doorstep import Device, WrongSecret
from auth.signing_in.entering import change_passphrase, prove, redeem, sign_in
from auth.signing_in.passkeys import begin_sign_in, finish_sign_in
from tests.auth.test_signing_in import invite, speaker, step
from tests.make.authenticator import Authenticator, written
from tests.make.desk import at_a_desk
from tests.make.passkeys import site, with_a_passkey
from tests.make.world import World

WORDS, WRONG, DEVICE = "zzotter zzwindow zzbiscuit", "zzwrong zzwords zzhere", "zzdevice"


async def test_what_opens_a_door_is_in_no_log(
    northshire: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    made = await invite(northshire)
    here, code = step(northshire), (made["code"], made["number"])
    device = Device(DEVICE, "a phone")

    entered = await redeem(here, northshire.id, code, WORDS, device)
    phone = speaker(northshire, entered)
    await phone.get("/v1/me/sessions")
    await sign_in(here, northshire.id, made["name"], WORDS, device)
    await prove(here, entered.session_of, entered.session.id, WORDS)
    for trying in (
        redeem(here, northshire.id, code, WORDS, device),
        sign_in(here, northshire.id, made["name"], WRONG, device),
        prove(here, entered.session_of, entered.session.id, WRONG),
    ):
        with pytest.raises(WrongSecret) as refused:
            await trying
        assert "zz" not in str(refused.value)

    printed = capfd.readouterr()
    told = caplog.text + printed.out + printed.err
    secrets = (made["code"], made["code"].replace("-", ""), WORDS, WRONG, DEVICE, phone.token or "")
    assert [each for each in secrets if each in told] == []
    assert "zz" not in told
    assert "argon2id" not in told


async def test_what_a_device_signs_is_in_no_log_nor_what_it_was_asked(
    northshire: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    phone = Authenticator()
    entered = await with_a_passkey(northshire, phone)
    asked = await begin_sign_in(step(northshire), site(northshire), northshire.id)
    answer = phone.signs(asked)

    await finish_sign_in(step(northshire), site(northshire), northshire.id, answer, Device(DEVICE, "a phone"))
    with pytest.raises(WrongSecret) as refused:
        await finish_sign_in(step(northshire), site(northshire), northshire.id, answer, Device(DEVICE, "a phone"))
    await change_passphrase(step(northshire), entered.session_of, entered.session.id, WORDS)

    printed = capfd.readouterr()
    told = caplog.text + printed.out + printed.err + str(refused.value)
    secrets = (json.loads(asked)["challenge"], *json.loads(answer)["response"].values(), written(phone.credential_id))
    assert [each for each in (*secrets, WORDS, DEVICE) if each in told] == []


async def test_what_the_console_says_is_in_no_log(
    northshire: World, app: FastAPI, owner_url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with at_a_desk(app, owner_url) as desk:
        said = await desk.types("admin", northshire.council.council.slug, "--again")

    printed = capfd.readouterr()
    told = caplog.text + printed.out + printed.err
    assert [line for line in said.text.splitlines()[1:] if line.split()[-1] in told] == []
