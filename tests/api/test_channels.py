"""The file that says by which ways messages leave: read whole, or refused with the place that is wrong."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from api.channels import INVENTED, Channels, read
from rules.deliveries import MessageChannel
from tests.make.service import channels

SECRET = "zzsecret"  # noqa: S105  a marker


def _file(folder: Path, **councils: object) -> Path:
    (folder / "key").write_text(SECRET)
    file = folder / "channels.yaml"
    file.write_text(yaml.safe_dump({"councils": councils}))
    return file


def test_without_a_file_there_is_no_way_and_no_host() -> None:
    found = read(None)

    assert found.ways("northshire") == frozenset()
    assert (found.push_key, found.may_push_to("push.example")) == (None, False)


def test_a_council_has_the_ways_that_stand_under_its_name_and_no_others(tmp_path: Path) -> None:
    notify = {"by": "notify", "key_file": str(tmp_path / "key"), "template": "t"}
    mail = {"by": "smtp", "host": "mail.example", "from": "app@council.example"}
    found = read(_file(tmp_path, northshire={"text": notify, "email": mail}, eastvale={"push": True}))

    assert found.ways("northshire") == {MessageChannel.text, MessageChannel.email}
    assert found.ways("eastvale") == frozenset()  # nothing is said of push itself
    assert found.ways("westmere") == frozenset()
    assert SECRET not in repr(found)


def test_push_services_are_called_by_the_names_that_stand_there(tmp_path: Path) -> None:
    found = read(channels(tmp_path))

    assert found.ways("northshire") == {MessageChannel.push}
    assert found.push_key
    assert len(found.push_key) == 87
    assert [found.may_push_to(each) for each in ("push.example", "push.example:443", "example")] == [True, False, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": {"by": "pigeon"}},
        {"email": {"by": "smtp", "host": "mail.example"}},
        {"text": {"by": "notify", "key_file": "/nowhere", "template": "t"}},
        {"fax": True},
    ],
)
def test_what_is_wrong_stops_whoever_starts(tmp_path: Path, wrong: object) -> None:
    with pytest.raises(ValidationError, match=r"councils\.northshire"):
        read(_file(tmp_path, northshire=wrong))


def test_a_demonstration_takes_an_invented_push_service_that_is_never_called() -> None:
    demo = Channels(demo=True)

    assert demo.may_push_to(INVENTED)
    assert demo.ways("northshire") == frozenset()
