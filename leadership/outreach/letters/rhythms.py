"""Letters about a rhythm in the making, or at its end: what is proposed, what came of it, when it is reviewed."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from leadership.consultations import because
from leadership.consultations.models import Invitation, Proposal
from leadership.outreach import promise
from leadership.outreach.letters.pen import NothingToSay, Pen, Values
from policies.models import Policy, PolicyVersion


def proposal_opened(pen: Pen) -> Values:
    """A rhythm is proposed that would concern the reader: why them, until when they can speak."""
    proposal, invitation = _proposal(pen), _invitation(pen)
    if proposal.ended_at is not None:
        raise NothingToSay("over")
    sheet = pen.read.rhythms.sheet(pen.person)
    reasons = because.reasons(invitation, proposal.version.read(), now=pen.now, sheet=sheet)
    return _about(pen, proposal) | {
        "until": pen.day(proposal.closes_on),
        "from": pen.day(proposal.opens_on) if invitation.rep and proposal.opens_on > pen.today else None,
        "because": reasons[0],
        "button_text": _("Read it and say what you think"),
    }


def proposal_answered(pen: Pen) -> Values:
    """The reader's concern has an answer."""
    return _about(pen, _proposal(pen)) | {"button_text": _("Read the answer")}


def proposal_adopted(pen: Pen) -> Values:
    """What was talked over is agreed on."""
    proposal = _proposal(pen)
    page = pen.page(f"/rhythms/{proposal.version.policy.key}/")
    effective = proposal.version.effective_from
    return _about(pen, proposal) | {
        "effective_from": pen.day(effective),
        "button_url": page,
        "button_text": _("See the rhythm"),
    }


def proposal_changed(pen: Pen) -> Values:
    """What was proposed is being thought over again."""
    proposal = _proposal(pen)
    return _about(pen, proposal) | {"why": proposal.ended_because or None, "button_text": _("See the proposal")}


def rhythm_retired(pen: Pen) -> Values:
    """A rhythm has come to its end, and why."""
    policy, version = _policy(pen)
    return _of_rhythm(pen, version) | {
        "why": policy.retired_because,
        "open_stays": not policy.stop_open,
        "button_text": _("See the rhythm"),
    }


def review_due(pen: Pen) -> Values:
    """A rhythm is to be looked at again: how soon, and what happens when nobody does."""
    _policy_row, version = _policy(pen)
    review_on = date.fromisoformat(pen.delivery.data["review_on"])
    if version.read().review_on != review_on:
        raise NothingToSay("over")
    return _of_rhythm(pen, version) | {
        "review_on": pen.day(review_on),
        "missed": pen.delivery.data.get("days") == 0,
        "goes_on": version.read().unreviewed_from is None,
        "button_url": pen.page(f"/rhythms/{version.policy.key}/review/"),
        "button_text": _("Look at it together"),
        "seen_by": _("Those who look after the rhythms, and representatives."),
        "reason": _("You look after the rhythms, or represent those they are for."),
    }


def rhythm_suggested(pen: Pen) -> Values:
    """Somebody wishes for a rhythm; HR takes it up or says why not now."""
    policy, version = _policy(pen)
    suggestion = pen.read.rhythms.suggestion(pen.delivery)
    if suggestion is None or suggestion.declined_at is not None or policy.state != Policy.State.DRAFT:
        raise NothingToSay("answered")
    return _of_rhythm(pen, version) | {
        "member": suggestion.by.name if suggestion.by else None,
        "button_text": _("Look at the suggestion"),
        "seen_by": _("HR, representatives, and whoever suggested it."),
        "reason": _("You look after the rhythms."),
    }


def suggestion_declined(pen: Pen) -> Values:
    """Not now, and why."""
    _policy_row, version = _policy(pen)
    suggestion = pen.read.rhythms.suggestion(pen.delivery)
    return _of_rhythm(pen, version) | {
        "why": suggestion.because if suggestion else None,
        "button_text": _("See what you suggested"),
        "seen_by": _("You and HR."),
        "reason": _("You suggested this rhythm."),
    }


def _proposal(pen: Pen) -> Proposal:
    found = pen.read.rhythms.proposal(pen.delivery)
    if found is None:
        raise NothingToSay("over")
    return found


def _invitation(pen: Pen) -> Invitation:
    found = pen.read.rhythms.invitation(pen.delivery)
    if found is None:
        raise NothingToSay("over")
    return found


def _policy(pen: Pen) -> tuple[Policy, PolicyVersion]:
    policy = pen.read.rhythms.policy(pen.delivery)
    if policy is None:
        raise NothingToSay("over")
    return policy, pen.read.rhythms.version(policy)


def _about(pen: Pen, proposal: Proposal) -> Values:
    values = _of_rhythm(pen, proposal.version)
    url = pen.page(f"/proposals/{proposal.key}/")
    return values | {"button_url": url, "reason": _("You were asked what you think of this proposal.")}


def _of_rhythm(pen: Pen, version: PolicyVersion) -> Values:
    title = version.title(pen.person.language)
    return {
        "first_name": pen.person.given_name,
        "title": title,
        "line": title,
        "sentence": promise.sentence(version, pen.person.language),
        "button_url": pen.page(f"/rhythms/{version.policy.key}/"),
        "seen_by": _("Everyone can read rhythms, proposals, and what was answered."),
        "reason": _("The rhythm concerns you."),
    }
