"""Who is told of what, how often, and in which order."""

from typing import Any

from layers_mock.kit import Api, Arrival, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from ..making import completed, generated, new_influencer, new_project
from ..publishing.making import scheduled, target
from .receiving import arrivals, came, data_of, hook, of

__all__: list[str] = []

_ROLE = "other"


@check("webhooks.events-filter")
def an_endpoint_is_told_of_its_events(api: Api) -> None:
    """One for jobs, one for posts and one for another type, of the same happenings; and a list that is changed meanwhile."""
    jobs, posts, none = hook(api, "job.completed"), hook(api, "post.scheduled", "post.failed"), hook(api, "job.failed")
    accepted = generated(api, new_project(api))
    completed(api, accepted)
    (first,) = scheduled(api)
    equal(_types(came(api, jobs)), {"job.completed"}, "types that came to an endpoint for job.completed")
    equal(_types(came(api, posts)), {"post.scheduled"}, "types that came to an endpoint for posts")
    equal(_types(came(api, none)) - {"job.failed"}, set(), "types that came to an endpoint for job.failed")
    equal(len(of(jobs.box.arrivals, jobId=accepted["jobId"])), 1, "events of the job")
    api.made("patchWebhookEndpoint", posts.id, body={"events": ["post.canceled"]})
    api.made("cancelScheduledPost", first)
    (second,) = scheduled(api)
    found = came(api, posts)
    equal(
        [one.type for one in of(found, scheduledPostId=first)], ["post.scheduled", "post.canceled"], "events of the first post"
    )
    equal(of(found, scheduledPostId=second), [], "events of a post behind the change")


def _types(found: list[Arrival]) -> set[Any]:
    return {one.type for one in found}


@check("webhooks.project-filter")
def an_endpoint_of_a_project_is_told_of_that_project(api: Api) -> None:
    """Jobs of two projects: each endpoint of one hears of its own, that of the organisation of both."""
    one, other = new_project(api), new_project(api)
    hooks = {name: hook(api, "job.completed", projectId=name) for name in (one, other)}
    of_all = hook(api, "job.completed")
    accepted = {name: new_influencer(api, name) for name in (one, other)}
    for each in accepted.values():
        completed(api, each)
    for name, to in hooks.items():
        told = [data_of(found).get("jobId") for found in came(api, to)]
        equal(told, [accepted[name]["jobId"]], "jobs that an endpoint of a project was told of")
    for each in accepted.values():
        equal(len(of(came(api, of_all), jobId=each["jobId"])), 1, "events that came to the endpoint of the organisation")


@check("webhooks.own-organization")
def no_endpoint_hears_of_another_organization(api: Api) -> None:
    """A job of one and a job of the other: each is told to the endpoint of its own alone."""
    mine, theirs = hook(api, "job.completed"), hook(api, "job.completed", key=_ROLE)
    own, foreign = new_influencer(api), new_influencer(api, api.state("foreign_project"), key=_ROLE)
    completed(api, own)
    completed(api, foreign, key=_ROLE)
    for found, told, hidden in ((came(api, mine), own, foreign), (came(api, theirs, key=_ROLE), foreign, own)):
        equal(len(of(found, jobId=told["jobId"])), 1, "events of the own organisation")
        equal(of(found, jobId=hidden["jobId"]), [], "events of another organisation")


@check("webhooks.once")
def an_event_comes_once(api: Api) -> None:
    """Eight posts at two endpoints, all taken: each once at each, under one event id that both are told."""
    one, other = hook(api, "post.scheduled"), hook(api, "post.scheduled")
    posts = [id_ for _ in range(4) for id_ in scheduled(api, None, target(api), target(api, "instagram_account", "reels"))]
    found = [came(api, to) for to in (one, other)]
    api.let_pass(3600)
    found = [came(api, to) for to in (one, other)]
    for id_ in posts:
        mine = [of(each, scheduledPostId=id_) for each in found]
        equal([len(each) for each in mine], [1, 1], f"deliveries of the event of {id_}")


@check("webhooks.same-id-for-all")
def all_endpoints_are_told_the_same_event(api: Api) -> None:
    """Two endpoints get a post's event under one id, and another post's under another."""
    one, other = hook(api, "post.scheduled"), hook(api, "post.scheduled", "post.canceled")
    posts = [*scheduled(api), *scheduled(api)]
    ids: list[Any] = []
    for id_ in posts:
        named = {arrival.field("id") for to in (one, other) for arrival in of(came(api, to), scheduledPostId=id_)}
        equal(len(named), 1, "ids of one event at two endpoints")
        ids += named
    equal(len(set(ids)), len(posts), "ids of different events")


@check("webhooks.order")
def events_come_in_the_order_in_which_they_happened(api: Api) -> None:
    """Posts that are queued and canceled by turns, and a job among them: as it happened, with tests in their place."""
    to = hook(api)
    posts: list[str] = []
    promised: list[tuple[str, str]] = []
    for _ in range(3):
        (id_,) = scheduled(api)
        posts.append(id_)
        promised.append(("post.scheduled", id_))
        if len(posts) > 1:
            api.made("cancelScheduledPost", posts[-2])
            promised.append(("post.canceled", posts[-2]))
    accepted = new_influencer(api, new_project(api))
    completed(api, accepted)
    promised.append(("job.completed", accepted["jobId"]))
    (last,) = scheduled(api)
    promised.append(("post.scheduled", last))
    told = [(one.type, _subject(one)) for one in came(api, to)]
    mine = [pair for pair in told if any(is_same_id(pair[1], id_) for _, id_ in promised)]
    equal(mine, promised, "events in the order in which they came")


def _subject(arrival: Arrival) -> Any:
    data = data_of(arrival)
    return data.get("scheduledPostId") or data.get("jobId")


@check("webhooks.state-visible")
def who_is_told_sees_it(api: Api) -> None:
    """A read from within the receiver, before it answers: the job, the content and the post are as the event tells."""
    to = hook(api, "job.completed", "content.generated", "post.scheduled", "post.canceled")
    to.box.look(lambda arrival: _read(api, arrival))
    completed(api, generated(api, new_project(api)))
    (id_,) = scheduled(api)
    arrivals(api, to)
    api.made("cancelScheduledPost", id_)
    promised = {"job.completed": "completed", "content.generated": "completed", "post.canceled": "canceled"}
    seen: dict[Any, Any] = {}
    for one in came(api, to):
        if isinstance(one.seen, Exception):
            raise one.seen
        seen.setdefault(one.type, one.seen)
    if not {*promised, "post.scheduled"} <= set(seen):
        raise UnprovidedError(f"events came of few types: {sorted(seen)}")
    holds(seen["post.scheduled"] == "queued", f"a post that is {seen['post.scheduled']} when post.scheduled comes")
    for event, status in promised.items():
        equal(seen[event], status, f"what is read when {event} comes")


def _read(api: Api, arrival: Arrival) -> Any:
    """The status of what an event is about, as it reads now."""
    data = data_of(arrival)
    for name, operation in (("jobId", "getJob"), ("scheduledPostId", "getScheduledPost"), ("id", "getContent")):
        if isinstance(data.get(name), str):
            answer = api.call(operation, data[name])
            return answer.json.get("status") if answer.is_success else answer.status
    return None
