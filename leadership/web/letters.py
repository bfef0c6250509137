"""`/letters/`: every letter in every state and language with invented people, for those who review the words.

For HR and the technical administrator. A letter carries its own styles, so it is shown in a frame with a strict policy
of its own; its links lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from leadership.outreach import frames, samples
from leadership.people.models.person import LANGUAGES
from leadership.web.demo_mail import LETTER_POLICY
from leadership.web.letternames import LETTERS
from leadership.web.reader import reader_of


@dataclass(frozen=True)
class Shown:
    """One letter in one state and language; `waits`: nobody who speaks it natively has read it."""

    state: str
    code: str
    language: str
    subject: str
    words: int
    waits: bool
    url: str


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All letters by name, with their subjects in every language."""
    _reviewer(request)
    listed = [(name, _title(name), _shown(name)) for name in samples.letters()]
    return render(request, "letters_gallery/index.html", {"listed": listed})


@require_safe
def one(request: HttpRequest, letter: str) -> HttpResponse:
    """One letter: each state in each language, as it looks in a narrow window; `?width=600` in a wide one."""
    _reviewer(request)
    if letter not in samples.SAMPLES:
        raise Http404
    wide = request.GET.get("width") == "600"
    context = {"title": _title(letter), "letter": letter, "shown": _shown(letter), "wide": wide}
    return render(request, "letters_gallery/letter.html", context)


@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]
def html(request: HttpRequest, letter: str, state: str, language: str) -> HttpResponse:
    """The letter's HTML alone."""
    _reviewer(request)
    if letter not in samples.SAMPLES or language not in dict(LANGUAGES):
        raise Http404
    with translation.override(language):
        values = next((said for name, said in samples.states(letter).items() if slugify(name) == state), None)
        if values is None:
            raise Http404
        return HttpResponse(frames.write(letter, language, values).html)


def _reviewer(request: HttpRequest) -> None:
    reader = reader_of(request)
    if not (reader.is_hr or reader.is_admin):
        raise Http404


def _title(letter: str) -> str:
    return str(LETTERS.get(letter, letter))


def _shown(letter: str) -> list[Shown]:
    return [_one(letter, state, code, name) for state in samples.states(letter) for code, name in LANGUAGES]


def _one(letter: str, state: str, code: str, language: str) -> Shown:
    with translation.override(code):
        written = samples.written(letter, state, code)
    url = reverse("letter_html", args=[letter, slugify(state), code])
    body = [word for word in written.text.split("\n--\n")[0].split() if "://" not in word]
    waits = code in samples.FOR_REVIEW
    return Shown(state, code, language, written.subject, len(body), waits, url)


urlpatterns = [
    path("letters/", index, name="letters"),
    path("letters/<slug:letter>/", one, name="letter"),
    path("letters/<slug:letter>/<slug:state>/<slug:language>/", html, name="letter_html"),
]
