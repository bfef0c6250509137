"""Every letter the demonstration has sent, as a mailbox in the browser and as JSON. Unknown in production (404)."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin

from leadership.lib.instants import iso
from leadership.outreach.models import DemoMail
from leadership.web.demo import demo_only

PER_PAGE = 50
MOST_AS_JSON = 1000
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
}
"""A letter carries its own styles, so its page allows them, and nothing else."""


@dataclass(frozen=True)
class Letter:
    """A kept letter, read: `text`, `html` and `ics` are None where the letter has no such part."""

    mail: DemoMail

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(bytes(self.mail.raw), policy=policy.default)  # type: ignore[arg-type, return-value]

    @property
    def id(self) -> int:
        return self.mail.pk

    @property
    def sent_at(self) -> datetime:
        return self.mail.sent_at

    @property
    def to(self) -> str:
        return self.mail.recipient

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        return str(self.message["From"] or "")

    @property
    def text(self) -> str | None:
        return self._part("text/plain")

    @property
    def html(self) -> str | None:
        return self._part("text/html")

    @property
    def ics(self) -> str | None:
        return self._part("text/calendar")

    def as_dict(self) -> dict[str, Any]:
        """The letter as `/demo/mail.json` gives it."""
        return {
            "id": self.id,
            "sent_at": iso(self.sent_at),
            "from": self.sender,
            "to": self.to,
            "subject": self.subject,
            "message_id": str(self.message["Message-ID"] or ""),
            "text": self.text,
            "html": self.html,
            "ics": self.ics,
            "headers": {name: str(value) for name, value in self.message.items()},
        }

    def _part(self, kind: str) -> str | None:
        for part in self.message.walk():
            if part.get_content_type() == kind:
                payload = part.get_payload(decode=True)
                return payload.decode(part.get_content_charset() or "utf-8") if isinstance(payload, bytes) else None
        return None


@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest letters first; `?to=` shows those of one person."""
    pages = Paginator(_letters(request), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"letters": [Letter(mail) for mail in page], "page": page, "to": request.GET.get("to", "")}
    return render(request, "demo/mailbox.html", context)


@demo_only
def as_json(request: HttpRequest) -> JsonResponse:
    """`{"mails": […]}`, newest first, at most 1000; `?to=` gives those of one address."""
    return JsonResponse({"mails": [Letter(mail).as_dict() for mail in _letters(request)[:MOST_AS_JSON]]})


@demo_only
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: how it looks, as text, and the invitation it carries."""
    return render(request, "demo/letter.html", {"letter": Letter(get_object_or_404(DemoMail, pk=pk))})


@demo_only
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]
def as_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of the letter alone, with its own strict policy; links leave the frame."""
    html = Letter(get_object_or_404(DemoMail, pk=pk)).html
    if html is None:
        raise Http404
    return HttpResponse(html.replace("<head>", '<head><base target="_top">', 1))


@demo_only
def as_ics(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation as a file."""
    ics = Letter(get_object_or_404(DemoMail, pk=pk)).ics
    if ics is None:
        raise Http404
    named = {"Content-Disposition": f'inline; filename="invite-{pk}.ics"'}
    return HttpResponse(ics, content_type="text/calendar; charset=utf-8", headers=named)


def _letters(request: HttpRequest) -> Any:
    mails = DemoMail.objects.order_by("-id")
    to = request.GET.get("to", "").strip()
    return mails.filter(recipient__iexact=to) if to else mails


urlpatterns = [
    path("demo/mail/", mailbox, name="demo_mail"),
    path("demo/mail.json", as_json, name="demo_mail_json"),
    path("demo/mail/<int:pk>/", letter, name="demo_letter"),
    path("demo/mail/<int:pk>/html/", as_html, name="demo_letter_html"),
    path("demo/mail/<int:pk>/invite.ics", as_ics, name="demo_letter_ics"),
]
