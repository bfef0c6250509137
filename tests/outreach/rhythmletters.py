"""For each letter about a rhythm: what has to happen for it to be written, done with the real verbs."""

from datetime import timedelta

from leadership.consultations import answering, deciding, forecasting, proposing, speaking, suggesting
from leadership.outreach.notices import Notice
from policies import rhythms
from policies.models import Policy
from policies.starters import T1

TERMS = {**T1, "key": "proposed", "review_on": "2027-01-15"}
ABOUT = (
    "proposal_opened", "proposal_answered", "proposal_adopted", "proposal_changed", "rhythm_retired",
    "rhythm_suggested", "suggestion_declined", "review_due",
)  # fmt: skip


def notice(name, *, person, cast, policy, now, key):
    """The letter `name` to `person`; `policy` is in force."""
    return Notice(key=key, letter=name, recipient=person, data=about(name, cast, policy, now), transactional=True)


def about(name, cast, policy, now):
    """What the letter `name` names, made to happen; `policy` is in force."""
    done = _suggestion if "sugges" in name else _proposal if name.startswith("proposal") else _in_force
    return done(name, cast, policy, now)


def _proposal(name, cast, policy, now):
    begun = now - timedelta(days=30)
    proposal = proposing.propose(rhythms.create(TERMS, by=cast.david, now=begun), by=cast.david, now=begun)
    if name == "proposal_answered":
        said = {"clause": "coach", "reason": "Too few coaches.", "change": "More."}
        concern = speaking.raise_concern(proposal, by=cast.bjorn, now=begun, **said)
        answering.answer(concern, heard="Too few.", changed="Two more.", by=cast.david, now=begun)
    elif name == "proposal_adopted":
        forecasting.begin(proposal.version, by=cast.david, now=begun)
        deciding.adopt(proposal, by=cast.david, now=now)
    elif name == "proposal_changed":
        proposing.take_back(proposal, by=cast.david, now=now, because="Vi tänker om.")
    return {"proposal": str(proposal.key)}


def _suggestion(name, cast, policy, now):
    suggestion = suggesting.suggest(TERMS, by=cast.camilla, now=now)
    if name == "suggestion_declined":
        suggesting.decline(suggestion, because="Vi har redan en.", by=cast.david, now=now)
    return {"policy": "proposed"}


def _in_force(name, cast, policy, now):
    policy = Policy.objects.get(pk=policy.pk)
    if name == "rhythm_retired":
        rhythms.retire(policy, by=cast.david, now=now, stop_open=False, because="Få hade nytta av den.")
    review_on = policy.latest().read().review_on
    return {"policy": policy.key, "days": 30, "review_on": review_on.isoformat() if review_on else ""}
