"""The story of one portfolio: what happened when, told first and then lived in order of time."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from portfolios import clock, evidence, sign_off
from portfolios.demo import material
from portfolios.enums import Outcome, Setting
from portfolios.models import STARR, Portfolio

WORDS = material.WORDS


@dataclass
class Story:
    """Collects the events of one portfolio; `live` takes them as steps, in order of time.

    Times are fractions of the portfolio's life so far: 0 is its first school day, 1 is now.
    """

    portfolio: Portfolio
    teachers: list
    born: datetime
    now: datetime
    chance: random.Random
    events: list = field(default_factory=list)

    def moment(self, fraction):
        """A moment on a school day, between half past eight and five."""
        at = self.born + (self.now - self.born) * fraction
        day = timezone.localtime(at).replace(
            hour=8 + self.chance.randrange(8), minute=self.chance.randrange(60), second=0
        )
        while day.weekday() > 4 or day >= self.now:
            day -= timedelta(days=1)
        return max(day, self.born)

    def when(self, at, step):
        """Let a step happen at a moment."""
        self.events.append((at, len(self.events), step))

    def live(self):
        last = self.born
        for at, _number, step in sorted(self.events, key=lambda event: event[:2]):
            last = max(last, at)
            with clock.at(last):
                step()
        self.events.clear()

    # What one cell goes through; `cell` is shared by the events of one work process.

    def attempt(self, work_process, at, *, outcome=None, wait=4, files=(), **pieces):
        """Evidence, then a hand-in, then (with an outcome) a decision some days later."""
        cell = {}
        self.when(at, lambda: self.collect(work_process, cell, files, **pieces))
        handed_in = at + timedelta(days=self.chance.randrange(1, 4), minutes=5)
        handed_in = min(handed_in, self.now - timedelta(hours=2))
        self.when(handed_in, lambda: self.hand_in(work_process, cell))
        if outcome:
            decided = min(handed_in + timedelta(days=wait, minutes=40), self.now)
            self.when(decided, lambda: self.judge(cell, outcome))
        return cell

    def collect(self, work_process, cell, files=(), complete=True, **fields):
        """Add a piece of evidence for a work process."""
        pick = self.chance.choice
        words = {"work": pick(WORDS["work"]), "company": pick(WORDS["companies"])}
        starr = {part: pick(WORDS[part]).format(**words) for part in STARR}
        if not complete:
            starr["reflection"] = ""
        at_company = self.chance.random() < 0.6
        received = [
            material.receive(self.portfolio, name, content)
            for name, content in (file(words["work"]) for file in files)
        ]
        texts = {"title": pick(WORDS["titles"]).format(**words)[:200]}
        if not received:
            texts["text"] = pick(WORDS["text"])
        cell["piece"] = evidence.add(
            portfolio=self.portfolio,
            by=self.portfolio.student,
            work_processes=[work_process],
            received=received,
            **{
                **starr,
                **texts,
                "setting": Setting.COMPANY if at_company else Setting.SCHOOL,
                "company": words["company"] if at_company else "",
                **fields,
            },
        )

    def hand_in(self, work_process, cell):
        cell["submission"] = sign_off.submit(
            portfolio=self.portfolio,
            work_process=work_process,
            by=self.portfolio.student,
            own_work=True,
            words=self.chance.choice(WORDS["words"]),
        )

    def judge(self, cell, outcome, teacher=None):
        feedback = self.chance.choice(WORDS["feedback"][outcome])
        sign_off.assess(
            submission=cell["submission"],
            by=teacher or self.chance.choice(self.teachers),
            outcome=outcome,
            feedback=feedback,
        )

    def passing(self):
        """An outcome that passes; one in four is good."""
        return Outcome.GOOD if self.chance.random() < 0.25 else Outcome.SUFFICIENT
