"""The live page when something is wrong, and when somebody wishes it ill."""

import pytest

from tests.browser.chromium import BrowserError, Page
from tests.browser.stories import IS_LIVE, clone, generate, has, watch
from tests.servers import Server, serve

HOSTILE = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"


@pytest.mark.slow
def test_it_says_when_the_server_is_gone_and_comes_back_by_itself(page: Page) -> None:
    with serve("--fixture", "launch-week", "--clock", "manual") as server:
        watch(page, server)
        port = int(server.url.rpartition(":")[2])
    page.wait("document.querySelector('#link').dataset.state === 'gone'")
    assert "The server does not answer. This is what it showed last." in page.text("#alert")
    assert "launch countdown" in page.text("#job-list")
    with serve("--fixture", "empty", "--clock", "manual", port=port):
        page.wait(IS_LIVE)
        page.wait("document.querySelector('#alert').hidden")
        assert "New Partner" in page.text("#wallets")


def test_a_refused_move_says_why(page: Page, demo: Server) -> None:
    watch(page, demo)
    page.value("document.querySelector('[data-advance]').dataset.advance = JSON.stringify({seconds: -1})")
    page.click("[data-advance]")
    page.wait("!document.querySelector('#refusal').hidden")
    assert "seconds" in page.text("#refusal")


def test_the_token_is_asked_for_once_and_kept_for_the_tab(page: Page) -> None:
    with serve("--fixture", "launch-week", "--clock", "manual", "--control-token", "sesame") as server:
        page.open(f"{server.url}/__mock/")
        page.wait("!document.querySelector('#token').hidden")
        assert page.value("document.querySelector('main').hidden")
        page.type("swordfish")
        page.press("Enter")
        page.wait(has("#token-fault", "That is not the token"))
        page.type("sesame")
        page.press("Enter")
        page.wait(IS_LIVE)
        assert "launch countdown" in page.text("#job-list")
        assert page.value("document.querySelector('#token').hidden")
        page.open(f"{server.url}/__mock/?again")
        page.wait(IS_LIVE)
        assert "sesame" not in page.value("document.documentElement.outerHTML + location.href")


def test_it_rests_while_nobody_sees_it(page: Page, demo: Server) -> None:
    timers = (
        "window.waiting = new Set(); const start = setTimeout, stop = clearTimeout;"
        "setTimeout = (work, pause) => {"
        "  const id = start(() => { waiting.delete(id); work(); }, pause); waiting.add(id); return id; };"
        "clearTimeout = (id) => { waiting.delete(id); stop(id); };"
    )
    page.ask("Page.addScriptToEvaluateOnNewDocument", source=timers)
    watch(page, demo)
    page.wait("waiting.size === 1")
    page.value("Object.defineProperty(document, 'hidden', {configurable: true, get: () => true})")
    page.value("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait("waiting.size === 0")
    demo.advance(10)
    asked = len(page.requested())
    page.value("new Promise((resolve) => requestAnimationFrame(resolve))")
    assert page.text("#now-time") == "08:30:00"
    assert len(page.requested()) == asked
    page.value("Object.defineProperty(document, 'hidden', {configurable: true, get: () => false})")
    page.value("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait("document.querySelector('#now-time').innerText === '08:30:10'")


# --- who comes to harm ------------------------------------------------------------------------------------------------


def test_what_clients_send_is_text_and_never_part_of_the_page(page: Page, demo: Server) -> None:
    watch(page, demo)
    elements = "document.querySelectorAll('img[src=x], script:not([src]), svg, b b, iframe').length"
    job = clone(demo, HOSTILE)["jobId"]
    generate(demo, brief={"topic": HOSTILE})
    demo.control("POST", f"jobs/{job}/fail", {"code": "<b>E</b>", "message": HOSTILE})
    with demo.client() as client:
        client.get("/v1/<svg onload=alert(1)>?<script>")
        client.get("/v1/whoami", headers={"X-Evil": HOSTILE})
    page.wait(has(".job h3", HOSTILE) + " && " + has(".job .fault", f"<b>E</b>: {HOSTILE}"))
    page.wait(has(".request", "getWhoami"))
    page.click(".open")
    page.wait(has(".messages pre", f"X-Evil: {HOSTILE}"))
    assert page.value(elements) == 0
    assert page.value("document.title") == "default · layers-mock"
    assert page.complaints() == []


def test_a_mistake_of_ours_could_not_let_them_in_either(page: Page, demo: Server) -> None:
    watch(page, demo)
    with pytest.raises(BrowserError, match="TrustedHTML"):
        page.value("document.body.innerHTML = '<img src=x>'")
    page.value("document.querySelector('.bar img').src = 'https://evil.example/'")
    page.wait("true")
    assert any("img-src" in complaint for complaint in page.complaints())


def test_it_asks_nobody_but_its_own_server(page: Page, demo: Server) -> None:
    demo.advance(600)
    watch(page, demo)
    page.wait("document.querySelector('.pictures img').naturalWidth > 0")
    assert {url for url in page.requested() if not url.startswith(f"{demo.url}/__mock/")} <= {"about:blank"}
