"""The same month as one would write it by hand with Mesa: agents that step, ``model.random``, a DataCollector.

It is shorter than the reference engine and does less: no addressed draws, no levers, no loops, no
account of barriers, one bond of trust, ten gates of a line each. It is the honest alternative to
which the engines are compared for speed, not a model of anything.
"""

from __future__ import annotations

import math

import mesa

MEDICINES = 0.4
UNAWARE, AWARE, APPROVAL, PILOT, ADOPTED, DECLINED = range(6)


class Company(mesa.Agent):
    """A company that pushes its innovations harder as they are taken up."""

    def __init__(self, model: PlainModel) -> None:
        super().__init__(model)
        self.effort, self.news = 0.5, 0

    def step(self) -> None:
        """Let effort follow uptake."""
        self.effort += 0.05 * (min(1.0, 0.2 + self.news / len(self.model.trusts)) - self.effort)
        self.news = 0


class Innovation:
    """Something on offer."""

    def __init__(self, model: PlainModel, company: Company) -> None:
        luck = model.random
        self.company, self.launch = company, luck.randrange(96)
        self.piloted = luck.random() > MEDICINES
        self.pull, self.value = luck.gauss(-4.0, 2.0), luck.gauss(0.3, 0.6)


class Project:
    """One innovation in one trust."""

    def __init__(self, trust: Trust, innovation: Innovation) -> None:
        luck = trust.model.random
        self.innovation, self.stage, self.timer, self.use = innovation, UNAWARE, 0, 0.0
        self.fit, self.need = luck.gauss(0.0, 2.8) + trust.keen, luck.random()


class Trust(mesa.Agent):
    """An NHS trust."""

    def __init__(self, model: PlainModel, ahsn: int) -> None:
        super().__init__(model)
        luck = model.random
        self.ahsn, self.keen = ahsn, luck.gauss(0.0, 2.0)
        self.slack, self.attention, self.money = luck.uniform(0.02, 0.14), 0.05, 1.0
        self.permission, self.clarity, self.ease = 0.2, luck.random(), luck.random()
        self.regard = dict.fromkeys(model.companies, 0.55)
        self.projects = [Project(self, made) for made in model.offers if luck.random() < 0.45]

    def step(self) -> None:
        """Fund, decide and deliver."""
        self.permission += 0.35 * (self.model.signal * 0.6 - self.permission)
        self.attention = 0.05 + 0.1 * self.permission
        self.money = 1.0 if self.model.steps % 12 == 1 else 0.92 * self.money
        for project in self.projects:
            if project.innovation.launch < self.model.steps:
                self.move_on(project)

    def move_on(self, project: Project) -> None:
        """Move one project on by a month."""
        luck, made = self.model.random, project.innovation
        if project.stage == UNAWARE:
            known = self.model.share(made, self.ahsn)
            if luck.random() < 1.0 - 0.992 * (1.0 - 0.1 * made.company.effort) * (
                1.0 - 0.4 * known
            ):
                project.stage = AWARE
        if project.stage == AWARE and luck.random() < self.hazard(project):
            project.stage, project.timer = APPROVAL, luck.randint(1, 12)
        elif project.stage in (APPROVAL, PILOT, DECLINED):
            project.timer -= 1
            if project.timer <= 0:
                self.finish(project)
        elif project.stage == ADOPTED:
            project.use += 0.1 * (project.use + 0.02) * (1.0 - project.use)
            if luck.random() < 0.006:
                project.stage, project.timer = DECLINED, 36

    def hazard(self, project: Project) -> float:
        """Return the monthly hazard of a start: appeal, then ten gates."""
        made, used = project.innovation, self.model.share(project.innovation, self.ahsn)
        appeal = made.pull + project.fit + 5.0 * used + made.value + self.permission
        gates = (
            self.slack / (self.slack + 0.06), min(1.0, self.money), self.attention / 0.1,
            0.5 + 0.5 * made.company.effort, 0.35 + 0.65 * used,
            self.clarity + (1.0 - self.clarity) * project.need,
            1.0 / (1.0 + math.exp((0.4 - self.regard[made.company]) / 0.12)),
            0.5 + 0.5 * self.ease, 0.55, 1.0 / (1.0 + math.exp((0.1 - self.permission) / 0.12)),
        )  # fmt: skip
        return 0.4 / (1.0 + math.exp(-appeal)) * math.prod(min(1.0, g) for g in gates) ** 0.3

    def finish(self, project: Project) -> None:
        """End a stage."""
        made = project.innovation
        if project.stage == DECLINED:
            project.stage = AWARE
        elif project.stage == APPROVAL and made.piloted:
            project.stage, project.timer = PILOT, self.model.random.randint(9, 15)
        elif project.stage == PILOT and made.value + self.model.random.gauss(0.0, 0.35) < 0.0:
            project.stage, project.timer = DECLINED, 18
            self.regard[made.company] *= 0.9
        else:
            project.stage, project.use = ADOPTED, 0.05
            self.regard[made.company] += 0.1 * (1.0 - self.regard[made.company])
            made.company.news += 1


class PlainModel(mesa.Model):
    """Trusts and companies, stepped in a random order every month."""

    def __init__(self, trusts: int, innovations: int, companies: int, ahsns: int = 15) -> None:
        super().__init__(rng=1)
        self.signal, self.shares = 0.35, {}
        self.companies = [Company(self) for _ in range(companies)]
        self.offers = [
            Innovation(self, self.random.choice(self.companies)) for _ in range(innovations)
        ]
        self.trusts = [Trust(self, n % ahsns) for n in range(trusts)]
        self.datacollector = mesa.DataCollector(
            model_reporters={"adopted": lambda m: sum(m.adopted(t) for t in m.trusts)},
            agenttype_reporters={
                Trust: {"adopted": lambda t: t.model.adopted(t), "money": "money"}
            },
        )

    @staticmethod
    def adopted(trust: Trust) -> int:
        """Count the innovations that a trust uses."""
        return sum(project.stage == ADOPTED for project in trust.projects)

    def share(self, innovation: Innovation, ahsn: int) -> float:
        """Return the share of an AHSN's trusts that use an innovation."""
        return self.shares.get((innovation, ahsn), 0.0)

    def step(self) -> None:
        """Run one month."""
        users: dict[tuple[Innovation, int], float] = {}
        for trust in self.trusts:
            for project in trust.projects:
                if project.stage == ADOPTED:
                    key = project.innovation, trust.ahsn
                    users[key] = users.get(key, 0.0) + 15.0 / len(self.trusts)
        self.shares = users
        self.agents_by_type[Trust].shuffle_do("step")
        self.agents_by_type[Company].shuffle_do("step")
        self.datacollector.collect(self)
