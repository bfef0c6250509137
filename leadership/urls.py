"""Every address of the product: each page keeps its own in its module, in `urlpatterns`."""

from django.urls import URLPattern, URLResolver, include, path

from leadership.web.demo import demo_only
from leadership.web.gallery import gallery

PAGES = (
    "home",
    "coach_choice",
    "booking",
    "why",
    "conversation",
    "talk",
    "offering",
    "coach",
    "line",
    "me",
    "me_letters",
    "calendars",
    "language",
    "actions",
    "unsubscribe",
    "signin",
    "demo",
    "demo_mail",
    "delivery",
    "rhythms",
    "people",
    "imports",
    "units",
    "rests",
    "health",
    "backstage",
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"leadership.web.{page}")) for page in PAGES),
    path("demo/gallery/", demo_only(gallery), name="gallery"),
]
