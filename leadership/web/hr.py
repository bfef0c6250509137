"""Pages for HR: to everybody else they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest

from leadership.lib.refusal import Refused
from leadership.people.models import Person
from leadership.web.reader import reader_of


def hr_of(request: HttpRequest) -> Person:
    """The HR administrator who asks. Raises Http404 for everybody else."""
    reader = reader_of(request)
    if not reader.is_hr:
        raise Http404
    return reader


def say_refusals(request: HttpRequest, refused: Refused) -> None:
    """Tells each refusal on top of the next page."""
    for refusal in refused.refusals:
        messages.warning(request, f"{refusal.message} {refusal.remedy}".strip())


def add_refusals(form: forms.BaseForm, refused: Refused) -> None:
    """Says each refusal at its field, or on top of the form."""
    for refusal in refused.refusals:
        field = refusal.path if refusal.path in form.fields else None
        form.add_error(field, f"{refusal.message} {refusal.remedy}".strip())


def kept(request: HttpRequest, form: forms.BaseForm, deed: Callable[[dict[str, Any]], object], done: str) -> bool:
    """Does the deed with what a valid form says, all of it or nothing, and tells `done`; False, with the reasons in the
    form, when it cannot be done."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            deed(form.cleaned_data)
    except Refused as refused:
        add_refusals(form, refused)
        return False
    messages.success(request, done)
    return True
