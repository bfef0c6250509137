"""How a rhythm comes to be: proposed, talked over, reckoned through, adopted, reviewed."""

from leadership.consultations.models.forecast import Forecast
from leadership.consultations.models.life import EarlierWording, Origin, Review, ReviewNotice, Suggestion
from leadership.consultations.models.proposal import Concern, Invitation, Proposal, Voice
from leadership.consultations.models.record import Consultation

__all__ = [
    "Concern",
    "Consultation",
    "EarlierWording",
    "Forecast",
    "Invitation",
    "Origin",
    "Proposal",
    "Review",
    "ReviewNotice",
    "Suggestion",
    "Voice",
]
