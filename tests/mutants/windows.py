"""What can be wrong with any numbers over time: their windows, buckets and totals."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, turns, when_asked, with_json

__all__ = ["Telling", "each", "moved", "sent", "sent_is", "total_of_other", "with_changes"]

Edit = Callable[[dict[str, Any]], Any]


def sent(asked: Asked, name: str, default: str = "") -> str:
    """The first text of a field in the query."""
    return asked.query.get(name, [default])[0]


def sent_is(name: str, *texts: str) -> Callable[[Asked], bool]:
    """Requests that have one of these texts in a field of their query."""
    return lambda asked: sent(asked, name) in texts


def moved(text: str, **by: float) -> str:
    """An instant, so much later."""
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return (moment + timedelta(**by)).isoformat().replace("+00:00", "Z")


def each(change: Edit) -> Callable[[dict[str, Any]], None]:
    """Totals and buckets, changed in place."""

    def edit(body: dict[str, Any]) -> None:
        for numbers in (body["totals"], *body["series"]):
            change(numbers)

    return edit


def with_changes(numbers: dict[str, Any], **changes: Callable[[Any], Any]) -> None:
    """Numbers that are there, changed."""
    for name, change in changes.items():
        if numbers.get(name) is not None:
            numbers[name] = change(numbers[name])


def total_of_other(body: Any, other: Any, asked: Asked) -> Any:
    """The totals are those of the answer to another question."""
    return body | {"totals": other["totals"]}


def _in_series(change: Callable[[list[Any]], list[Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: body | {"series": change(body["series"])}


def _beyond(asked: Asked) -> bool:
    return "since" in asked.query and "until" in asked.query and sent(asked, "until") <= sent(asked, "since")


def _ordered(came: Came, ask: Ask) -> Response:
    """Ends that are sent the wrong way round change places."""
    if came.status != 422 or not _beyond(came.asked) or sent(came.asked, "since") == sent(came.asked, "until"):
        return came.response
    return ask(came.asked.with_query(since=sent(came.asked, "until"), until=sent(came.asked, "since")))


def _empty(came: Came, ask: Ask) -> Response:
    """A window of no length has no numbers."""
    is_it = came.status == 422 and "since" in came.asked.query and sent(came.asked, "since") == sent(came.asked, "until")
    return with_json(came.response, {"series": [], "totals": {}}, 200) if is_it else came.response


def _future(body: dict[str, Any], asked: Asked) -> None:
    """Empty buckets go on to `until`."""
    until, length = sent(asked, "until"), {"hour": 1, "week": 168}.get(sent(asked, "granularity"), 24)
    if not until or not body["series"]:
        return
    while moved(body["series"][-1]["date"], hours=length) < moved(until):
        last = body["series"][-1]
        body["series"].append({**dict.fromkeys(last, 0), "date": moved(last["date"], hours=length)})


def _from_since(body: dict[str, Any]) -> None:
    """The first bucket's date is `since`."""
    if body["series"]:
        body["series"][0]["date"] = body["window"]["since"]


def _from_sunday(body: dict[str, Any], asked: Asked) -> None:
    if sent(asked, "granularity") == "week":
        for bucket in body["series"]:
            bucket["date"] = moved(bucket["date"], days=-1)


def _whole_buckets(asked: Asked) -> dict[str, object]:
    """The totals count whole days."""
    return {"since": f"{sent(asked, 'since')[:10]}T00:00:00Z"} if "since" in asked.query else {}


def _last_of(body: dict[str, Any]) -> dict[str, Any]:
    """The totals are those of the last bucket."""
    if not body["series"]:
        return body
    return body | {"totals": {name: value for name, value in body["series"][-1].items() if name != "date"}}


def _without_the_last(part: str) -> Callable[[dict[str, Any]], None]:
    """The total of one number lacks what the last bucket has."""

    def edit(body: dict[str, Any]) -> None:
        if body["series"] and part in body["totals"]:
            body["totals"][part] -= body["series"][-1][part]

    return edit


def _is_plain(asked: Asked) -> bool:
    return "metrics" not in asked.query


class Telling(NamedTuple):
    """The ways in which one operation that tells numbers can be wrong. ``sign`` is one it has some of, ``part`` one that adds up."""

    operation: str
    rules: str
    sign: str
    part: str
    steps: tuple[str, ...]
    finest: Mapping[str, float]
    """By how little a window can be wrong so that it shows."""

    def asking(
        self, change: Callable[[Asked], dict[str, object]], when: Callable[[Asked], object] | None = None
    ) -> Callable[[], Server]:
        """The right server is asked for other numbers."""
        return when_asked(self.operation, lambda asked: asked.with_query(**change(asked)), when=when)

    def answering(self, edit: Callable[..., Any], when: Callable[[Asked], object] | None = None) -> Callable[[], Server]:
        """Successes are spoilt."""
        return answers(self.operation, edit, when=when)

    def other(
        self, change: Callable[[Asked], dict[str, object]], edit: Callable[[Any, Any, Asked], Any]
    ) -> Callable[[], Server]:
        """Successes mixed with the answer to another question: ``edit(body, other, asked)``."""

        def server(came: Came, ask: Ask) -> Response:
            if came.status != 200:
                return came.response
            other = json_of(ask(came.asked.with_query(**change(came.asked))))
            return with_json(came.response, edit(came.body, other, came.asked) if "totals" in (other or {}) else came.body)

        return replies(self.operation, server)

    def mutants(self) -> Iterator[Mutant]:
        """One for each way."""
        for name, wrong, make in (*self._questions(), *self._windows(), *self._buckets(), *self._totals()):
            yield Mutant(f"{self.rules}.{name}", wrong, make)

    def _questions(self) -> Iterator[tuple[str, str, Callable[[], Server]]]:
        yield "parts", "There are no totals.", self.answering(lambda body: {k: v for k, v in body.items() if k != "totals"})
        yield (
            "parts",
            "The series is null where there is nothing.",
            self.answering(lambda body: body if body["totals"].get(self.sign) else body | {"series": None}),
        )
        yield "metrics", "metrics is not looked at.", self.asking(lambda asked: {"metrics": None})
        yield (
            "metrics",
            "Of several metrics the first counts.",
            self.asking(
                lambda asked: {"metrics": sent(asked, "metrics")}, lambda asked: len(asked.query.get("metrics", [])) > 1
            ),
        )
        yield (
            "metrics",
            "The totals tell the bundle, whichever are asked for.",
            self.other(lambda asked: {"metrics": None}, total_of_other),
        )
        yield (
            "default-bundle",
            "The bundle lacks a number.",
            self.answering(each(lambda numbers: numbers.pop(self.part, None)), _is_plain),
        )

    def _windows(self) -> Iterator[tuple[str, str, Callable[[], Server]]]:
        yield (
            "default-window",
            "No window means 28 days.",
            self.asking(
                lambda asked: {"since": "2026-03-27T12:00:00Z"}, lambda asked: not asked.query.keys() & {"since", "until"}
            ),
        )
        yield (
            "default-window",
            "since left out means 30 days before until.",
            self.asking(
                lambda asked: {"since": moved(sent(asked, "until"), days=-30)},
                lambda asked: "since" not in asked.query and "until" in asked.query,
            ),
        )
        yield "default-window", "Now is the moment of the first call.", self._frozen
        for name, by in (("until", {"hours": 1}), ("since", self.finest), ("until", self.finest)):
            ((unit, number),) = by.items()
            yield "window", f"{name} is {number} of the {unit} late.", self._shift(name, **by)
        yield "window", "The totals count from the beginning of the day.", self.other(_whole_buckets, total_of_other)
        yield "window-order", "Ends the wrong way round change places.", replies(self.operation, _ordered)
        yield "window-order", "A window of no length is empty.", replies(self.operation, _empty)
        yield (
            "window-order",
            "A window that ends too early is 400.",
            turns(
                self.operation,
                422,
                "VALIDATION",
                to=(400, "VALIDATION"),
                when=lambda came: came.asked.query.keys() & {"since", "until"},
            ),
        )
        yield (
            "window-told",
            "The window is told in whole days.",
            self.answering(lambda body: body["window"].update(since=body["window"]["since"][:10] + "T00:00:00.000Z")),
        )
        yield "window-told", "The granularity always reads day.", self.answering(lambda body: body | {"granularity": "day"})
        yield (
            "window-told",
            "An offset is cut off.",
            self.asking(lambda asked: {"since": sent(asked, "since")[:19] + "Z"}, lambda asked: "+" in sent(asked, "since")),
        )

    def _buckets(self) -> Iterator[tuple[str, str, Callable[[], Server]]]:
        first = self.steps[0]
        yield "granularity", "granularity is not looked at.", self.asking(lambda asked: {"granularity": None})
        yield (
            "granularity",
            "No granularity means a week.",
            self.asking(lambda asked: {"granularity": "week"}, lambda asked: "granularity" not in asked.query),
        )
        yield (
            "granularity",
            "A week is a day.",
            self.asking(lambda asked: {"granularity": "day"}, sent_is("granularity", "week")),
        )
        yield (
            "buckets",
            "Buckets without numbers are left out.",
            self.answering(_in_series(lambda series: [bucket for bucket in series if bucket.get(self.sign)]), _is_plain),
        )
        yield "buckets", "The newest bucket comes first.", self.answering(_in_series(lambda series: series[::-1]))
        yield "buckets", "The first bucket's date is since.", self.answering(_from_since)
        yield "buckets", "A week begins on Sunday.", self.answering(_from_sunday)
        for step in (first, "week"):
            yield "bucket-limit", f"A series by the {step} that is too long begins late.", self._lenient(step)
        yield "bucket-limit", "A thousand buckets are enough.", replies(self.operation, self._limited)
        yield "no-future", "Empty buckets go on to until.", self.answering(_future)
        yield (
            "no-future",
            "With a late until the totals are 0.",
            self.answering(
                lambda body: body | {"totals": dict.fromkeys(body["totals"], 0)}, lambda asked: sent(asked, "until") > "2026-05"
            ),
        )

    def _totals(self) -> Iterator[tuple[str, str, Callable[[], Server]]]:
        yield "totals", "The totals are those of the last bucket.", self.answering(_last_of)
        yield (
            "totals",
            "The totals leave the last bucket out of one sum.",
            self.answering(_without_the_last(self.part)),
        )
        yield "totals", "The totals count from the beginning of the first day.", self.other(_whole_buckets, total_of_other)

    def _shift(self, name: str, **by: float) -> Callable[[], Server]:
        return self.asking(lambda asked: {name: moved(sent(asked, name), **by)}, lambda asked: name in asked.query)

    def _lenient(self, step: str) -> Callable[[], Server]:
        """A series that is too long begins late."""

        def change(came: Came, ask: Ask) -> Response:
            if came.status != 422 or sent(came.asked, "granularity") != step or _beyond(came.asked):
                return came.response
            if "until" not in came.asked.query:
                return came.response
            return ask(came.asked.with_query(since=moved(sent(came.asked, "until"), hours=-1)))

        return replies(self.operation, change)

    def _limited(self, came: Came, ask: Ask) -> Response:
        """A thousand buckets are enough."""
        if came.status == 200 and len(came.body["series"]) > 1000:
            return ask(came.asked.with_query(since="1900-01-01T00:00:00Z", until="2026-01-01T00:00:00Z", granularity="day"))
        return came.response

    def _frozen(self) -> Server:
        """Now is the moment of the first call."""
        seen: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation != self.operation or asked.query.keys() & {"since", "until"}:
                return ask(asked.request)
            if seen:
                return ask(asked.with_query(**seen))
            came = ask(asked.request)
            if came.status == 200:
                seen.update(json_of(came)["window"])
            return came

        return server
