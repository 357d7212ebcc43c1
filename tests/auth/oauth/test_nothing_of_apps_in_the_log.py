"""No code, token, secret, verifier or proof ever reaches a log, not even when the engine says all that it can."""

import logging

import pytest

from auth.oauth.answers import Secretive
from models.apps import AppKind
from tests.make.apps import SECRET, VERIFIER, an_app, challenge_of
from tests.make.proving import Key
from tests.make.world import World


async def test_what_an_app_holds_is_in_no_log(
    northshire: World, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="authlib")
    app, key = await an_app(northshire, AppKind.confidential), Key()
    code, proof = await app.code(), key.proof("POST", "/oauth/token")
    app.headers["DPoP"] = proof

    told = (await app.change(code)).json()
    await app.change(code)
    app.headers["DPoP"] = key.proof("POST", "/oauth/token")
    await app.refresh(told["refresh_token"])
    app.headers.clear()
    for path in ("/oauth/introspect", "/oauth/revoke"):
        await app.send(path, {"token": told["access_token"]})
    await app.change(code, client_secret="zzwrong")  # noqa: S106  invented

    printed = capfd.readouterr()
    said = caplog.text + printed.out + printed.err
    secrets = (code, told["access_token"], told["refresh_token"], SECRET, VERIFIER, challenge_of(), proof, "zzwrong")
    assert [each for each in secrets if each in said] == []
    assert "kept_code_" not in said
    assert "kept_refresh_" not in said


def test_the_engine_is_told_to_be_quiet_and_a_reply_never_says_itself() -> None:
    assert not logging.getLogger("authlib.oauth2.rfc6749.grants.authorization_code").isEnabledFor(logging.DEBUG)
    assert "zz" not in f"{Secretive(access_token='zz')!r} {Secretive(access_token='zz')}"  # noqa: S106  invented
