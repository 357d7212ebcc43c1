"""What is wrong with the ways out of the service is said before it starts, and never what stands in a file."""

from pathlib import Path

import pytest

from api.config_checks import channels_findings

CHANNELS = """
councils:
  northshire:
    text: {{by: notify, key_file: {key}, template: "1"}}
    email: {{by: smtp, host: mail.northshire.example, from: app@northshire.example, password_file: {key}}}
"""


@pytest.mark.parametrize(
    ("said", "mode", "found"),
    [
        (CHANNELS, 0o400, set()),
        (CHANNELS, 0o644, {"channels_open"}),
        ("councils: [northshire]", 0o400, {"channels_wrong"}),
        ("councils: {{northshire: {{text: {{by: notify, key_file: /nowhere}}}}}}", 0o400, {"channels_wrong"}),
        ("push: {{key_file: {key}, contact: mailto:it@northshire.example}}", 0o400, {"channels_wrong"}),
        ("{{", 0o400, {"channels_wrong"}),
    ],
)
def test_ways_out_that_are_unfit_are_named(tmp_path: Path, said: str, mode: int, found: set[str]) -> None:
    key, file = tmp_path / "a key", tmp_path / "channels.yaml"
    key.write_text("a secret that is no key of web push")
    key.chmod(mode)
    file.write_text(said.format(key=f'"{key}"'))

    assert {each.code for each in channels_findings(file)} == found
