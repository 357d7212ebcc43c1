"""A token is taken only if we wrote it, for us, and not long ago."""

import sys
from dataclasses import replace
from datetime import timedelta
from random import Random
from subprocess import run

import pytest
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from auth import tokens
from auth.tokens import LEEWAY, LIFE, BadToken, Bearer, Claims, Keys, new_signing_key
from tests.auth.bad_tokens import (
    BAD,
    BEARER,
    GOOD,
    ISSUER,
    NOW,
    PRIVATE,
    START,
    STRANGE,
    public,
    thumbprint,
)

SECOND = timedelta(seconds=1)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0\u00e9{["


def keys(private: bytes = PRIVATE, *also_accepted: bytes, issuer: str = ISSUER) -> Keys:
    return Keys.from_pem(private, *also_accepted, issuer=issuer)


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_a_bad_token_is_refused_without_a_word_about_it(raw: str) -> None:
    with pytest.raises(BadToken) as refused:
        keys().verify(raw, now=NOW)

    assert (refused.value.args, refused.value.__cause__, refused.value.__context__) == ((), None, None)


def test_a_token_made_without_the_library_is_taken() -> None:
    claims = keys().verify(GOOD, now=NOW)

    assert Bearer(**{name: getattr(claims, name) for name in Bearer.__slots__}) == BEARER
    assert (claims.issuer, claims.issued_at, claims.expires_at) == (ISSUER, START, START + 600)


def test_what_is_signed_is_what_is_read() -> None:
    ours = keys()

    for _ in range(50):  # half of all signatures have to be lowered
        claims = ours.verify(ours.sign(BEARER, now=NOW), now=NOW)

        assert claims == Claims(
            **{name: getattr(BEARER, name) for name in Bearer.__slots__},
            issuer=ISSUER,
            id=claims.id,
            issued_at=START,
            expires_at=START + 600,
        )


def test_two_tokens_are_never_the_same() -> None:
    first, second = (keys().verify(keys().sign(BEARER, now=NOW), now=NOW) for _ in range(2))

    assert first.id != second.id


def test_an_empty_scope_permits_nothing() -> None:
    raw = keys().sign(replace(BEARER, scope=frozenset()), now=NOW)

    assert keys().verify(raw, now=NOW).scope == frozenset()


def test_a_token_of_the_largest_scope_is_taken() -> None:
    everything = replace(BEARER, scope=frozenset(f"some-resources:verb-{number}" for number in range(100)))

    assert keys().verify(keys().sign(everything, now=NOW), now=NOW).scope == everything.scope


@pytest.mark.parametrize(
    "bearer",
    [
        replace(BEARER, assurance=3),
        replace(BEARER, role="young\nperson"),
        replace(BEARER, scope=frozenset({"two words"})),
        replace(BEARER, app="a" * 4000),
    ],
    ids=["assurance", "role", "scope", "length"],
)
def test_what_could_not_be_read_back_is_not_signed(bearer: Bearer) -> None:
    with pytest.raises(ValueError, match="cannot say this"):
        keys().sign(bearer, now=NOW)


@pytest.mark.parametrize("life", [LIFE + SECOND, timedelta(days=1, minutes=5), timedelta(0), -SECOND], ids=str)
def test_no_token_lives_longer_than_ten_minutes_or_not_at_all(life: timedelta) -> None:
    with pytest.raises(ValueError, match="cannot say this"):
        keys().sign(BEARER, now=NOW, life=life)


def test_a_token_is_taken_from_its_start_to_its_end_and_a_little_beyond() -> None:
    ours = keys()

    for now in NOW - LEEWAY, NOW, NOW + LIFE + LEEWAY - SECOND:
        assert ours.verify(GOOD, now=now)
    for now in NOW - LEEWAY - SECOND, NOW + LIFE + LEEWAY, NOW + timedelta(days=4000):
        with pytest.raises(BadToken):
            ours.verify(GOOD, now=now)


def test_a_remembered_token_ends_as_any_other_does() -> None:
    ours = keys()
    raw = ours.sign(BEARER, now=NOW, life=SECOND)
    ours.verify(raw, now=NOW)

    with pytest.raises(BadToken):
        ours.verify(raw, now=NOW + SECOND + LEEWAY)


def test_a_token_is_remembered_once_and_only_so_many_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_REMEMBERED", 2)
    ours = keys()
    first, *others = (ours.sign(BEARER, now=NOW) for _ in range(3))

    assert ours.verify(first, now=NOW) is ours.verify(first, now=NOW)
    remembered = ours.verify(first, now=NOW)
    for other in others:
        ours.verify(other, now=NOW)
    assert ours.verify(first, now=NOW) is not remembered
    assert ours.verify(first, now=NOW) == remembered


def test_nothing_refused_is_remembered() -> None:
    ours = keys()

    for raw in BAD.values():
        for _ in range(2):
            with pytest.raises(BadToken):
                ours.verify(raw, now=NOW)


def test_a_key_may_follow_another() -> None:
    before, after = keys(PRIVATE, public(STRANGE)), keys(STRANGE, public(PRIVATE))

    assert after.verify(before.sign(BEARER, now=NOW), now=NOW)
    assert before.verify(after.sign(BEARER, now=NOW), now=NOW)


def test_a_key_that_is_no_longer_accepted_opens_nothing() -> None:
    with pytest.raises(BadToken):
        keys(STRANGE).verify(keys(PRIVATE).sign(BEARER, now=NOW), now=NOW)


def test_another_deployment_with_our_key_is_not_us() -> None:
    with pytest.raises(BadToken):
        keys(issuer="https://other.example").verify(GOOD, now=NOW)


def test_a_key_is_named_after_itself() -> None:
    assert len({thumbprint(PRIVATE), thumbprint(STRANGE), thumbprint(new_signing_key())}) == 3
    assert keys().sign(BEARER, now=NOW).startswith(GOOD.partition(".")[0])


WRONG_CURVE = ec.generate_private_key(ec.SECP384R1())
WRONG_KIND = ed25519.Ed25519PrivateKey.generate()
SPKI = pem.PublicFormat.SubjectPublicKeyInfo


@pytest.mark.parametrize("key", [WRONG_CURVE, WRONG_KIND], ids=["P-384", "Ed25519"])
def test_only_keys_of_our_curve_are_taken(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
) -> None:
    private = key.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())

    with pytest.raises(ValueError, match="P-256"):
        keys(private)
    with pytest.raises(ValueError, match="P-256"):
        keys(PRIVATE, key.public_key().public_bytes(pem.Encoding.PEM, SPKI))


@pytest.mark.parametrize("text", [b"", b"secret", public(PRIVATE, pem.Encoding.DER), STRANGE], ids=range(4))
def test_only_a_public_key_in_pem_is_accepted(text: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - in the words of the library
        keys(PRIVATE, text)


def test_no_change_to_a_token_goes_unnoticed() -> None:
    ours, chance = keys(), Random(1)  # noqa: S311 - the same changes every time

    for raw in (_changed(GOOD, chance) for _ in range(2000)):
        try:
            ours.verify(raw, now=NOW)
        except BadToken:
            continue
        assert raw == GOOD


def _changed(raw: str, chance: Random) -> str:
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(raw) + 1)
        piece = "".join(chance.choices(ALPHABET, k=chance.randint(0, 3)))
        raw = raw[:place] + piece + raw[place + chance.randint(0, 3) :]
    return raw


def test_the_elliptic_curves_of_pure_python_are_never_loaded() -> None:
    program = "import sys, auth.tokens; sys.exit('ecdsa' in sys.modules or 'jose.jwe' in sys.modules)"

    assert run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603
