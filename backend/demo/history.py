"""What happened in the demo: the lives of its sites and all visits, as plain values.

| of the sites that must be visited in a window    | share              |
|--------------------------------------------------|--------------------|
| visited                                          | 78 to 98 % by town |
| of these: waiting for the leader (待核)          | some 3 %           |
| of these: something was wrong                    | some 1.5 %         |
| attempted only                                   | some 3 %           |
| visited after a miss in the window before        | all but in 9 grids |
| visited after two misses                         | all                |

The county took its towns into the cycle by and by: the home town and two more at first, two more
with each window, until all were in three windows before the running one.

In the running window the shares grow with the daylight hours that have gone by; what the
window before lacked was visited first. The grid that
the fixed accounts share has one site in each state that a visitor of the demo should see; the
forest with checkpoints in the officer's grids waits for its first visit.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from shapely import Point

from backend.demo.people import Person
from backend.demo.places import Spot
from backend.demo.visits import DAY_BEGINS, DAY_ENDS, Visit, draw_moment, draw_visit
from backend.patrol.cycles.rules import Window, cut_off
from backend.registry.kinds.checklist import KindSpec

LOWEST, HIGHEST = 0.78, 0.98
# What was missed once is visited in the next window; in a few neglected grids after two misses.
NEGLECTED, AFTER_A_MISS = 9, 0.6
DOUBTS = ("far", "no_fix", "clock")
SUSPENDED, ADDED = 14, 9
SETTLED = 4  # windows, the running one among them, that saw all towns
# What happens to the first sites of the home grid, by window: the last but two, which is sealed
# by now, the one before, and the running.
HOME_EVENTS = (
    ("late",),
    ("missed", "abnormal", "normal", "attempted", "far"),
    ("missed", "missed", "far", "abnormal", "attempted"),
)
SUSPENSIONS = ("房屋装修，暂停出租", "道路塌方，封路抢修", "停业整顿")


@dataclass(frozen=True)
class Life:
    """When a site entered the register, and when and why it was suspended, if it was."""

    since: datetime
    suspended_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class History:
    """Lives by the number of the site; visits in the order of their arrival."""

    lives: tuple[Life, ...]
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Crew:
    """Who works where: user names by the code of the grid or the town."""

    officers: Mapping[str, Sequence[str]]
    leaders: Mapping[str, str]
    supervisors: Mapping[str, str]

    def author(self, grid: str, rng: Random) -> str:
        """Mostly an officer, at times the leader herself."""
        return self.leaders[grid] if rng.random() < 0.2 else rng.choice(self.officers[grid])


def form_crew(staff: Sequence[Person]) -> Crew:
    """The people by what they hold."""
    held: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for person in staff:
        for assignment in person.assignments:
            held[assignment.role][assignment.area].append(person.username)
    leaders = {grid: names[0] for grid, names in held["leader"].items()}
    supervisors = {town: names[0] for town, names in held["supervisor"].items()}
    return Crew(dict(held["officer"]), leaders, supervisors)


def draw_history(
    sites: Sequence[Spot],
    people: Crew,
    kinds: Mapping[str, KindSpec],
    windows: Sequence[Window],
    now: datetime,
    *,
    homes: Sequence[str],
    seed: int = 369,
) -> History:
    """The windows in order, the running one last; `homes` are the codes of the fixed officer's
    grids, the one that the fixed accounts share first."""
    rng = Random(seed + 2)
    fixed = _fix_events(sites, homes, windows)
    lives = _draw_lives(sites, homes, windows, now, rng)
    rates = _draw_rates(sites, rng)
    neglected = set(rng.sample(sorted({spot.grid for spot in sites}), NEGLECTED))
    missed: dict[int, int] = {}  # how many windows running
    visits: list[Visit] = []
    for window in windows:
        current = _WindowInProgress(window, now, people, kinds, rng)
        missed_now = {}
        for number, spot in enumerate(sites):
            if not _is_required(lives[number], window):
                continue
            urgent = number in missed
            rate = rates[spot.grid[:9]]
            if urgent:
                rate = AFTER_A_MISS if spot.grid in neglected and missed[number] == 1 else 1
            event = fixed.get((window.number, number)) or current.draw_event(rate, urgent=urgent)
            visits += current.visits(number, spot, event)
            if event in ("missed", "late", "attempted", *DOUBTS):
                missed_now[number] = missed.get(number, 0) + 1
        missed = missed_now
    visits = [each for each in visits if _is_before_suspension(each, lives[each.site])]
    return History(tuple(lives), tuple(sorted(visits, key=lambda v: (v.received_at, v.uid))))


@dataclass(frozen=True)
class _WindowInProgress:
    """A window while its visits are drawn."""

    window: Window
    now: datetime
    people: Crew
    kinds: Mapping[str, KindSpec]
    rng: Random

    def draw_event(self, rate: float, *, urgent: bool) -> str:
        """What happens to a site of which `rate` of its like are visited in a window."""
        draw, share = self.rng.random(), _daylight_share(self.window, self.now)
        if urgent:
            return "normal" if draw < rate else "missed"
        if draw >= (rate + (1 - rate) * 0.25) * share:
            return "missed"
        if draw >= rate * share:
            return "attempted"
        weights = {
            "normal": 89.5,
            "twice": 6,
            "abnormal": 1.5,
            "far": 2,
            "no_fix": 0.6,
            "clock": 0.6,
        }
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def visits(self, number: int, spot: Spot, event: str) -> Iterator[Visit]:
        """The visits of the event; checkpoints take one visit each."""
        if event == "missed":
            return
        if spot.checkpoints and event != "attempted":
            for checkpoint in self.rng.sample(spot.checkpoints, spot.checkpoints_required or 1):
                yield self._visit(number, spot, target=Point(checkpoint.lon, checkpoint.lat))
        elif event == "late":
            yield self._late(number, spot)
        elif event in DOUBTS:
            yield self._visit(number, spot, doubt=event)
        elif event == "twice":
            yield self._visit(number, spot, result=self.rng.choice(("normal", "attempted")))
            yield self._visit(number, spot)
        else:
            yield self._visit(number, spot, result=event)

    def _late(self, number: int, spot: Spot) -> Visit:
        """An officer's phone that came back from the mountains after the window's cut-off."""
        made = self._visit(number, spot, by_officer=True)
        until = cut_off(self.window.ends_at)
        return replace(made, received_at=until + max(self.now - until, timedelta()) / 2)

    def _visit(
        self,
        number: int,
        spot: Spot,
        *,
        result: str = "normal",
        doubt: str | None = None,
        target: Point | None = None,
        by_officer: bool = False,
    ) -> Visit:
        rng, kind = self.rng, self.kinds[spot.kind]
        # Leaders judge doubtful visits, so in the demo they make none themselves.
        officers = self.people.officers[spot.grid]
        author = rng.choice(officers) if doubt or by_officer else self.people.author(spot.grid, rng)
        at = draw_moment(self.window, self.now, rng)
        return draw_visit(
            number, spot, kind, author, at, self.now, rng, result=result, doubt=doubt, target=target
        )


def _fix_events(
    sites: Sequence[Spot], homes: Sequence[str], windows: Sequence[Window]
) -> dict[tuple[int, int], str]:
    """The events that are not left to chance, by number of window and site."""
    first = next(number for number, spot in enumerate(sites) if spot.grid == homes[0])
    fixed = {
        (window.number, first + place): event
        for window, events in zip(windows[-3:], HOME_EVENTS, strict=True)
        for place, event in enumerate(events)
    }
    for number, spot in enumerate(sites):
        if spot.grid in homes and spot.checkpoints:
            fixed[windows[-1].number, number] = "missed"
    return fixed


def _daylight_share(window: Window, now: datetime) -> float:
    """The part of the window's daylight hours that lies before now."""
    days = (window.ends_on - window.starts_on).days
    length = DAY_ENDS - DAY_BEGINS
    gone = timedelta()
    for day in range(days):
        begins = window.starts_at + timedelta(days=day) + DAY_BEGINS
        gone += min(max(now - begins, timedelta()), length)
    return gone / (length * days)


def _draw_rates(sites: Sequence[Spot], rng: Random) -> dict[str, float]:
    """A rate for each town, spread evenly and dealt out by chance."""
    towns = sorted({spot.grid[:9] for spot in sites})
    steps = [LOWEST + (HIGHEST - LOWEST) * n / (len(towns) - 1) for n in range(len(towns))]
    rng.shuffle(steps)
    return dict(zip(towns, steps, strict=True))


def _draw_lives(
    sites: Sequence[Spot],
    homes: Sequence[str],
    windows: Sequence[Window],
    now: datetime,
    rng: Random,
) -> list[Life]:
    begin = _draw_beginnings(sites, homes[0][:9], windows)
    lives = [Life(begin[spot.grid[:9]]) for spot in sites]
    others = [number for number, spot in enumerate(sites) if spot.grid not in homes]
    special = rng.sample(others, SUSPENDED + ADDED)
    for number in special[:SUSPENDED]:
        at = draw_moment(windows[-2], now, rng)
        since = begin[sites[number].grid[:9]]
        lives[number] = Life(since, at, rng.choice(SUSPENSIONS))
    for number in special[SUSPENDED:]:
        lives[number] = Life(draw_moment(windows[-1], now, rng))
    return lives


def _draw_beginnings(
    sites: Sequence[Spot], home: str, windows: Sequence[Window]
) -> dict[str, datetime]:
    """When each town, by its code, was taken into the cycle."""
    others = sorted({spot.grid[:9] for spot in sites} - {home})
    last = len(windows) - SETTLED
    first = last - (len(others) - 1) // 2
    turns = {home: first} | {town: first + place // 2 for place, town in enumerate(others)}
    return {town: windows[max(0, turn)].starts_at for town, turn in turns.items()}


def _is_required(life: Life, window: Window) -> bool:
    suspended = life.suspended_at is not None and life.suspended_at <= window.starts_at
    return life.since <= window.starts_at and not suspended


def _is_before_suspension(visit: Visit, life: Life) -> bool:
    return life.suspended_at is None or visit.received_at < life.suspended_at
