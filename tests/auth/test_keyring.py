"""The keys that sign take turns: one to come, one that signs, one that is going; and nobody is signed out by it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from auth import keyring
from auth.keyring import PACE, Keyring, Ring, must_be_time
from auth.tokens import BadToken, new_signing_key
from tests.auth.bad_tokens import BEARER, ISSUER, NOW, thumbprint


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "signing-key.pem"
    made.write_bytes(new_signing_key())
    return made


def turn(file: Path, *, drop: bool = False) -> Ring:
    ring = Ring.read(file.read_bytes())
    turned = ring.dropped() if drop else ring.turned()
    file.write_bytes(turned.text)
    return turned


def test_a_token_that_was_signed_before_still_stands_for_its_whole_life(file: Path) -> None:
    before = Keyring(file, issuer=ISSUER).sign(BEARER, now=NOW)
    first, second = turn(file), turn(file)

    after = Keyring(file, issuer=ISSUER)

    assert first.next == second.signing
    assert after.verify(before, now=NOW).account_id == BEARER.account_id
    assert after.sign(BEARER, now=NOW) != before


def test_whoever_has_not_read_the_file_again_takes_what_the_next_key_signs(file: Path) -> None:
    turn(file)
    late = Keyring(file, issuer=ISSUER)
    assert late.published
    turn(file)
    early = Keyring(file, issuer=ISSUER)

    assert late.verify(early.sign(BEARER, now=NOW), now=NOW)
    assert early.verify(late.sign(BEARER, now=NOW), now=NOW)


def test_three_keys_are_published_and_no_more(file: Path) -> None:
    counts = [len(Keyring(file, issuer=ISSUER).published)]
    for _ in range(4):
        turn(file)
        counts.append(len(Keyring(file, issuer=ISSUER).published))

    assert counts == [1, 2, 3, 3, 3]
    published = Keyring(file, issuer=ISSUER).published
    assert {frozenset(each) for each in published} == {frozenset({"kty", "crv", "x", "y", "kid", "use", "alg"})}


def test_what_a_leaked_key_signed_is_refused_at_once(file: Path) -> None:
    turn(file)
    stolen = Keyring(file, issuer=ISSUER).sign(BEARER, now=NOW)

    turn(file, drop=True)

    with pytest.raises(BadToken):
        Keyring(file, issuer=ISSUER).verify(stolen, now=NOW)


def test_a_process_that_runs_reads_the_file_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "LOOK_AGAIN", -1.0)
    running = Keyring(file, issuer=ISSUER)
    before = [each["kid"] for each in running.published]

    turned = turn(file)
    os.utime(file, ns=(1, 1))

    assert turned.next
    assert [each["kid"] for each in running.published] == [*before, thumbprint(turned.next)]


def test_keys_do_not_turn_before_everyone_knows_the_next_one(file: Path) -> None:
    fresh = Ring.read(file.read_bytes())
    must_be_time(fresh, NOW, NOW)

    with pytest.raises(RuntimeError, match="70 minutes"):
        must_be_time(fresh.turned(), NOW, NOW + PACE - timedelta(seconds=1))
    must_be_time(fresh.turned(), NOW, NOW + PACE)


def test_a_file_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="no private key"):
        Ring.read(b"nothing")
