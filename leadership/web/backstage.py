"""`/admin/`: Django's own screens, for the technical administrator alone; nothing of a conversation is in them.

There is one way to sign in, and it is not here: whoever is signed in without that role finds nothing (404).
"""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from leadership.people.models import Person


def gate(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
    """Stands where Django's own sign-in would be, which knows nothing of our rate limits."""
    if admin.site.has_permission(request):
        return redirect("admin:index")
    if isinstance(request.user, Person):
        raise Http404
    return redirect_to_login(reverse("admin:index"))


admin.site.login = gate  # type: ignore[method-assign, assignment]
urlpatterns = [path("admin/", admin.site.urls)]
