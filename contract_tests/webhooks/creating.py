"""createWebhookEndpoint."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from .own import EVENTS, endpoints, made, new_project, subscription

__all__: list[str] = []

_HTTPS = ("https://checked.example", "https://checked.example:8443/hooks?a=1&b=%20#top", "https://192.0.2.7/hooks/")
_REFUSED = (
    "http://checked.example/hooks", "http://checked.example:443", "http://localhost.checked.example/hooks",
    "http://localhosts/hooks", "http://localhost@checked.example/", "http://checked.example/localhost",
    "ftp://checked.example/hooks", "ws://localhost/hooks", "checked.example/hooks", "//checked.example/hooks", "https://",
    "https:///hooks", "https:checked.example", "https://checked.example/a hook", "mailto:hooks@checked.example", "",
)  # fmt: skip
_LOCAL = ("http://localhost", "http://localhost/", "http://localhost:3000", "http://localhost:65535/hooks?a=1")


@check("create-webhook-endpoint.answer")
def a_new_endpoint_is_answered_with_its_secret(api: Api) -> None:
    """201 with both, of the organisation and of a project; the endpoint is the one that can be read."""
    for fields in ({}, {"projectId": new_project(api), "description": "One project"}):
        body = subscription(api, **fields)
        answer = api.call("createWebhookEndpoint", body=body).succeeded(201)
        equal(sorted({"endpoint", "signingSecret"} - set(answer)), [], "fields that the answer lacks")
        equal(answer["endpoint"]["url"], body["url"], "the url of the endpoint in the answer")
        read = api.call("getWebhookEndpoint", answer["endpoint"]["id"]).succeeded(200)
        equal(read, answer["endpoint"], "the endpoint when it is read")


@check("create-webhook-endpoint.fields")
def what_is_sent_is_kept(api: Api) -> None:
    """URL, events, description and project as sent, in the answer and when read; null for what was left out."""
    project = new_project(api)
    bodies = [
        subscription(api),
        subscription(api, description=""),
        subscription(api, description=f"Für alle ✿ {'x' * 300}", events=list(EVENTS)),
        subscription(api, events=["post.failed", "job.completed"], projectId=project),
        *[{"url": url, "events": ["test.ping"], "description": "a url"} for url in _HTTPS],
    ]
    for body in bodies:
        answered = api.call("createWebhookEndpoint", body=body).succeeded()["endpoint"]
        for came in (answered, api.call("getWebhookEndpoint", answered["id"]).succeeded(200)):
            told = {name: came[name] for name in ("url", "events", "description")}
            equal(told, {"description": None, **{name: body[name] for name in body if name != "projectId"}}, "what is kept")
            is_right = is_same_id(came["projectId"], project) if "projectId" in body else came["projectId"] is None
            holds(is_right, f"projectId {came['projectId']!r} of an endpoint made with {body.get('projectId')}")


@check("create-webhook-endpoint.begins-active")
def a_new_endpoint_is_active(api: Api) -> None:
    """Active, of v1, and without a past, whatever it was made with; a status that was sent is none of its fields."""
    promised = {
        "status": "active", "apiVersion": "v1", "lastSuccessAt": None, "lastFailureAt": None, "consecutiveFailureCount": 0,
    }  # fmt: skip
    for fields in ({}, {"projectId": api.state("project")}, {"url": "https://checked.example/hooks", "events": list(EVENTS)}):
        answered = api.call("createWebhookEndpoint", body=subscription(api, **fields)).succeeded()["endpoint"]
        for came in (answered, api.call("getWebhookEndpoint", answered["id"]).succeeded(200)):
            equal({name: came[name] for name in promised}, promised, "a new endpoint")
        equal(answered["updatedAt"], answered["createdAt"], "updatedAt of a new endpoint")


@check("create-webhook-endpoint.secret")
def every_endpoint_has_a_secret_of_its_own(api: Api) -> None:
    """Behind whsec_, and different between endpoints, also where they were made with one and the same body."""
    body = subscription(api)
    bodies = [body, body, subscription(api), subscription(api, projectId=api.state("project"))]
    secrets = [api.call("createWebhookEndpoint", body=each).succeeded()["signingSecret"] for each in bodies]
    secrets.append(api.call("createWebhookEndpoint", body=body, key="second").succeeded()["signingSecret"])
    for secret in secrets:
        holds(isinstance(secret, str) and secret.startswith("whsec_"), "a signingSecret that does not begin with whsec_")
        holds(len(secret) >= len("whsec_") + 16, f"a signingSecret of {len(secret)} characters")
    equal(len(set(secrets)), len(secrets), "different secrets")


@check("create-webhook-endpoint.secret-shown-once")
def no_later_answer_shows_a_secret(api: Api) -> None:
    """Not when the endpoint is read, listed, changed, tested or deleted, before a rotation and behind it."""
    project = new_project(api)
    answer = made(api, projectId=project)
    id_, secrets = answer["endpoint"]["id"], [answer["signingSecret"]]
    for moment in ("before a rotation", "behind a rotation"):
        answers = {
            "reading": api.call("getWebhookEndpoint", id_),
            "listing": api.call("listWebhookEndpoints", query={"projectId": project}),
            "changing": api.call("patchWebhookEndpoint", id_, body={"description": moment}),
            "pausing": api.call("patchWebhookEndpoint", id_, body={"status": "paused"}),
            "testing": api.call("testWebhookEndpoint", id_),
            "listing the deliveries": api.call("listWebhookDeliveries", id_),
        }
        for what, came in answers.items():
            came.succeeded(200)
            text = came.content.decode()
            shown = [secret for secret in secrets if secret in text or "whsec_" in text]
            equal(len(shown), 0, f"secrets that {what} shows {moment}")
        secrets.append(api.made("rotateWebhookSecret", id_)["signingSecret"])


@check("create-webhook-endpoint.url")
def a_url_is_https(api: Api) -> None:
    """With port, path and query https is taken; http elsewhere than on localhost and what is no https URL is refused."""
    for url in _HTTPS:
        api.call("createWebhookEndpoint", body=subscription(api, url=url)).succeeded()
    for wrong in _REFUSED:
        api.call("createWebhookEndpoint", body=subscription(api, url=wrong)).refused(422, "VALIDATION")


@check("create-webhook-endpoint.localhost")
def http_is_for_localhost(api: Api) -> None:
    """http://localhost is taken and kept, with port, path and query, and so is https there."""
    for url in (*_LOCAL, "https://localhost:3000/hooks"):
        came = api.call("createWebhookEndpoint", body=subscription(api, url=url)).succeeded()["endpoint"]
        equal(came["url"], url, "the url that is kept")


@check("create-webhook-endpoint.events")
def an_endpoint_has_1_to_50_events(api: Api) -> None:
    """One, two, all of the catalogue and 50 names are taken; none, 51 and what is no list are refused."""
    many = [EVENTS[number % len(EVENTS)] for number in range(51)]
    for count in (1, 2, len(EVENTS), 49, 50):
        api.call("createWebhookEndpoint", body=subscription(api, events=many[:count])).succeeded()
    for wrong in ([], many, many * 2, "job.completed", None, {"job.completed": True}):
        api.call("createWebhookEndpoint", body=subscription(api, events=wrong)).refused(422, "VALIDATION", path="events")


@check("create-webhook-endpoint.event-names")
def every_name_of_the_catalogue_is_taken_and_no_other(api: Api) -> None:
    """The 16 alone and together; one that is unknown is refused and named, wherever it stands in the list."""
    for events in (*[[name] for name in EVENTS], list(EVENTS)):
        api.call("createWebhookEndpoint", body=subscription(api, events=events)).succeeded()
    unknown = ("job.running", "ads.optimizer.run.completed", "approval.approved", "credits.low", "*", "job.*", "Job.Completed")
    for name in unknown:
        for events, path in (([name], "events.0"), (["job.failed", "post.failed", name], "events.2")):
            answer = api.call("createWebhookEndpoint", body=subscription(api, events=events))
            answer.refused(422, "VALIDATION", path=path)


@check("create-webhook-endpoint.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and one of another organisation, where nothing is made for anybody; one that is there is taken."""
    foreign = api.state("foreign_project")
    for project in (api.uuid(), foreign):
        body = subscription(api, projectId=project)
        api.call("createWebhookEndpoint", body=body).refused(404, "NOT_FOUND")
        for key in ("full", "other"):
            found = [item for item in endpoints(api, key=key) if item["url"] == body["url"]]
            equal(len(found), 0, f"endpoints that the refusal made for {key}")
    api.call("createWebhookEndpoint", body=subscription(api, projectId=api.state("project"))).succeeded()


@check("create-webhook-endpoint.idempotency")
def a_repeat_makes_nothing(api: Api) -> None:
    """The same Idempotency-Key gets the first endpoint and the first secret, and one endpoint is there; another key another."""
    project = new_project(api)
    body: dict[str, Any] = subscription(api, projectId=project)
    call = api.prepared("createWebhookEndpoint", body=body, headers={"Idempotency-Key": api.text("key")})
    first = api.send(call)
    first.succeeded()
    for _ in range(2):
        again = api.send(call)
        equal((again.status, again.json), (first.status, first.json), "the repeat")
        equal(len(endpoints(api, projectId=project)), 1, "endpoints made")
    other = api.call("createWebhookEndpoint", body=body, headers={"Idempotency-Key": api.text("key")}).succeeded()
    holds(other["endpoint"]["id"] != first.json["endpoint"]["id"], "the same endpoint for another Idempotency-Key")
    holds(other["signingSecret"] != first.json["signingSecret"], "the same secret for another Idempotency-Key")
    equal(len(endpoints(api, projectId=project)), 2, "endpoints made under two keys")
