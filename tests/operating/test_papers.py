"""What an operator is given: the table of settings, compose.yaml, the Dockerfile; each held to what the code does."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.logs import ALLOWED
from api.settings import VARIABLES

ROOT = Path(__file__).parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OPERATING = (ROOT / "docs" / "operating.md").read_text()


def test_the_table_of_settings_is_what_the_code_reads() -> None:
    page = (ROOT / "docs" / "operating" / "settings.md").read_text()
    rows = re.findall(r"^\| `(KEPT_\w+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)

    assert rows == [(name, meaning, default) for name, (meaning, default) in VARIABLES.items()]


def test_every_variable_that_compose_gives_is_one_that_is_read() -> None:
    named = {name for each in SERVICES.values() for name in each.get("environment", {}) if name.startswith("KEPT_")}

    assert named <= VARIABLES.keys() | {f"{name}_FILE" for name in VARIABLES}


def test_every_key_of_a_log_line_is_told() -> None:
    assert {key for key in ALLOWED if f"`{key}`" not in OPERATING} == set()


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_hardened(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert re.fullmatch(r"[\w./-]+:\d+\.[\w.-]+", service["image"]), "Name an exact version."


def test_the_database_is_published_to_nobody() -> None:
    assert SERVICES["database"]["network_mode"] == "none"
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["api"]
    assert SERVICES["api"]["ports"] == ["127.0.0.1:8000:8000"]


def test_roles_and_migrations_run_to_their_ends_before_the_service() -> None:
    done, well = "service_completed_successfully", "service_healthy"

    assert SERVICES["roles"]["depends_on"] == {"database": {"condition": well}}
    assert SERVICES["migrate"]["depends_on"] == {"roles": {"condition": done}}
    assert SERVICES["api"]["depends_on"] == {"migrate": {"condition": done}}
    assert {name for name, service in SERVICES.items() if "healthcheck" in service} == {"database", "api"}


def test_every_secret_is_a_file_and_none_is_in_the_environment() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}

    assert used == COMPOSE["secrets"].keys()
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert value.startswith("/run/secrets/") or not re.search("PASSWORD|URL|KEY|PGPASS", name)


def test_the_image_is_nobody_special_and_needs_no_shell() -> None:
    final = (ROOT / "Dockerfile").read_text().split("\nFROM ")[-1]

    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", final, re.MULTILINE)
    assert "\nRUN " not in final
    for instruction in ("ENTRYPOINT", "CMD", "HEALTHCHECK .* CMD"):
        assert re.search(rf"^{instruction} \[", final, re.MULTILINE)


def test_every_page_that_is_pointed_to_is_there() -> None:
    for page in [ROOT / "docs" / "operating.md", *(ROOT / "docs" / "operating").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#:]+)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name} points to {link}."
