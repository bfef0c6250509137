"""What teams said about a rhythm goes with the next wording: into its draft, its proposal, and its page."""

from __future__ import annotations

from typing import NamedTuple

from leadership.consultations.models import Origin
from policies.models import Policy, PolicyVersion


class Began(NamedTuple):
    """The themes of one question of a rhythm, as everybody may read them."""

    about: Policy
    metric: str
    themes: tuple[str, ...]


def keep(version: PolicyVersion, began: Began | None) -> None:
    """The wording began with these themes; None leaves what is known of it."""
    if began is not None:
        values = {"about": began.about, "metric": began.metric, "themes": list(began.themes)}
        Origin.objects.update_or_create(version=version, defaults=values)


def of(version: PolicyVersion) -> Began | None:
    """With what the wording began, if it was with what teams said. One query."""
    kept = Origin.objects.filter(version=version).select_related("about").first()
    return Began(kept.about, kept.metric, tuple(kept.themes)) if kept else None
