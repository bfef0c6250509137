"""`/healthz`: the web is up. `/readyz`: the installation does its work; red within five minutes when it does not."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leadership.outreach import deliver, fetching, heartbeat, mailcheck, mailway, queue
from leadership.people import clock

SILENT_AFTER = timedelta(minutes=4)
"""A worker without a sign of life for so long is not there."""
LATE_AFTER = timedelta(minutes=4)
"""A letter that is due for so long, and was not tried, means that nothing moves."""


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The web answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, the worker's heartbeat, the oldest letter due: 200 when all is well, else 503."""
    try:
        found = _found(clock.now())
    except DatabaseError as error:
        found = {"database": f"does not answer: {type(error).__name__}"}
    troubles = {name: said for name, said in found.items() if not said.startswith("ok")}
    return JsonResponse({"ready": not troubles, **found}, status=503 if troubles else 200)


def _found(now: datetime) -> dict[str, str]:
    if _pending_migrations():
        return {"database": "ok", "migrations": "waiting; run `manage.py migrate`"}
    found = {"database": "ok", "migrations": "ok", "worker": _worker(), "letters": _letters(now)}
    return found | ({"mailbox": _mailbox()} if settings.IMAP else {})


def _pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _worker() -> str:
    """One that is well does the work of all; those that are silent beside it are told, and do not turn it red."""
    signs = heartbeat.signs()
    if not signs:
        return "has never shown a sign of life; run `manage.py worker`"
    silent = [one for one in signs if one.age >= SILENT_AFTER]
    if len(silent) == len(signs):
        return f"no sign of life for {signs[0].age.total_seconds():.0f} seconds"
    return f"ok, but {len(silent)} of {len(signs)} are silent, see /delivery/" if silent else "ok"


def _letters(now: datetime) -> str:
    """Letters held back on purpose are no trouble; letters nobody has tried for minutes are."""
    since = queue.oldest_due(now)
    if since is None or not deliver.may_send() or now - since < LATE_AFTER:
        return "ok"
    told = f"the oldest has been due for {(now - since).total_seconds():.0f} seconds"
    way = mailway.now()
    if way is None or not way.trouble:
        return told
    with translation.override("en"):
        return f"{told}. {mailcheck.sentence(way.trouble)} {mailcheck.remedy(way.trouble)}"


def _mailbox() -> str:
    """Where answers are fetched from."""
    way = fetching.seen()
    if way is None or not way.trouble or way.looked_at - way.since < LATE_AFTER:
        return "ok"
    with translation.override("en"):
        return f"{fetching.sentence(way.trouble)} {fetching.remedy(way.trouble)}"


urlpatterns = [path("healthz", healthz, name="healthz"), path("readyz", readyz, name="readyz")]
