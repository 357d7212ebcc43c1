"""No code, number, passphrase, device or token ever reaches a log, not even at DEBUG."""

import logging

import pytest

from auth.signing_in.doorstep import Device, WrongSecret
from auth.signing_in.entering import prove, redeem, sign_in
from tests.auth.test_signing_in import invite, speaker, step
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
