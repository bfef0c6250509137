"""How often one client may ask for what can be guessed or is costly, on real time, per server process."""

from django.core.cache import caches
from django.http import HttpRequest

MOST = 30
SECONDS = 60


def too_many(request: HttpRequest, what: str, *, most: int = MOST) -> bool:
    """Counts this request; true when the client has asked for `what` more than `most` times within a minute."""
    cache, key = caches["local"], f"limit:{what}:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, SECONDS):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:
        return False
