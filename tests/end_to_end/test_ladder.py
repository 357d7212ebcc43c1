"""`kept run` is one process: it serves, and by itself it does each minute whatever is due."""

from time import monotonic, sleep

from tests.end_to_end.started import empty_home, started

TWO_TICKS = 130.0


def test_in_one_process_what_is_due_climbs_by_itself_within_a_minute() -> None:
    with empty_home() as home, started(home) as service:
        asked = service.call("maya", "POST", "/v1/me/contact-requests", {"about": "seeing my brother"}).json()
        service.call("maya", "POST", "/v1/sandbox/clock", {"forward": "P5D"})
        told: list[str] = []
        deadline = monotonic() + TWO_TICKS
        while not told and monotonic() < deadline:
            sleep(0.5)
            told = [each["says"] for each in service.read("maya", "/v1/me/notices")["items"]]
        seen = service.read("maya", f"/v1/me/contact-requests/{asked['id']}")

    assert seen["standing"] == "late"
    assert [each["step"] for each in seen["steps"] if each["taken_at"]][:1] == ["half_way"]
    assert any("We did not." in line["says"] for line in seen["timeline"])
    assert told
