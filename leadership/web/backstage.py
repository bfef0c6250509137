"""`/admin/`: Django's own screens, for the technical administrator alone; nothing of a conversation is in them.

There is one way to sign in, and it is not here: whoever is signed in without that role finds nothing (404).
"""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path


def gate(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    """Stands where Django's own sign-in would be, which knows nothing of our rate limits; strangers are asked to sign
    in before they come here."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    raise Http404


admin.site.login = gate  # type: ignore[method-assign, assignment]
urlpatterns = [path("admin/", admin.site.urls)]
