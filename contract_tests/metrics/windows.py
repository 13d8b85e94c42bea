"""Numbers over time, whoever tells them: what their windows, buckets and totals keep."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from layers_mock.kit import Answer, Api, equal, holds

from ..making import new_project

__all__ = ["HOUR", "Telling", "instant", "over", "text", "window_of"]

HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
_SLACK = timedelta(minutes=10)
_MOST = 2000


def instant(written: str) -> datetime:
    """A point in time as it was written."""
    return datetime.fromisoformat(written).astimezone(UTC)


def text(moment: datetime) -> str:
    """A point in time as a client writes it."""
    return moment.isoformat().replace("+00:00", "Z")


def over(window: tuple[datetime, datetime]) -> dict[str, str]:
    """A window as a query has it."""
    return {"since": text(window[0]), "until": text(window[1])}


def window_of(body: Any) -> tuple[datetime, datetime]:
    """The window that an answer is about."""
    return instant(body["window"]["since"]), instant(body["window"]["until"])


class Telling(NamedTuple):
    """One operation that tells numbers over time.

    ``state`` is the project that it is asked about, ``find`` gives the id of a thing of a scope. ``metrics`` are all it tells,
    ``sums`` those that add up over time, ``growing`` those that a later moment has no less of, ``sign`` one of which there is
    some on most days.
    """

    operation: str
    state: str
    scopes: tuple[str, ...]
    find: Callable[[Api, str], str]
    metrics: tuple[str, ...]
    sums: tuple[str, ...]
    growing: tuple[str, ...]
    sign: str
    steps: Mapping[str, timedelta]

    def ask(self, api: Api, scope: str, id_: str, *, project: str | None = None, key: str = "full", **query: Any) -> Answer:
        """The answer for one thing."""
        asked = {"scope": scope, "id": id_, **query}
        return api.call(self.operation, project or api.state(self.state), query=asked, key=key)

    def told(self, api: Api, scope: str, **query: Any) -> Any:
        """What is told of the thing of a scope that the target holds."""
        return self.ask(api, scope, self.find(api, scope), **query).succeeded(200)

    def subjects(self, api: Api) -> Iterator[tuple[str, str]]:
        """Scope and id of a thing of each scope."""
        for scope in self.scopes:
            yield scope, self.find(api, scope)

    def past(self, api: Api) -> tuple[datetime, datetime]:
        """A window of 20 days that is over, with numbers in it, and that begins and ends in the middle of an hour."""
        until = window_of(self.told(api, "project"))[1].replace(minute=17, second=5, microsecond=0) - _DAY
        return until - timedelta(days=20), until

    def has_parts(self, api: Api, *projects: str) -> None:
        """Break the rule unless series and totals are there: for each scope, and for projects that nothing is known of."""
        answers = [self.ask(api, scope, id_) for scope, id_ in self.subjects(api)]
        answers += [self.ask(api, "project", project) for project in projects]
        answers += [
            self.ask(api, "project", one, metrics=self.sign, granularity=step) for one in projects for step in self.steps
        ]
        for answer in answers:
            body = answer.succeeded(200)
            holds(isinstance(body.get("series"), list) and body["series"], f"series {str(body.get('series'))[:80]}")
            holds(isinstance(body.get("totals"), dict) and body["totals"], f"totals {body.get('totals')!r}")

    def keeps_metrics(self, api: Api, *several: list[str]) -> None:
        """Break the rule unless the metrics asked for are told, with the values of the whole: each alone, and several."""
        window = over(self.past(api))
        whole = self.told(api, "project", metrics=list(self.metrics), **window)
        for wanted in (*([name] for name in self.metrics), *several, list(self.metrics)):
            body = self.told(api, "project", metrics=wanted, **window)
            equal(body["totals"], {name: whole["totals"][name] for name in wanted}, f"totals of {wanted}")
            for bucket, complete in zip(body["series"], whole["series"], strict=True):
                equal(bucket, {name: complete[name] for name in ("date", *wanted)}, f"bucket of {wanted}")

    def has_bundles(self, api: Api, bundles: Mapping[str, set[str]]) -> None:
        """Break the rule unless totals and buckets of each scope have its bundle where no metrics are sent."""
        for scope, id_ in self.subjects(api):
            body = self.ask(api, scope, id_).succeeded(200)
            equal(set(body["totals"]), bundles[scope], f"totals of {scope}")
            for bucket in body["series"]:
                equal(set(bucket) - {"date"}, bundles[scope], f"a bucket of {scope}")

    def has_default_window(self, api: Api) -> None:
        """Break the rule unless it is 30 days to now; either end alone leaves the other where it was."""
        body = self.told(api, "project")
        since, until = window_of(body)
        equal(until - since, timedelta(days=30), "the window where none is sent")
        whole = self.told(api, "project", since=text(since), until=text(until))
        equal((body["series"], body["totals"]), (whole["series"], whole["totals"]), "the numbers where no window is sent")
        early = self.told(api, "project", since=text(until - timedelta(days=60)))
        _near(window_of(early)[1], until, "until where since alone is sent")
        late = self.told(api, "project", until=text(until - timedelta(days=3)))
        _near(window_of(late)[0], since, "since where until alone is sent")

    def goes_with_time(self, api: Api) -> None:
        """Break the rule unless the window where none is sent moves on with the target's clock."""
        before = window_of(self.told(api, "project"))
        api.advance(86_400)
        after = window_of(self.told(api, "project"))
        for earlier, later in zip(before, after, strict=True):
            _near(later, earlier + _DAY, "an end of the window a day later")

    def tells_its_question(self, api: Api) -> None:
        """Break the rule unless scope, granularity and window come back as they were sent."""
        since, until = self.past(api)
        for scope, id_ in self.subjects(api):
            for step in self.steps:
                body = self.ask(api, scope, id_, granularity=step, since=text(since), until=text(until)).succeeded(200)
                equal((body["scope"], body["granularity"]), (scope, step), "scope and granularity")
                equal(window_of(body), (since, until), "the window")
        shifted = since.isoformat().replace("+00:00", "+00:30")
        body = self.told(api, "project", since=shifted, until=text(until))
        equal(window_of(body)[0], since - timedelta(minutes=30), f"since {shifted}")

    def adds_up(self, api: Api) -> None:
        """Break the rule unless a window cut in two has in both together what it has as a whole, wherever it is cut."""
        since, until = self.past(api)
        for scope in self.scopes:
            whole = self.told(api, scope, since=text(since), until=text(until), metrics=list(self.metrics))["totals"]
            for part in (0.02, 0.5, 0.71):
                cut = (since + (until - since) * part).replace(microsecond=0)
                first = self.told(api, scope, since=text(since), until=text(cut), metrics=list(self.metrics))["totals"]
                second = self.told(api, scope, since=text(cut), until=text(until), metrics=list(self.metrics))["totals"]
                for name in self.sums:
                    if whole[name] is not None:
                        equal(first[name] + second[name], whole[name], f"{name} of {scope} in a window cut at {cut}")
        whole = self.told(api, "project", since=text(since), until=text(until))["totals"]
        holds(whole[self.sign], f"no {self.sign} in the window")

    def needs_an_order(self, api: Api) -> None:
        """Break the rule unless a window that ends as it begins or before is VALIDATION, also where an end is left out."""
        since, until = self.past(api)
        self.told(api, "project", since=text(until), until=text(until + timedelta(seconds=1)))
        project = api.state(self.state)
        for query in (
            {"since": text(until), "until": text(since)},
            {"since": text(until), "until": text(until)},
            {"since": text(until + timedelta(days=90))},
            {"until": text(since - timedelta(days=90))},
        ):
            self.ask(api, "project", project, **query).refused(422, "VALIDATION")

    def has_granularity(self, api: Api) -> None:
        """Break the rule unless buckets are as long as asked, and a day where nothing is."""
        window = over(self.past(api))
        for step, length in self.steps.items():
            dates = [instant(bucket["date"]) for bucket in self.told(api, "project", granularity=step, **window)["series"]]
            holds(len(dates) > 1, f"{len(dates)} buckets of a {step} in 20 days")
            equal({later - earlier for earlier, later in pairwise(dates)}, {length}, f"between two buckets of a {step}")
        by_day, plain = self.told(api, "project", granularity="day", **window), self.told(api, "project", **window)
        equal(plain["series"], by_day["series"], "the series without granularity")

    def covers_the_window(self, api: Api) -> None:
        """Break the rule unless buckets go from the full hour, midnight or Monday before `since` to the last before `until`."""
        since, until = self.past(api)
        fresh = new_project(api)
        for step, length in self.steps.items():
            first = since.replace(minute=0, second=0)
            first = first if step == "hour" else first.replace(hour=0)
            first -= timedelta(days=first.weekday() if step == "week" else 0)
            promised = [first + length * number for number in range(-((first - until) // length))]
            for project in (api.state(self.state), fresh):
                answer = self.ask(api, "project", project, granularity=step, since=text(since), until=text(until))
                dates = [instant(bucket["date"]) for bucket in answer.succeeded(200)["series"]]
                equal(dates, promised, f"buckets of a {step}")

    def has_a_limit(self, api: Api) -> None:
        """Break the rule unless 2000 buckets of each length are answered, and one more is VALIDATION."""
        until = self.past(api)[1].replace(hour=0, minute=0, second=0)
        until -= timedelta(days=until.weekday())
        project = api.state(self.state)
        for step, length in self.steps.items():
            query = {"granularity": step, "metrics": self.sign, "until": text(until)}
            body = self.ask(api, "project", project, since=text(until - length * _MOST), **query).succeeded(200)
            equal(len(body["series"]), _MOST, f"buckets of a {step}")
            self.ask(api, "project", project, since=text(until - length * (_MOST + 1)), **query).refused(422, "VALIDATION")

    def tells_no_future(self, api: Api) -> None:
        """Break the rule unless a late `until` gives no buckets after that of now, and no other totals."""
        for step, length in self.steps.items():
            now = window_of(self.told(api, "project"))[1]
            since = {"since": text(now - timedelta(days=20)), "granularity": step}
            before = self.told(api, "project", **since)
            ahead = self.told(api, "project", until=text(now + timedelta(days=40)), **since)
            after = self.told(api, "project", **since)
            late = [bucket["date"] for bucket in ahead["series"] if instant(bucket["date"]) > window_of(after)[1]]
            equal(late, [], f"buckets of a {step} after now")
            last = ahead["series"][-1]["date"]
            holds(instant(last) > now - 2 * length, f"the last bucket of a {step} is {last}")
            for name in self.growing:
                low, high, came = before["totals"][name], after["totals"][name], ahead["totals"][name]
                holds(low <= came <= high, f"{came} {name} with a late `until`, {low} to {high} without")
        empty = self.told(api, "project", since=text(now + timedelta(days=2)), until=text(now + timedelta(days=9)))
        equal(empty["series"], [], "the series of a window that has not begun")

    def has_totals(self, api: Api) -> None:
        """Break the rule unless totals are the sums of their buckets, of each scope and length, wherever the window ends."""
        window = over(self.past(api))
        for scope in self.scopes:
            for step in self.steps:
                body = self.told(api, scope, granularity=step, metrics=list(self.metrics), **window)
                for name in self.sums:
                    if body["totals"][name] is not None:
                        summed = sum(bucket[name] for bucket in body["series"])
                        equal(body["totals"][name], summed, f"{name} of {scope} by {step}")
                holds(scope != "project" or body["totals"][self.sign] > 0, f"no {self.sign} in the window")

    def has_guards(self, api: Api) -> None:
        """Break the rule unless what is told is the same, whichever project of the organisation is in the path."""
        window = over(self.past(api))
        for scope, id_ in self.subjects(api):
            own = self.ask(api, scope, id_, **window).succeeded(200)
            for state in ("project", "empty_project", "archived_project"):
                answer = self.ask(api, scope, id_, project=api.state(state), **window)
                equal(answer.succeeded(200), own, f"{scope} by way of {state}")
            holds(own["totals"][self.sign] > 0, f"no {self.sign} of {scope}")

    def needs_its_kind(self, api: Api) -> None:
        """Break the rule unless an id that nothing has, and one of a thing of another kind, are not found."""
        own = dict(self.subjects(api))
        for scope, id_ in own.items():
            self.ask(api, scope, id_).succeeded(200)
            self.ask(api, scope, api.uuid()).refused(404, "NOT_FOUND")
            for other, wrong in own.items():
                if other != scope:
                    self.ask(api, scope, wrong).refused(404, "NOT_FOUND")

    def needs_its_project(self, api: Api) -> None:
        """Break the rule unless a project in the path that nobody or another organisation has is not found."""
        for scope, id_ in self.subjects(api):
            self.ask(api, scope, id_).succeeded(200)
            for project in (api.uuid(), api.state("foreign_project")):
                self.ask(api, scope, id_, project=project).refused(404, "NOT_FOUND")


def _near(came: datetime, promised: datetime, what: str) -> None:
    holds(abs(came - promised) <= _SLACK, f"{what} is {came}, not {promised}")
