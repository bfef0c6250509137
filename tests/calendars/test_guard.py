"""What may be fetched: the public internet over https, a little of it, and networks of one's own where named."""

from ipaddress import ip_address, ip_network

import pytest

from leadership.calendars import guard
from leadership.calendars.guard import Blocked, Guard, GuardedSession, fetch
from tests.calendars.webserver import LOOPBACK, OURS, Answer, serving

PUBLIC = Guard()


def code_of(call, *arguments, **named):
    with pytest.raises(Blocked) as blocked:
        call(*arguments, **named)
    return blocked.value.code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_nothing_but_public_addresses_is_connected_to(address):
    assert not PUBLIC.allows(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_public_addresses_are(address):
    assert PUBLIC.allows(ip_address(address))


def test_networks_of_ones_own_open_what_they_name_alone():
    ours = Guard(networks=[ip_network("10.20.0.0/16")])

    assert ours.allows(ip_address("10.20.3.4"))
    assert ours.allows(ip_address("::ffff:10.20.3.4"))
    assert not ours.allows(ip_address("10.21.0.1"))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://calendar.example.org/a.ics", "scheme"),
        ("ftp://calendar.example.org/a.ics", "scheme"),
        ("file:///etc/passwd", "address"),
        ("https://calendar.example.org:22/", "port"),
        ("https://calendar.example.org:99999/", "address"),
        ("https:///a.ics", "address"),
        ("hello", "address"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused_before_anything_is_asked(url, code):
    assert code_of(PUBLIC.check, url) == code


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://0x7f.1/"])
def test_a_name_that_leads_inside_is_refused_at_the_connection(url):
    assert code_of(fetch, url, PUBLIC) == "private"


def test_what_answers_is_read():
    with serving(lambda path, headers: Answer(body=b"BEGIN:VCALENDAR")) as (url, asked):
        assert fetch(f"{url}/a.ics", OURS).content == b"BEGIN:VCALENDAR"
    assert asked == ["/a.ics"]


def test_three_redirects_are_followed_and_no_more():
    def answer(path, headers):
        left = int(path.strip("/"))
        return Answer(302, headers={"Location": f"/{left - 1}"}) if left else Answer(body=b"here")

    with serving(answer) as (url, _):
        assert fetch(f"{url}/3", OURS).content == b"here"
        assert code_of(fetch, f"{url}/4", OURS) == "redirects"


def test_a_redirect_is_looked_at_like_the_first_address():
    for target in ("http://192.168.1.1/", "ftp://example.org/", "https://10.0.0.1/"):
        with serving(lambda path, headers, to=target: Answer(302, headers={"Location": to})) as (url, _):
            assert code_of(fetch, f"{url}/", OURS) in ("private", "scheme")


def test_passwords_do_not_follow_to_another_host():
    seen = []

    def answer(path, headers):
        seen.append(headers.get("authorization"))
        return Answer(body=b"ok")

    with serving(answer) as (other, _):
        to_other = Answer(302, headers={"Location": f"{other}/there"})
        with serving(lambda path, headers: to_other) as (url, _), GuardedSession(OURS) as session:
            assert session.get(f"{url}/", auth=("anna", "secret")).content == b"ok"
    assert seen == [None]


def test_a_body_that_is_too_large_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    with serving(lambda path, headers: Answer(body=b"x" * 200_000)) as (url, _):
        assert code_of(fetch, f"{url}/", OURS) == "too_large"


def test_an_answer_that_takes_too_long_is_given_up():
    impatient = Guard(networks=[LOOPBACK], plain=True, seconds=-1.0)
    with serving(lambda path, headers: Answer(body=b"x")) as (url, _):
        assert code_of(fetch, f"{url}/", impatient) == "too_slow"


@pytest.mark.parametrize(("status", "code"), [(401, "refused"), (403, "refused"), (404, "gone"), (500, "status")])
def test_answers_that_are_none_have_a_plain_code(status, code):
    with serving(lambda path, headers: Answer(status, b"details of the server")) as (url, _):
        assert code_of(fetch, f"{url}/", OURS) == code


def test_nobody_at_the_other_end_is_said_so():
    with serving(lambda path, headers: Answer()) as (url, _):
        gone = url
    assert code_of(fetch, f"{gone}/", OURS) == "unreachable"


def test_credentials_are_bound_to_scheme_host_and_port():
    assert guard.origin_of("https://Calendar.example.org/a/b?c") == "https://calendar.example.org:443"
    assert guard.origin_of("http://calendar.example.org:5232/") == "http://calendar.example.org:5232"
