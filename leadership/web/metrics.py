"""`/metrics`: figures for Prometheus (text format 0.0.4), off unless METRICS_TOKEN is set, then for its bearer alone.

Numbers of letters and ages; no names, no addresses, nothing by person.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leadership.outreach import bounces, deliver, happenings, heartbeat, mailway, queue
from leadership.people import clock


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures; for anybody without the token there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given, settings.METRICS_TOKEN.encode()):
        raise Http404
    lines = (line for metric in _figures(clock.now()) for line in metric)
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; version=0.0.4; charset=utf-8")


def _figures(now: datetime) -> Iterator[list[str]]:
    age, oldest, way = heartbeat.age(), queue.oldest_due(now), mailway.now()
    yield _gauge("worker_heartbeat_age_seconds", "Since the last sign of life of any worker", _seconds(age))
    yield _workers()
    waited = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    yield _gauge("oldest_due_letter_seconds", "For how long the oldest untried letter has been due", waited)
    counts = queue.figures(now)
    yield _gauge("letters_waiting", "Letters that wait, for whatever reason", counts["waiting"])
    yield _gauge("letters_due", "Letters that are due now", counts["due"])
    yield _gauge("letters_failed", "Letters that could not be delivered", counts["failed"])
    yield _gauge("letters_sent_last_hour", "Letters that left within the last hour", counts["sent_last_hour"])
    yield _gauge("addresses_bounced", "Addresses from which letters come back", len(bounces.standing()))
    yield _gauge("happenings_untold", "Happenings that wait to become letters", happenings.untold(before=now))
    yield _gauge("letters_held", "1 while letters are held back", int(not deliver.may_send()))
    yield _gauge("mail_server_trouble", "1 while the mail server cannot be reached", int(bool(way and way.trouble)))


def _workers() -> list[str]:
    """A figure for each worker, so that one that has gone deaf shows beside one that is well."""
    name, help_text = "heard_worker_age_seconds", "Since the last sign of life of each worker"
    lines = [f'{name}{{worker="{one.worker}"}} {one.age.total_seconds():g}' for one in heartbeat.signs()]
    return [f"# HELP {name} {help_text}.", f"# TYPE {name} gauge", *lines]


def _gauge(name: str, help_text: str, value: float) -> list[str]:
    name = f"heard_{name}"
    return [f"# HELP {name} {help_text}.", f"# TYPE {name} gauge", f"{name} {value:g}"]


def _seconds(age: object) -> float:
    return age.total_seconds() if hasattr(age, "total_seconds") else float("inf")


urlpatterns = [path("metrics", metrics, name="metrics")]
