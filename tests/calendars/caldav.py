"""Calendars on the Radicale of the tests, seen and altered from outside, as their owners' own programs do."""

from urllib.parse import urlsplit

import requests

ANNA = ("anna", "secret")
MAKE = (
    '<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
    "<D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
)


def make(url, name="Arbete"):
    """A new calendar at `url`."""
    made = requests.request("MKCALENDAR", url, data=MAKE.format(name=name).encode(), auth=_owner(url), timeout=60)
    assert made.status_code == 201


def put(url, body, **headers):
    """The file at `url`, as it stands now."""
    said = {"Content-Type": "text/calendar", **headers}
    answer = requests.put(url, data=body, headers=said, auth=_owner(url), timeout=60)
    assert answer.status_code in (201, 204)


def get(url):
    """The file at `url` as text; None when there is none."""
    answer = requests.get(url, auth=_owner(url), timeout=60)
    assert answer.status_code in (200, 404)
    return answer.content.decode() if answer.status_code == 200 else None


def delete(url):
    """The file or calendar at `url` goes."""
    requests.delete(url, auth=_owner(url), timeout=60).raise_for_status()


def _owner(url):
    """Whose calendar it is: the first part of its path."""
    return urlsplit(url).path.split("/")[1], "secret"
