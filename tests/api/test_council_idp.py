"""`kept council idp`: where the staff of a council sign in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from fastapi import FastAPI

from tests.make.desk import Typing, at_a_desk

TENANT = "11111111-2222-4333-8444-555555555555"


@pytest_asyncio.fixture
async def desk(app: FastAPI, owner_url: str) -> AsyncIterator[Typing]:
    async with at_a_desk(app, owner_url) as made:
        await made.types("new", made.slug, "--name", "Westmere")
        yield made


async def test_entra_is_named_by_its_tenant_and_shown_with_what_it_has_to_be_told(desk: Typing, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret of a test\n", encoding="utf-8")

    await desk.types("idp", desk.slug, "--tenant", TENANT, "--client-id", "kept", "--secret-file", secret)
    shown = (await desk.types("idp", desk.slug)).text

    assert f"https://login.microsoftonline.com/{TENANT}/v2.0  kept" in shown
    assert "/staff/callback" in shown
    assert "/signed-out" in shown
    assert "a secret" not in shown


async def test_a_council_has_more_than_one_and_can_end_one(desk: Typing) -> None:
    await desk.types("idp", desk.slug, "--tenant", TENANT, "--client-id", "kept")
    named = await desk.types(
        "idp", desk.slug, "--issuer", "https://voice.example", "--client-id", "k", "--name", "Voice"
    )

    await desk.types("idp", desk.slug, "--end", named.text.rpartition(" ")[2])

    shown = (await desk.types("idp", desk.slug)).text
    assert "voice.example" not in shown
    assert "microsoftonline" in shown


@pytest.mark.parametrize("issuer", ["http://idp.example", "ftp://idp.example", "idp.example"])
async def test_a_directory_is_asked_over_tls_only(desk: Typing, issuer: str) -> None:
    with pytest.raises(RuntimeError, match="https"):
        await desk.types("idp", desk.slug, "--issuer", issuer, "--client-id", "kept")


@pytest.mark.parametrize("tenant", ["common", "organizations"])
async def test_an_entra_of_everybody_is_refused(desk: Typing, tenant: str) -> None:
    with pytest.raises(SystemExit):
        await desk.types("idp", desk.slug, "--tenant", tenant, "--client-id", "kept")
