"""What a client library reads first (RFC 8414, RFC 9728, RFC 7517): where everything is, and what we take."""

from typing import Any

from auth.keyring import CACHE
from auth.scopes import SCOPES, SYSTEM_SCOPES

WELL_KNOWN = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
MAY_BE_KEPT = f"public, max-age={CACHE.seconds}"
_METHODS = ["client_secret_basic", "client_secret_post"]


def of_the_server(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "jwks_uri": f"{issuer}/oauth/jwks",
        "service_documentation": f"{issuer}/docs",
        "scopes_supported": [*SCOPES, *SYSTEM_SCOPES],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", *_METHODS],
        "revocation_endpoint_auth_methods_supported": ["none", *_METHODS],
        "introspection_endpoint_auth_methods_supported": _METHODS,
        "dpop_signing_alg_values_supported": ["ES256"],
        "acr_values_supported": ["aal1", "aal2"],
        "authorization_response_iss_parameter_supported": True,
        "ui_locales_supported": ["en"],
    }


def of_the_resource(issuer: str) -> dict[str, Any]:
    return {
        "resource": issuer,
        "authorization_servers": [issuer],
        "scopes_supported": [*SCOPES, *SYSTEM_SCOPES],
        "bearer_methods_supported": ["header"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "resource_documentation": f"{issuer}/docs",
    }
