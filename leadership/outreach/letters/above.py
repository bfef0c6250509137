"""Letters to those above a pair: that a talk remains, never with whom, never what it is about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadership.outreach.letters.pair import owed
from leadership.outreach.letters.pen import Pen, Values


def leader_told(pen: Pen) -> Values:
    """To the leader: somebody remains to be heard, and what helps."""
    obligation = owed(pen)
    return {
        "first_name": pen.person.given_name,
        "member": obligation.person.name,
        "due": pen.day(obligation.due_on),
        "line": _("%(member)s remains to be heard.") % {"member": obligation.person.name},
        "button_url": pen.page("/line/"),
        "button_text": _("See your line"),
        "seen_by": _("You see that the talk remains, not what it is about. Those concerned know that you do."),
        "reason": _("%(member)s is in your line.") % {"member": obligation.person.name},
    }


def hr_told(pen: Pen) -> Values:
    """To HR or the rhythm steward: nobody has found what helps yet."""
    obligation = owed(pen)
    return {
        "first_name": pen.person.given_name,
        "member": obligation.person.name,
        "policy": obligation.policy_version.title(pen.person.language),
        "due": pen.day(obligation.due_on),
        "line": _("%(member)s remains to be heard.") % {"member": obligation.person.name},
        "button_url": pen.page(f"/rhythms/{obligation.policy.key}/"),
        "button_text": _("See the rhythm"),
        "seen_by": _("Those who look after the rhythms, and the member's leader."),
        "reason": _("You look after the rhythms."),
    }
