"""What a device and we say to each other about a passkey. The only importer of `webauthn`, which is lenient by default.

A device has to say that it knows its owner (a finger, a face, a number), wherever it signs; what it answers is worth
nothing where it came through a page of somebody else.
"""

from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from auth.signing_in.answers import Answer, Site
from auth.signing_in.doorstep import did_not_fit
from models.passkeys import Made

NAME = "Kept"
MINUTES = 5 * 60 * 1000
ALGORITHMS = [Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]
OWNER = UserVerificationRequirement.REQUIRED


def to_make(site: Site, challenge: bytes, whose: UUID, name: str, known: list[bytes]) -> str:
    """Return what the page asks a device for, so that it makes a passkey that needs no name to be typed."""
    return options_to_json(
        generate_registration_options(
            rp_id=site.name,
            rp_name=NAME,
            user_id=whose.bytes,
            user_name=name,
            user_display_name=name,
            challenge=challenge,
            timeout=MINUTES,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=OWNER
            ),
            exclude_credentials=_listed(known),
            supported_pub_key_algs=ALGORITHMS,
        )
    )


def to_sign(site: Site, challenge: bytes, known: list[bytes]) -> str:
    """Return what the page asks a device for, so that it signs; with none of them known, with any that it has."""
    options = generate_authentication_options(
        rp_id=site.name,
        challenge=challenge,
        timeout=MINUTES,
        allow_credentials=_listed(known),
        user_verification=OWNER,
    )
    return options_to_json(options)


def made(site: Site, answer: Answer) -> Made:
    """Look at what a device answered when it made a passkey."""
    try:
        found = verify_registration_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=site.name,
            expected_origin=list(site.origins),
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except Exception:  # noqa: BLE001  whatever a device sends that cannot be read is refused, and is no error of ours
        raise did_not_fit() from None
    return Made(credential_id=found.credential_id, public_key=found.credential_public_key, used=found.sign_count)


def signed(site: Site, answer: Answer, public_key: bytes) -> int:
    """Look at what a device signed; return how often it says that it has.

    Whether that went on is asked afterwards: a wrong number tells of a copy only where the signature is right.
    """
    try:
        found = verify_authentication_response(
            credential=answer.text,
            expected_challenge=answer.challenge,
            expected_rp_id=site.name,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001  as above
        raise did_not_fit() from None
    return found.new_sign_count


def _listed(known: list[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each) for each in known]
