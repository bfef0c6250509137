"""Cases made by chance, and the same again from the same seed; biased to the edges where dates go wrong."""

from datetime import date, timedelta
from random import Random

from .answer import answer
from .periods import NOMINAL, add_months, period_of

DAY = timedelta(days=1)
COUNTRIES = (("SE", "", "Europe/Stockholm"), ("FI", "", "Europe/Helsinki"), ("GB", "SCT", "Europe/London"))
COUNTRIES += (("US", "", "America/New_York"), ("SE", "", "Europe/Helsinki"))
PATTERNS = (["mon", "tue"], ["wed"], ["tue", "thu", "sat"], ["mon", "tue", "wed", "thu"], ["sat", "sun"])
ANCHORS = ("hire", "anniversary", "leave_start", "leave_end", "role_change", "manager_change", "contract_end", "custom")
OFFSETS = ((30, 60, 90), (7, 45), (0,), (-20, 7, 45), (-14,), (-3, 0, 3), (100,), (5, 12, 20))
EVENTS = ("role_change", "manager_change")
CLAUSES = ({"units": ["lab"]}, {"units": ["works"]}, {"tags": ["new"]}, {"persons": ["camilla"]}, {"roles": ["cook"]})
CLAUSES += ({"tags": ["old"]}, {"tenure_days": {"min": 90}}, {"tenure_days": {"max": 200}}, {"locations": ["here"]})
MORE = ({"per_period": {"period": "week"}}, {"per_period": {"period": "month", "count": 2}})
MORE += (
    {"per_period": {"period": "month"}},
    {"per_period": {"period": "quarter"}},
    {"rolling": {"every": 10, "unit": "day"}},
)
FISCAL = ("09-01", "04-06", "07-01", "10-31", "01-01")
PERIODS = ("week", "month", "quarter", "tertial", "half_year", "year")


def case_of(kind: str, seed: int) -> dict:
    return Making(Random(f"{kind}-{seed}")).case(kind)


def period_days(cadence):
    """How many days there are for each talk, roughly."""
    if "per_period" not in cadence:
        return 0
    return NOMINAL[cadence["per_period"]["period"]] // cadence["per_period"].get("count", 1)


def days_between(cadence):
    """The same for rolling cadences, too; 0 for what is not steady."""
    if "rolling" in cadence:
        return cadence["rolling"]["every"] * {"day": 1, "week": 7, "month": 30}[cadence["rolling"]["unit"]]
    return period_days(cadence)


def possible(policy):
    """The clauses under which its talks can come about: what counts from the first day, or a year on, has a tenure."""
    anchor = policy["cadence"].get("anchored", {}).get("anchor")
    never = {"hire": {"tenure_days": {"min": 90}}, "anniversary": {"tenure_days": {"max": 200}}}.get(anchor)
    return [one for one in CLAUSES if one != never]


class Making:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.centre = date(random.choice((2024, 2025, 2026, 2027)), 1, 1) + timedelta(days=random.randrange(366))
        self.fiscal_start = self.one_of("01-01", 0.6, *FISCAL)
        self.fiscal_was = self._fiscal_was()
        was = tuple((one["start"], date.fromisoformat(one["until"])) for one in self.fiscal_was)
        self.fiscal = (*was, (self.fiscal_start, None))
        self.marks = self._marks()

    # --- chance

    def one_of(self, usual, share, *others):
        """The usual value that often, else one of the others."""
        return usual if self.random.random() < share else self.random.choice(others)

    def maybe(self, share) -> bool:
        return self.random.random() < share

    def _fiscal_was(self):
        """Now and then the fiscal year was moved, or will be, once or twice."""
        made, until = [], self.centre + timedelta(days=self.random.randint(-500, 300))
        while len(made) < 2 and self.maybe(0.1):
            made.append({"start": self.random.choice(FISCAL), "until": until.isoformat()})
            until += timedelta(days=self.random.choice((20, 200, 400)))
        return made

    def _marks(self):
        """Days around which things go wrong: ends and halves of periods, ends of months, a leap day, midsummer."""
        marks = []
        for period in PERIODS:
            _, first, last = period_of(period, self.fiscal, self.centre)
            marks += [first, last, first + (last - first) // 2, last + DAY]
        year = self.centre.year
        marks += [add_months(date(year, 1, 31), 1), date(year, 6, 20), date(year, 7, 6), date(year, 7, 31)]
        return [*marks, date(year, 12, 27), date(year, 4, 5)]

    def day(self, spread=200):
        if self.maybe(0.4):
            return self.random.choice(self.marks) + timedelta(days=self.random.randint(-3, 3))
        return self.centre + timedelta(days=self.random.randint(-spread, spread))

    # --- the parts

    def case(self, kind):
        made = {"on": self.day(60).isoformat(), "policies": getattr(self, kind)()}
        made["org"] = {
            "fiscal_start": self.fiscal_start,
            "fiscal_was": self.fiscal_was,
            "pauses": self.pauses(),
            "certified": ["astrid", "erik"],
        }
        made["person"] = self.person(made["policies"])
        made["leaves"] = self.leaves()
        made["exemptions"] = self.exemptions(made["policies"])
        made["talks"] = self.talks(made["policies"], date.fromisoformat(made["on"]))
        if kind in ("personal", "beyond", "leaders"):
            made["person"]["personal"] = self.wishes(made["policies"])
        if kind == "leaders":
            made["person"] |= self.led()
            made["pair"] = self.pair(date.fromisoformat(made["on"]))
        if kind == "waived":
            made["skips"] = self.skips(made)
        return made

    def per_period(self):
        period = self.random.choice(PERIODS)
        spread = self.random.choice(("even", "end"))
        cadence = {"period": period, "count": self.one_of(1, 0.5, 2, 3), "spread": spread}
        return [self.terms("p", {"per_period": cadence}) | {"prorate": self.one_of("share", 0.6, "whole", "none")}]

    def rolling(self):
        unit = self.random.choice(("day", "week", "month"))
        every = self.random.choice({"day": (3, 10, 14, 30, 45), "week": (1, 2, 3, 6), "month": (1, 2, 3)}[unit])
        scaled = {"fte_scaling": True} if self.maybe(0.2) else {}
        return [self.terms("p", {"rolling": {"every": every, "unit": unit}}) | scaled]

    def campaign(self):
        start = self.day(90)
        end = start + timedelta(days=self.random.choice((6, 13, 30, 60, 88)))
        cadence = {"from": start.isoformat(), "to": end.isoformat(), "count": self.one_of(1, 0.7, 2)}
        made = self.terms("p", {"campaign": cadence})
        made["effective_from"] = self.one_of("2020-01-01", 0.7, start.isoformat(), (start + 5 * DAY).isoformat())
        return [made | {"prorate": self.one_of("share", 0.6, "whole", "none")}]

    def anchored(self):
        anchor = self.random.choice(ANCHORS)
        offsets = self.random.choice(OFFSETS)
        if anchor == "hire":
            offsets = tuple(sorted({abs(one) for one in offsets}))
        if anchor == "contract_end":
            offsets = tuple(sorted({-abs(one) for one in offsets}))
        cadence = {"anchor": anchor, "offsets": [{"day": offset} | self.said_otherwise() for offset in offsets]}
        if anchor == "custom":
            cadence["date"] = self.day(60).isoformat()
        if self.maybe(0.3) and offsets != OFFSETS[-1]:
            cadence |= {"before": self.random.choice((0, 3, 14)), "after": self.random.choice((0, 3, 14))}
        if anchor.startswith("leave") and self.maybe(0.3):
            cadence["min_days"] = self.random.choice((5, 14, 60))
        made = self.terms("p", {"anchored": cadence})
        made["effective_from"] = self.one_of(made["effective_from"], 0.3, "2020-01-01")
        if self.maybe(0.2):
            most = self.random.choice((110, 120)) + (365 if anchor == "anniversary" else 0)
            made["audience"] = {"include": [{"tenure_days": {"min": 0, "max": most}}]}
        return [made]

    def said_otherwise(self):
        """What one offset of several says by itself: who may hold the talk, and whether it binds."""
        said = {}
        if self.maybe(0.2):
            said["coach"] = {"eligible": self.random.choice((["skip_manager"], ["certified"], ["own_manager"]))}
        if self.maybe(0.1):
            said["binding"] = "voluntary"
        return said

    def versions(self):
        """Two or three wordings of one policy, each from the next cycle of the old one, or applied at once (B.6)."""
        first = self.anchored()[0] if self.maybe(0.15) else self.worded()
        wordings, since = [first], date.fromisoformat(first["effective_from"])
        while len(wordings) < 2 or (len(wordings) < 3 and self.maybe(0.2)):
            anew = "anchored" not in first["cadence"] and self.maybe(0.6)
            later = self.worded() if anew else self.reworded(wordings[-1])
            later["binding"] = first["binding"]
            if first["binding"] != "opt_in" and self.maybe(0.2):
                later["binding"] = self.random.choice(("compulsory", "voluntary"))
            since = max(since + DAY, self.day(60))
            if self.maybe(0.5):
                later["apply_now"] = True
            elif "per_period" in wordings[-1]["cadence"]:
                period = wordings[-1]["cadence"]["per_period"]["period"]
                since = period_of(period, self.fiscal, since)[2] + DAY
            wordings.append(later | {"effective_from": since.isoformat()})
        for one in wordings if self.maybe(0.3) else ():
            if self.maybe(0.6):
                one["audience"] = {"include": [self.random.choice(possible(one))]}
        usual = {"key": "p", "types": ["one_on_one"]}
        return [usual | {"versions": [{k: v for k, v in one.items() if k not in usual} for one in wordings]}]

    def worded(self):
        made = self.random.choice((self.per_period, self.per_period, self.rolling))()[0]
        if self.maybe(0.2):
            made["min_minutes"] = self.random.choice((15, 45, 60))
        return made

    def reworded(self, before):
        """The same cadence with another count, grace or length."""
        made = {name: value for name, value in before.items() if name != "apply_now"} | {"grace": 3}
        if "per_period" in made["cadence"]:
            made["cadence"] = {"per_period": made["cadence"]["per_period"] | {"count": self.random.choice((1, 2, 3))}}
        if "anchored" in made["cadence"]:
            made["cadence"] = {"anchored": made["cadence"]["anchored"] | {"after": self.random.choice((7, 10, 14))}}
        return made | {"min_minutes": self.random.choice((15, 20, 45))}

    def waived(self):
        """Any kind of cadence; `case` takes some of its talks off (allow_skip)."""
        return self.random.choice((self.per_period, self.rolling, self.rolling, self.campaign, self.anchored))()

    def personal(self):
        """Policies of any kind; `person` asks for more of those that are steady."""
        kind = self.random.choice((self.per_period, self.rolling, self.several, self.ended, self.precedence))
        return kind()

    def beyond(self):
        """Several wordings, of which some let people ask for more and some promise as much themselves."""
        made = self.versions() if self.maybe(0.8) else [self.versions()[0], *self.rolling()]
        for number, one in enumerate(made):
            one["key"] = "pq"[number]
            for said in one.get("versions", [one]):
                said["personal"] = self.maybe(0.85)
        if self.maybe(0.3):
            made[0] |= {"retired_on": self.day(90).isoformat(), "stop_open": self.maybe(0.5)}
        return made

    def wishes(self, policies):
        """More often than some wording promises; now and then what is not more."""
        made = {}
        for one in policies:
            promised = max(days_between(said["cadence"]) for said in one.get("versions", [one]))
            wish = self.random.choice(MORE)
            if (promised > days_between(wish) or self.maybe(0.1)) and self.maybe(0.8):
                made[one["key"]] = wish | {"since": self.day().isoformat()}
        return made

    def leaders(self):
        """Rhythms whose subject is the leader, of any kind, by themselves and beside others."""
        kinds = (self.per_period, self.per_period, self.rolling, self.campaign, self.anchored)
        made = [self.led_by(self.random.choice(kinds)()[0]) | {"key": "a"}]
        if self.maybe(0.2) and "campaign" not in made[0]["cadence"]:
            made = [self.led_since(made[0])]
        if self.maybe(0.4):
            other = self.random.choice(kinds)()[0] | {"key": "b"}
            made.append(self.led_by(other) if self.maybe(0.4) else other)
        if len(made) > 1 and self.maybe(0.4):
            made[0]["family"] = made[1]["family"] = "regular"
        elif len(made) > 1 and self.maybe(0.3):
            made[0]["supersedes"] = ["b"]
        for one in made:
            for said in one.get("versions", [one]):
                self.move(said)
        return made

    def led_since(self, policy):
        """A rhythm of the members that a newer wording makes one of the leaders, or the other way round."""
        before = {name: value for name, value in policy.items() if name not in ("subject", "coach", "key")}
        later = {name: value for name, value in policy.items() if name != "key"}
        since = date.fromisoformat(policy["effective_from"]) + self.random.randint(20, 200) * DAY
        wordings = [before, later] if self.maybe(0.5) else [later, before]
        wordings[1] = wordings[1] | {"effective_from": since.isoformat(), "apply_now": self.maybe(0.4)}
        return {"key": policy["key"], "types": policy["types"], "versions": wordings}

    def led_by(self, policy):
        """The same with the leader as its subject: theirs to begin and to hold."""
        policy |= {"subject": "leader", "binding": "compulsory"}
        policy["types"] = self.random.choice((["one_on_one"], ["skip_level"], ["stay"], ["skip_level", "one_on_one"]))
        eligible = self.random.choice((["own_manager"], ["skip_manager"], ["own_manager", "skip_manager"]))
        if self.maybe(0.7):
            policy["coach"] = {"eligible": eligible, "choice": "assigned"}
            if len(eligible) > 1 and self.maybe(0.3):
                policy["coach"]["exclude"] = [self.random.choice(eligible)]
        if "anchored" in policy["cadence"]:
            for offset in policy["cadence"]["anchored"]["offsets"]:
                offset.pop("binding", None)
                offset.pop("coach", None)
        return policy

    def move(self, policy):
        """Who begins, how long silence lasts, by when an answer is promised."""
        if self.maybe(0.5):
            short = (
                sum(policy["cadence"].get("anchored", {"before": 3}).get(side, 3) for side in ("before", "after")) < 3
            )
            policy["handover_after"] = self.random.choice(("off", 1) if short else ("off", 1, 2, 3))
        if self.maybe(0.6):
            most = policy.get("handover_after", 1)
            policy["answer_within"] = self.random.randint(1, 12 if most == "off" else most)
        if policy.get("subject") != "leader":
            policy["initiative"] = self.random.choice(("outbound", "inbound", "either"))
            policy["coach"] = policy.get("coach", {}) | {"choice": self.random.choice(("member", "assigned"))}

    def led(self):
        """Who has a leader, and whether that leader has one."""
        above = self.random.choice(((None, None), ("astrid", None), ("astrid", "freja"), ("astrid", "freja")))
        return dict(zip(("manager", "skip_manager"), above, strict=True))

    def pair(self, on):
        """What the two have done about it so far."""
        day = on - self.random.randint(0, 40) * DAY
        made = {"pool_owner": self.maybe(0.5)}
        if self.maybe(0.8):
            made["coach_on"] = day.isoformat()
        later = min(on, day + self.random.randint(0, 10) * DAY).isoformat()
        if "coach_on" in made and self.maybe(0.3):
            made |= {"offered_by": self.random.choice(("member", "coach")), "offered_on": later}
        elif "coach_on" in made and self.maybe(0.3):
            made |= {"returned_to": self.random.choice(("member", "coach")), "returned_on": later}
        return made

    def skips(self, case):
        """Talks waived on days on which they were open or planned, as far as was known then."""
        made, on = [], date.fromisoformat(case["on"])
        for _ in range(self.random.choice((1, 1, 2))):
            day = min(on, on - self.random.randint(0, 90) * DAY) if self.maybe(0.7) else on
            then = case | {"on": day.isoformat(), "skips": made}
            then["talks"] = [one for one in case["talks"] if one["start"][:10] < day.isoformat()]
            owed = [row for row in answer(then) if row["state"] in ("open", "planned")]
            if owed:
                row = self.random.choice(owed)
                name = {"policy": row["policy"], "cycle_key": row["cycle_key"], "slot": row["slot"]}
                made = [*made, name | {"on": day.isoformat()}]
        return made

    def several(self):
        """A development talk of the year, a rolling rhythm, a pay campaign, quarterly talks: who is credited (E13)."""
        year = self.terms("year", {"per_period": {"period": self.random.choice(("year", "half_year"))}})
        often = self.terms("often", {"rolling": {"every": self.random.choice((14, 21)), "unit": "day"}})
        quarter = self.terms("quarter", {"per_period": {"period": self.random.choice(("quarter", "month"))}})
        start = self.day(60)
        pay = self.terms("pay", {"campaign": {"from": start.isoformat(), "to": (start + 60 * DAY).isoformat()}})
        kinds = (["development"], ["one_on_one", "development"], ["development", "pay"], ["pay"], ["one_on_one"])
        pay["effective_from"] = "2020-01-01"
        chosen = self.random.sample((year, often, quarter, pay), self.random.choice((2, 2, 3)))
        for one in chosen:
            one["types"] = self.random.choice(kinds)
            if self.maybe(0.3):
                one["credit"] = {"exclusive_group": self.random.choice(("annual", "other"))}
            if self.maybe(0.3):
                one["coach"] = {"eligible": self.random.choice((["own_manager"], ["certified"], ["skip_manager"]))}
                if one["coach"]["eligible"] == ["certified"] and self.maybe(0.5):
                    one["coach"]["exclude"] = ["own_manager"]
            if self.maybe(0.2):
                one["min_minutes"] = self.random.choice((15, 45, 60))
            if self.maybe(0.15):
                one["mode"] = self.random.choice(("in_person", "remote"))
        return chosen

    def precedence(self):
        """Rhythms of one family, or one that supersedes another (B.6)."""
        usual = self.terms("usual", {"per_period": {"period": self.random.choice(("quarter", "month"))}})
        if self.maybe(0.5):
            special = self.terms("special", {"rolling": {"every": 14, "unit": "day"}})
            usual["family"] = special["family"] = "regular"
            special["effective_from"] = usual["effective_from"]
            clauses = ({"units": ["lab"]}, {"tags": ["new"]}, {"persons": ["camilla"]}, {"roles": ["cook"]})
            special["audience"] = {"include": [self.random.choice(clauses)]}
        else:
            offsets = [{"day": 30}, {"day": 60}, {"day": 90}]
            special = self.terms("special", {"anchored": {"anchor": "hire", "offsets": offsets}})
            special |= {"supersedes": ["usual"], "effective_from": "2020-01-01"}
        return [usual, special]

    def ended(self):
        """Policies that have ended or will, some of them with what is open; ladders, rules and waits of their own."""
        kind = self.random.choice((self.per_period, self.rolling, self.campaign, self.anchored, self.several))
        made = kind()
        for one in made:
            self.speak(one)
            if self.maybe(0.5):
                one["retired_on"] = max(self.day(90).isoformat(), one["effective_from"])
                one["stop_open"] = self.maybe(0.5)
        return made

    def speak(self, policy):
        """Its own steps of escalation, days to choose a coach, and whose word counts."""
        if policy["binding"] == "compulsory" and self.maybe(0.4):
            steps = sorted(self.random.sample((0, 1, 3, 15, 30, 60), self.random.choice((0, 1, 2))))
            policy["escalation"] = [{"offset": one, "to": ["leader"]} for one in steps]
        if self.maybe(0.3):
            policy["coach"] = policy.get("coach", {}) | {"choose_by": self.random.choice((0, 1, 8, 40))}
        if self.maybe(0.6):
            policy["held_rule"] = self.random.choice(("member", "both"))

    def layers(self):
        """Three rhythms of any kind: some of one family, some that come before others, also in a row (B.6)."""
        kinds = (self.per_period, self.rolling, self.campaign, self.anchored)
        made = [self.random.choice(kinds)()[0] | {"key": key} for key in "abc"]
        for number, one in enumerate(made):
            if self.maybe(0.5):
                one["audience"] = {"include": self.random.sample(possible(one), self.random.choice((1, 1, 2)))}
            if self.maybe(0.4):
                one["family"] = self.random.choice(("regular", "other"))
            if self.maybe(0.2):
                one["credit"] = {"exclusive_group": "annual"}
            later = [other["key"] for other in made[number + 1 :]]
            if later and self.maybe(0.5):
                one["supersedes"] = self.random.sample(later, self.random.choice(range(1, len(later) + 1)))
        for one in made:
            family = {other["key"] for other in made if other.get("family") == one.get("family", "")}
            one["supersedes"] = [key for key in one.get("supersedes", []) if key not in family]
        self.random.shuffle(made)
        return made

    def terms(self, key, cadence):
        made = {"key": key, "types": ["one_on_one"], "cadence": cadence}
        made["binding"] = self.one_of("compulsory", 0.7, "voluntary", "opt_in")
        made["effective_from"] = (self.centre - timedelta(days=self.random.randint(0, 300))).isoformat()
        if self.maybe(0.3):
            made["effective_from"] = self.day().isoformat()
        if self.maybe(0.2):
            made["leave_mode"] = "offer"
        if self.maybe(0.3):
            made["grace"] = self.random.choice((0, 1, 3, 10))
        if self.maybe(0.15):
            made["min_gap"] = self.random.choice((0, 1, 7, 30) if period_days(cadence) > 60 else (0, 1))
        if self.maybe(0.1) and "per_period" in cadence:
            made["close_after"] = self.random.choice((10, 30, 60))
        return made

    def pauses(self):
        made = []
        if self.maybe(0.5):
            year = self.centre.year
            made.append((date(year, 7, 6), date(year, 7, 31)))
        while self.maybe(0.3):
            start = self.day()
            made.append((start, start + timedelta(days=self.random.choice((0, 4, 13, 20, 45)))))
        return [{"from": start.isoformat(), "to": end.isoformat()} for start, end in made]

    def person(self, policies):
        country, subdiv, zone = self.random.choice(COUNTRIES)
        made = {"key": "camilla", "zone": zone, "country": country, "subdiv": subdiv, "manager": "astrid"}
        made |= {"skip_manager": "freja", "hire": self.one_of("2020-02-29", 0.6, self.day().isoformat())}
        if self.maybe(0.15):
            made["last_day"] = max(self.day(), date.fromisoformat(made["hire"])).isoformat()
        if self.maybe(0.25):
            made["work_pattern"] = self.random.choice(PATTERNS)
        if self.maybe(0.3):
            made["fte"] = self.random.choice((0.5, 0.8))
        asking = [one["key"] for one in policies if one.get("versions", [one])[-1].get("binding") == "opt_in"]
        asked = {key: self.day().isoformat() for key in asking}
        if asked:
            made["opted_in"] = asked
        if any("anchored" in one["cadence"] for policy in policies for one in policy.get("versions", [policy])):
            made["hire"] = self.one_of(self.day(150).isoformat(), 0.7, "2020-02-29")
            made["events"] = {name: sorted(self.day().isoformat() for _ in range(2)) for name in EVENTS}
        if len(policies) > 1 or "versions" in policies[0]:
            made |= {"units": ["works", "lab"], "tags": ["new"], "roles": ["cook"], "location": "here"}
        return made

    def leaves(self):
        made = []
        while self.maybe(0.35):
            start, length = self.day(), self.random.choice((2, 5, 12, 13, 14, 30, 80, 150))
            end = None if self.maybe(0.1) else (start + timedelta(days=length)).isoformat()
            made.append({"key": f"l{len(made)}", "from": start.isoformat(), "to": end})
            if end and self.maybe(0.2):
                start = start + timedelta(days=length + self.random.choice((1, 2, 3, 4)))
                end = start + timedelta(days=10)
                made.append({"key": f"l{len(made)}", "from": start.isoformat(), "to": end.isoformat()})
        return made

    def exemptions(self, policies):
        made = []
        while self.maybe(0.12):
            start = self.day()
            end = start + timedelta(days=self.random.choice((0, 10, 45, 120)))
            made.append({"policy": policies[0]["key"], "from": start.isoformat(), "to": end.isoformat()})
        return made

    def talks(self, policies, on):
        made, days = [], []
        while len(days) < 6 and self.maybe(0.65):
            day = self.day(150)
            days.append(min(day, on - self.random.randint(1, 60) * DAY) if self.maybe(0.6) else day)
            if self.maybe(0.3):
                days.append(days[-1] + timedelta(days=self.random.choice((0, 1, 6, 7, 8, 14, 21, 22, 23))))
        for number, day in enumerate(sorted(days)):
            made.append(self.talk(f"t{number}", day, policies, on))
        return made

    def talk(self, key, day, policies, on):
        start = f"{day.isoformat()}T{self.random.choice((0, 4, 9, 15, 22, 23)):02d}:30:00Z"
        types = [one for policy in policies for one in policy.get("types", [])]
        made = {"key": key, "start": start, "minutes": self.one_of(60, 0.8, 10, 20, 30)}
        made |= {"type": self.random.choice(types), "coach": self.one_of("astrid", 0.6, "erik", "freja")}
        if self.maybe(0.1):
            made["covered_by_both"] = True
        made["mode"] = self.random.choice(("in_person", "remote"))
        if day + DAY < on and self.maybe(0.85):
            made |= self.answered(day, on)
        return made

    def denied(self, day, on):
        """Who said that it had not been held, and when, where that is known."""
        said = min(day + timedelta(days=self.random.choice((1, 3, 9))), on)
        told = {"confirmed_by": self.random.choice(("member", "coach")), "confirmed_on": said.isoformat()}
        return told if self.maybe(0.7) else {}

    def answered(self, day, on):
        if self.maybe(0.1):
            return {"held": False} | self.denied(day, on)
        if self.maybe(0.5):
            return {"held": True, "confirmed_by": "member", "confirmed_on": (day + DAY).isoformat()}
        said = min(day + timedelta(days=self.random.choice((1, 1, 3))), on)
        if self.maybe(0.15):
            return {"held": True, "confirmed_by": "both", "confirmed_on": (day + DAY).isoformat()}
        made = {"held": True, "confirmed_by": "coach", "confirmed_on": said.isoformat()}
        if self.maybe(0.35):
            made["contested_on"] = min(said + timedelta(days=self.random.randint(0, 9)), on).isoformat()
        return made


KINDS = (
    "per_period",
    "rolling",
    "campaign",
    "anchored",
    "several",
    "precedence",
    "versions",
    "waived",
    "ended",
    "layers",
)
KINDS += ("personal", "beyond", "leaders")
