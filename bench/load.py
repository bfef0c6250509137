"""`make load`: leaders and members at work at once, against the web server as it runs in production.

A trial organisation of PEOPLE (2,000) is made in a place of its own, two web processes serve it, and LEADERS (50) and
MEMBERS (200) open pages for SECONDS (300), five to ten seconds of thought between two. Each follows what the page
offers: leaders look at their line, go on to the next page, narrow it, ask what would help, look at what waits for them
as coaches; members look at home, read why, look for a coach or a time. Printed are the seconds each kind of page took;
exit status 1 when an answer was an error or a p95 is not under LIMIT (0.5 s).

DATABASE_URL chooses the database (an empty one); without it, it is the embedded one. With HERE=1 the people are there
already, and PEOPLE says how many.
"""

from __future__ import annotations

import http.client
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

PEOPLE = int(os.environ.get("PEOPLE", "2000"))
LEADERS = int(os.environ.get("LEADERS", "50"))
MEMBERS = int(os.environ.get("MEMBERS", "200"))
SECONDS = float(os.environ.get("SECONDS", "300"))
THINK = (float(os.environ.get("THINK_LEAST", "5")), float(os.environ.get("THINK_MOST", "10")))
LIMIT = float(os.environ.get("LIMIT", "0.5"))
PORT = int(os.environ.get("PORT", "8321"))
WEB = ["-m", "gunicorn", "leadership.wsgi", "--workers", "2", "--threads", "4", "--log-level", "warning"]
READY_WITHIN = 120


@dataclass
class Log:
    """Seconds by kind of page, what went wrong, and seconds of the processor taken by the server and by the driver."""

    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    server: float = 0.0
    driver: float = 0.0

    def add(self, kind: str, seconds: float, error: str = "") -> None:
        with self.lock:
            self.took[kind].append(seconds)
            if error:
                self.errors.append(f"{kind}: {error}")


class Browser:
    """One person's browser: a session and the last page; after so much thought the server has closed the connection."""

    def __init__(self, email: str, log: Log) -> None:
        self.log, self.cookies, self.page = log, {}, ""  # type: ignore[var-annotated]  # cookies: name to value
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        self.ask("sign in", "POST", "/demo/", {"person": email})

    def ask(self, kind: str, method: str, path: str, sent: dict[str, str] | None = None) -> None:
        """One request; 400 and above, or no answer, is an error."""
        begun, error = time.perf_counter(), ""
        try:
            status = self._ask(method, path, sent)
            error = f"{status} at {path}" if status >= 400 else ""
        except (OSError, http.client.HTTPException) as failed:
            error = f"{type(failed).__name__} at {path}"
            self.connection.close()
        self.log.add(kind, time.perf_counter() - begun, error)

    def _ask(self, method: str, path: str, sent: dict[str, str] | None) -> int:
        token = {"csrfmiddlewaretoken": found[1]} if (found := _TOKEN.search(self.page)) else {}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if sent is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, urlencode(token | sent) if sent is not None else None, headers)
        answer = self.connection.getresponse()
        body = answer.read().decode(errors="replace")
        self.connection.close()
        for one in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = one.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if method == "GET":
            self.page = body
        return answer.status

    def found(self, pattern: str) -> list[str]:
        """What the last page offers."""
        return re.findall(pattern, self.page)


_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def as_leader(browser: Browser, chance: random.Random) -> None:
    """One thing a leader does."""
    following = browser.found(r'rel="next" href="(\?[^"]+)"')
    asked = browser.found(r'name="obligation" value="([^"]+)"')
    what = chance.random()
    if what < 0.15 and following:
        browser.ask("line, next page", "GET", "/line/" + following[0].replace("&amp;", "&"))
    elif what < 0.18 and asked:
        browser.ask("line, asking what helps", "POST", "/line/", {"deed": "ask", "obligation": asked[0]})
    elif what < 0.35:
        state = chance.choice(("overdue", "due_soon", "stuck", "booked"))
        browser.ask("line, narrowed", "GET", f"/line/?state={state}")
    elif what < 0.5 and browser.found('href="/coach/"'):
        browser.ask("as a coach", "GET", "/coach/")
    elif what < 0.6:
        browser.ask("home", "GET", "/")
    else:
        browser.ask("line", "GET", "/line/")


OFFERED = {"why": "why do I have this", "coach": "choosing a coach", "book": "the booker"}
"""What a member is offered on the home page, by the last part of its address."""


def as_member(browser: Browser, chance: random.Random) -> None:
    """One thing a member does."""
    offered = browser.found(r'href="(/obligations/[^/"]+/(?:why|coach|book)/)"')
    if offered and chance.random() < 0.6:
        path = chance.choice(offered)
        browser.ask(OFFERED[path.rstrip("/").rpartition("/")[2]], "GET", path)
    elif chance.random() < 0.1:
        browser.ask("rhythms", "GET", "/rhythms/")
    else:
        browser.ask("home", "GET", "/")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = {**os.environ, "DEMO": "1", "VAR_DIR": folder, "PORT": str(PORT)}
        if os.environ.get("HERE") != "1":
            subprocess.run([sys.executable, "manage.py", "demo", "--people", str(PEOPLE)], env=place, check=True)
        leaders, members = _who(place)
        before = _processor(resource.RUSAGE_CHILDREN)
        with serving(place):
            log = _at_work(leaders, members)
        log.server = _processor(resource.RUSAGE_CHILDREN) - before
    return _told(log)


def _processor(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _who(place: dict[str, str]) -> tuple[list[str], list[str]]:
    """Addresses of as many leaders and members as are asked for."""
    asked = (
        "from leadership.people.models import Person as P; "
        "led = P.objects.leaders().exclude(email='').order_by('-pk'); "
        f"print(*led.values_list('email', flat=True)[:{LEADERS}]); rest = P.objects.filter(reports=None)"
        f".exclude(email='').order_by('pk'); print(*rest.values_list('email', flat=True)[:{MEMBERS}])"
    )
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", asked]
    said = subprocess.run(command, env=place, check=True, capture_output=True, text=True).stdout.splitlines()
    return said[-2].split(), said[-1].split()


@contextmanager
def serving(place: dict[str, str]) -> Iterator[None]:
    """The web server as it runs in production, without a worker, in these surroundings."""
    server = subprocess.Popen([sys.executable, *WEB, "--bind", f"127.0.0.1:{PORT}"], env=place)
    try:
        _wait()
        yield
    finally:
        server.terminate()
        server.wait()


def _wait() -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"The web server did not answer within {READY_WITHIN} seconds.")


def _at_work(leaders: list[str], members: list[str]) -> Log:
    """Everyone at once, each in a thread, until the time is over."""
    log, until = Log(), time.monotonic() + SECONDS
    everybody = [(email, as_leader) for email in leaders] + [(email, as_member) for email in members]

    def work(number: int) -> None:
        email, act = everybody[number]
        chance = random.Random(number)
        time.sleep(chance.uniform(0, THINK[1]))
        browser = Browser(email, log)
        while time.monotonic() < until:
            act(browser, chance)
            time.sleep(chance.uniform(*THINK))

    threads = [threading.Thread(target=work, args=[number]) for number in range(len(everybody))]
    before = _processor(resource.RUSAGE_SELF)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.driver = _processor(resource.RUSAGE_SELF) - before
    return log


def _told(log: Log) -> int:
    """Prints the table; 1 when something is not as it should be."""
    whole = [seconds for times in log.took.values() for seconds in times]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {PEOPLE} people,")
    print(
        f"{LEADERS} leaders and {MEMBERS} members at once for {SECONDS:.0f} s, {THINK[0]:g}-{THINK[1]:g} s of thought"
    )
    print(f"{len(whole)} requests, {len(whole) / SECONDS:.1f}/s, {len(log.errors)} errors")
    each = 1000 / max(len(whole), 1)
    print(f"of the processor for each: {log.server * each:.1f} ms the server, {log.driver * each:.1f} ms the driver\n")
    print("| page | requests | p50 ms | p95 ms | longest ms |\n|---|---|---|---|---|")
    for kind, times in [*sorted(log.took.items()), ("all", whole)]:
        p50, p95 = _quantile(times, 50), _quantile(times, 95)
        print(f"| {kind} | {len(times)} | {p50 * 1000:.0f} | {p95 * 1000:.0f} | {max(times, default=0) * 1000:.0f} |")
    for error in log.errors[:20]:
        print(error, file=sys.stderr)
    return int(bool(log.errors) or _quantile(whole, 95) >= LIMIT)


def _quantile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1] if len(times) > 1 else max(times, default=0)


if __name__ == "__main__":
    sys.exit(main())
