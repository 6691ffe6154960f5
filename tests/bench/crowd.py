"""Thirty people at once, and one teacher who decides all the while."""

import re
import statistics
import threading
import time
from urllib.parse import urlencode

from portfolios.models import Portfolio, Submission

READERS = 30
SECONDS = 20
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def report(server, pages):
    """Print how long the pages took, and how many decisions were taken."""
    from tests.bench.measure import session_of

    students = Portfolio.objects.order_by("pk").select_related("student")[: READERS - 10]
    readers = [(session_of(one.student), pages[place % 4][2]) for place, one in enumerate(students)]
    readers = [
        (cookie, "/portfolio/" if "work-processes" in page else page) for cookie, page in readers
    ]
    staff = [(session_of(user), address) for _name, user, address in pages[4:]]
    readers += [staff[place % len(staff)] for place in range(READERS - len(readers))]
    teacher = pages[4][1]
    waiting = list(Submission.objects.waiting_for(teacher).values_list("pk", flat=True))
    ends, times, faults, decided = time.perf_counter() + SECONDS, [], [], []
    threads = [
        threading.Thread(target=_read, args=(server, *reader, ends, times, faults))
        for reader in readers
    ]
    threads.append(
        threading.Thread(
            target=_decide, args=(server, session_of(teacher), waiting, ends, decided, faults)
        )
    )
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    print(
        f"{READERS} at once: {len(times) / SECONDS:.0f} pages a second, "
        f"median {statistics.median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms; "
        f"{len(decided)} decisions, {statistics.median(decided or [0]):.0f} ms; "
        f"{len(faults)} faults {faults[:3]}"
    )


def _read(server, cookie, address, ends, times, faults):
    line = server.connect()
    while time.perf_counter() < ends:
        began = time.perf_counter()
        line.request("GET", address, headers={"Cookie": cookie})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            faults.append((address, answer.status))
        times.append(1000 * (time.perf_counter() - began))


def _decide(server, cookie, waiting, ends, decided, faults):
    line = server.connect()
    for pk in waiting:
        if time.perf_counter() > ends:
            return
        line.request("GET", f"/review/{pk}/", headers={"Cookie": cookie})
        answer = line.getresponse()
        token = TOKEN.search(answer.read().decode())
        jar = answer.headers.get("Set-Cookie", "").partition(";")[0]
        body = urlencode({"csrfmiddlewaretoken": token[1], "outcome": "good", "feedback": "Fine."})
        began = time.perf_counter()
        headers = {
            "Cookie": f"{cookie}; {jar}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        line.request("POST", f"/review/{pk}/", body, headers)
        answer = line.getresponse()
        answer.read()
        if answer.status == 302:
            decided.append(1000 * (time.perf_counter() - began))
        else:
            faults.append((pk, answer.status))
