"""Webhooks on the live page: each with its fate, in a word as well as in a colour."""

from typing import Any

from tests.browser.chromium import Page
from tests.browser.stories import clone, has, watch
from tests.servers import Server, serve

HOSTILE = "https://hooks.example/?x='onerror=alert(1)//'&amp;"


def subscribe(server: Server, url: str, *events: str) -> Any:
    with server.client() as client:
        answer = client.post("/v1/webhook-endpoints", json={"url": url, "events": list(events)})
        assert answer.status_code == 201, answer.text
        return answer.json()["endpoint"]


def inbox(server: Server) -> str:
    return str(server.control("GET", "webhooks/inbox")["url"])


def test_a_world_without_webhooks_shows_nothing_of_them(page: Page, demo: Server) -> None:
    watch(page, demo)
    assert page.value("document.querySelector('#webhooks').offsetHeight") == 0


def test_a_webhook_fails_is_tried_again_and_arrives(page: Page, demo: Server) -> None:
    subscribe(demo, inbox(demo), "job.failed")
    demo.control("PUT", "webhooks/inbox", {"status": 500, "times": 1})
    clone(demo, "Juno Park (UK)")
    watch(page, demo)
    demo.advance(60)
    page.wait(has(".delivery", "Retrying"))
    told = page.text(".delivery")
    for part in ("job.failed", "to the inbox · attempt 1 of 8 · next in 20 s", "The endpoint answered 500."):
        assert part in told
    page.click("[data-advance*='60']")
    page.wait(has(".delivery", "Delivered"))
    assert "The endpoint answered" not in page.text(".delivery")
    assert "attempt 2 of 8" in page.text(".delivery")
    page.wait(has("#delivery-news", "job.failed: Delivered"))
    page.wait(has("#happened", "Webhook job.failed: delivered"))
    tone = "getComputedStyle(document.querySelector('.delivery .tag')).color"
    assert page.value(tone) == page.value("getComputedStyle(document.querySelector('.tag[data-tone=\"good\"]')).color")
    assert page.complaints() == []


def test_long_names_end_a_line_between_two_words_alone(page: Page) -> None:
    with serve("--fixture", "acme", "--clock", "manual") as acme:
        subscribe(acme, inbox(acme), "content.generated")
        watch(page, acme)
        page.wait(has(".request", "createWebhookEndpoint"))
        page.wait(has("#webhooks", "content.generated"))
        lines = """[...document.querySelectorAll(".delivery .target, .request .target")].map((one) => [one.textContent,
          one.offsetHeight > 30, [...one.childNodes].filter((node) => node.nodeType === 3).map((text) => {
            const range = document.createRange();
            range.selectNodeContents(text);
            return range.getClientRects().length;
          })])"""
        told = page.value(lines)
    assert {"content.generated", "createWebhookEndpoint"} <= {name for name, is_long, _ in told if is_long}
    assert [name for name, _, lengths in told if set(lengths) != {1}] == []


def test_what_may_not_be_sent_is_held_or_given_up_says_so(page: Page, demo: Server) -> None:
    subscribe(demo, HOSTILE, "job.failed", "job.completed")
    held = subscribe(demo, inbox(demo), "job.failed")
    subscribe(demo, inbox(demo), "job.completed")
    demo.control("PUT", "webhooks/inbox", {"status": 503})
    with demo.client() as client:
        client.patch(f"/v1/webhook-endpoints/{held['id']}", json={"status": "paused"})
    clone(demo, "Juno Park (UK)")
    demo.advance(200_000)
    watch(page, demo)
    page.wait(has(".delivery", "Not sent"))
    fates = page.value("[...document.querySelectorAll('.delivery')].map((one) => one.querySelector('.tag').innerText)")
    assert set(fates) == {"Not sent", "Held: paused", "Given up"}
    for part in ("start it with --webhook-allow hooks.example", HOSTILE, "attempt 8 of 8", "The endpoint answered 503."):
        assert part in page.text("#webhooks")
    assert page.text("#webhooks").count("start it with --webhook-allow") == 1
    assert fates.count("Not sent") > 1
    assert page.complaints() == []


def test_a_reset_takes_them_away(page: Page, demo: Server) -> None:
    endpoint = subscribe(demo, inbox(demo), "job.failed")
    with demo.client() as client:
        client.post(f"/v1/webhook-endpoints/{endpoint['id']}/test", json={})
    watch(page, demo)
    page.wait(has(".delivery", "Waiting"))
    assert "due now" in page.text(".delivery")
    demo.control("POST", "reset")
    page.wait("document.querySelector('#webhooks').offsetHeight === 0")
