"""Every address of the product: each page keeps its own in its module, in `urlpatterns`."""

from django.urls import URLPattern, URLResolver, include, path

from leadership.web.demo import demo_only
from leadership.web.gallery import gallery

PAGES = (
    "home",
    "coach_choice",
    "booking",
    "why",
    "not_this_time",
    "conversation",
    "talk",
    "dropping_in",
    "offering",
    "offer_many",
    "coach",
    "rounds",
    "finding",
    "line",
    "line_sharing",
    "me",
    "hours",
    "me_sent",
    "not_with",
    "me_letters",
    "calendars",
    "calendar_accounts",
    "inbound",
    "language",
    "actions",
    "unsubscribe",
    "signin",
    "demo",
    "demo_mail",
    "delivery",
    "letters",
    "notices",
    "chat",
    "rhythms",
    "proposals",
    "reviews",
    "my_rhythm",
    "exempt",
    "corrections",
    "people",
    "imports",
    "units",
    "rests",
    "organisation",
    "figures",
    "figures_line",
    "figures_rhythm",
    "health",
    "metrics",
    "backstage",
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"leadership.web.{page}")) for page in PAGES),
    path("demo/gallery/", demo_only(gallery), name="gallery"),
]
