"""Where a code may be sent, and what somebody still agrees to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.apps import may_receive, origin_of, receives, still_agreed

SCOPES = st.frozensets(st.sampled_from("abcdef"))


@pytest.mark.parametrize(
    "address",
    [
        "https://planpal.example/back",
        "https://planpal.example:8443/back?of=ours",
        "https://links.planpal.example/app/back",
        "http://127.0.0.1/back",
        "http://127.0.0.1:49152/back",
        "http://[::1]:49152/back",
        "example.planpal.app:/back",
    ],
)
def test_a_claimed_link_this_machine_and_a_scheme_that_is_a_domain_are_taken(address: str) -> None:
    assert may_receive(address)
    assert receives([address], address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://planpal.example/back",
        "http://localhost/back",
        "http://127.0.0.1.evil.example/back",
        "http://127.0.0.1@evil.example/back",
        "https://planpal.example/back#part",
        "https://you:me@planpal.example/back",
        "https://planpal.example\\@evil.example/back",
        "https://PlanPal.example/back",
        "https://*.example/back",
        "https://localhost/back",
        "https://planpal.example/b ack",
        "https://planpal.example/back\n",
        "//planpal.example/back",
        "javascript:alert(1)",
        "data:text/html,x",
        "planpal:/back",
        "example.planpal.app://back",
        "ftp://planpal.example/back",
        "https://planpal.example/" + "a" * 500,
    ],
)
def test_what_anybody_could_take_is_not(address: str) -> None:
    assert not may_receive(address)


@pytest.mark.parametrize(
    ("registered", "asked"),
    [
        ("https://planpal.example/back", "https://planpal.example/back/"),
        ("https://planpal.example/back", "https://planpal.example/back?x=1"),
        ("https://planpal.example/back", "https://planpal.example:444/back"),
        ("https://planpal.example/back", "https://planpal.example/back/../other"),
        ("https://planpal.example/back", "https://planpal.example.evil.example/back"),
        ("https://planpal.example/back", "HTTPS://planpal.example/back"),
        ("http://127.0.0.1/back", "http://127.0.0.1:80800/other"),
        ("http://127.0.0.1/back", "http://[::1]/back"),
        ("http://127.0.0.1/back", "http://localhost/back"),
        ("http://127.0.0.1/back", "https://127.0.0.1/back"),
        ("http://127.0.0.1/back", "http://127.0.0.1:8000@evil.example/back"),
        ("example.planpal.app:/back", "example.planpal.app:/back/more"),
    ],
)
def test_an_address_that_differs_by_a_letter_is_another(registered: str, asked: str) -> None:
    assert not receives([registered], asked)


@given(st.integers(1, 65535))
def test_on_this_machine_any_port_will_do(port: int) -> None:
    assert receives(["http://127.0.0.1/back"], f"http://127.0.0.1:{port}/back")
    assert receives(["http://[::1]:1/back?a=b"], f"http://[::1]:{port}/back?a=b")


@given(SCOPES, SCOPES, SCOPES)
def test_nothing_is_agreed_to_that_was_not_ticked_now_or_before(
    asked: frozenset[str], before: frozenset[str], ticked: frozenset[str]
) -> None:
    now = still_agreed(asked, before, ticked)

    assert now <= before | (asked & ticked)
    assert now & asked == asked & ticked
    assert now - asked == before - asked


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://planpal.example/back?of=ours", "https://planpal.example"),
        ("https://planpal.example:443/back", "https://planpal.example"),
        ("https://planpal.example:4430/back", "https://planpal.example:4430"),
        ("https://planpal.example:8443", "https://planpal.example:8443"),
        ("http://127.0.0.1/back", None),
        ("example.planpal.app:/back", None),
        ("https://planpal.example@elsewhere.example/", None),
        ("https://*.example/back", None),
    ],
)
def test_a_page_is_known_by_where_it_comes_from_as_a_browser_says_it(address: str, origin: str | None) -> None:
    assert origin_of(address) == origin
