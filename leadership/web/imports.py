"""`/people/import/`: a staff list is uploaded, looked at, and only then taken. For HR alone.

Between the two the file is kept encrypted for an hour (`people.importing.keeping`); what is taken is what was seen.
"""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadership.lib.refusal import Refused
from leadership.people.importing import keeping
from leadership.people.importing.planning import Plan, plan
from leadership.people.importing.taking import take
from leadership.people.models import Person, StaffList
from leadership.web.hr import hr_of, say_refusals
from leadership.web.import_lines import groups_of
from leadership.web.reader import now_of

LARGEST = 10 * 1024 * 1024
ERRORS_SHOWN = 60


class UploadForm(forms.Form):
    """The file, and whether it holds everybody."""

    file = forms.FileField(
        label=gettext_lazy("Staff list"), allow_empty_file=True,
        help_text=gettext_lazy("CSV or .xlsx, headers in English or Swedish. Nothing is changed before you say so."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )  # fmt: skip
    whole = forms.BooleanField(
        label=gettext_lazy("The list is complete: people it does not mention have left"), required=False, initial=True
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 10 MB. Save it as CSV, or split it."))
        content: bytes = upload.read()
        return content


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Upload, preview (`?list=`), confirm (`deed=take`) or think again (`deed=forget`)."""
    reader = hr_of(request)
    if request.method == "POST" and request.POST.get("deed") in {"take", "forget"}:
        return _answered(request, reader)
    if request.method == "POST":
        return _uploaded(request, reader)
    kept = _kept(request.GET.get("list", ""), request, reader)
    return _previewed(request, kept, reader) if kept else render(request, "imports/index.html", {"form": UploadForm()})


def _uploaded(request: HttpRequest, reader: Person) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        content, whole, now = form.cleaned_data["file"], form.cleaned_data["whole"], now_of(request)
        try:
            plan(content, now=now, whole=whole, by=reader)
        except Refused as refused:
            form.add_error("file", " ".join(f"{refusal.message} {refusal.remedy}" for refusal in refused.refusals))
        else:
            kept = keeping.keep(content, by=reader, now=now, whole=whole)
            return redirect(f"{reverse('import')}?list={kept.key}")
    return render(request, "imports/index.html", {"form": form}, status=422)


def _kept(key: str, request: HttpRequest, reader: Person) -> StaffList | None:
    try:
        return keeping.find(UUID(key), by=reader, now=now_of(request))
    except ValueError:
        return None


def _previewed(request: HttpRequest, kept: StaffList, reader: Person) -> HttpResponse:
    seen = plan(keeping.content_of(kept), now=now_of(request), whole=kept.is_whole, by=reader)
    context = {
        "kept": kept, "plan": seen, "counts": seen.counts(), "groups": groups_of(seen),
        "errors": seen.errors[:ERRORS_SHOWN], "more_errors": max(0, len(seen.errors) - ERRORS_SHOWN),
        "fingerprint": seen.fingerprint(),
    }  # fmt: skip
    return render(request, "imports/preview.html", context)


def _answered(request: HttpRequest, reader: Person) -> HttpResponse:
    kept = _kept(request.POST.get("list", ""), request, reader)
    if kept is None:
        messages.warning(request, _("The file is not kept any more. Please choose it again."))
        return redirect("import")
    if request.POST["deed"] == "forget":
        kept.delete()
        return redirect("import")
    return _taken(request, kept, reader)


def _taken(request: HttpRequest, kept: StaffList, reader: Person) -> HttpResponse:
    try:
        done = take(
            keeping.content_of(kept), now=now_of(request), whole=kept.is_whole, by=reader,
            many_may_leave=bool(request.POST.get("many_may_leave")), seen=request.POST.get("seen", ""),
        )  # fmt: skip
    except Refused as refused:
        say_refusals(request, refused)
        return redirect(f"{reverse('import')}?list={kept.key}")
    kept.delete()
    messages.success(request, _told(done))
    return redirect("people")


def _told(done: Plan) -> str:
    return _("Taken: %(added)d new, %(changed)d changed, %(left)d left, %(unchanged)d as before.") % done.counts()


urlpatterns = [path("people/import/", index, name="import")]
