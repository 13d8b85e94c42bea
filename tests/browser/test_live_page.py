"""The live page as somebody in front of a browser meets it: what it shows and what it does."""

import httpx

from tests.browser.chromium import Page
from tests.browser.stories import clone, generate, has, watch
from tests.servers import Server, serve

# --- what it shows ----------------------------------------------------------------------------------------------------


def test_jobs_move_and_end_with_their_pictures(page: Page, demo: Server) -> None:
    watch(page, demo)
    assert "launch countdown" in page.text("#job-list")
    clone(demo, "Juno Park (FR)")
    page.wait(has(".job h3", "Juno Park (FR)"))
    assert page.text(".job:first-child .percent") == "0 %"
    demo.advance(20)
    page.wait("document.querySelector('.job .percent').innerText === '33 %'")
    assert "Generating visuals, stage 2 of 3" in page.text(".job:first-child")
    assert "40 s left" in page.text(".job:first-child")
    page.wait("document.querySelector('.job .fill').getBoundingClientRect().width"
              " / document.querySelector('.job .track').clientWidth > 0.32")  # fmt: skip
    demo.advance(40)
    page.wait(has(".job:first-child .status", "Completed"))
    page.wait("[...document.querySelectorAll('.job:first-child img')].filter((image) => image.naturalWidth > 0).length === 4")
    assert page.value("document.querySelector('.job:first-child img').alt") == "Picture 1 of 4: Juno Park (FR)"
    assert page.complaints() == []


def test_a_clip_opens_in_a_tab_of_its_own(page: Page, demo: Server) -> None:
    demo.advance(600)
    watch(page, demo)
    clip = "[...document.querySelectorAll('.pictures a')].find((link) => link.dataset.kind === 'video')"
    assert page.value(f"{clip}.target") == "_blank"
    found = httpx.get(page.value(f"{clip}.href"), trust_env=False)
    assert found.headers["Content-Type"] == "video/mp4"


def test_a_failure_tells_its_reason_in_a_word_as_well_as_in_a_colour(page: Page, demo: Server) -> None:
    clone(demo, "Juno Park (UK)")
    demo.advance(60)
    watch(page, demo)
    job = page.text(".job:first-child")
    assert "Failed" in job
    assert "PLATFORM_ERROR: The portrait model timed out" in job


def test_a_slow_job_and_one_that_hangs_say_so(page: Page, demo: Server) -> None:
    assert generate(demo, brief={"topic": "launch film"}).status_code == 202
    demo.control("POST", "scenarios/next-job-hangs/fire")
    assert generate(demo).status_code == 202
    demo.advance(100)
    watch(page, demo)
    assert "8 times slower than usual" in page.text("#job-list")
    assert "Hangs: no end in sight" in page.text("#job-list")


def test_credits_fall_and_run_out(page: Page, demo: Server) -> None:
    watch(page, demo)
    assert page.text(".pot:first-child .balance") == "500 · low"
    assert generate(demo, variantCount=4).status_code == 202
    page.wait("document.querySelector('.pot .balance').innerText === '20 · low'")
    assert generate(demo).status_code == 402
    page.wait(has(".request", "402 No credits"))
    assert "generate-content.billing-exhausted" in page.text(".request:first-child")


def test_requests_come_with_what_there_is_to_say_about_the_client(page: Page, demo: Server) -> None:
    watch(page, demo)
    assert generate(demo).status_code == 202
    page.wait(has(".request:first-child", "generateContent"))
    told = page.text(".request:first-child")
    assert "202 Accepted" in told
    assert "Warning" in told
    assert "client.idempotency-key" in told
    page.wait(has("#live", "1 new request, 1 finding"))


def test_polls_are_one_line_with_a_count(page: Page, demo: Server) -> None:
    watch(page, demo)
    with demo.client() as client:
        for _ in range(5):
            client.get("/v1/whoami")
    page.wait(has(".request:first-child .at", "5 ×"))
    assert page.value("document.querySelectorAll('.request').length") == 1


def test_only_those_with_findings_on_request(page: Page, demo: Server) -> None:
    generate(demo)
    with demo.client() as client:
        client.get("/v1/whoami")
    watch(page, demo)
    shown = "[...document.querySelectorAll('.request')].filter((one) => one.offsetHeight > 0).length"
    assert page.value(shown) == 2
    page.click("#only-findings")
    page.wait(f"{shown} === 1")
    assert "generateContent" in page.text("#request-list")


def test_a_call_opens_and_shows_its_messages_without_its_secret(page: Page, demo: Server) -> None:
    generate(demo)
    watch(page, demo)
    page.click(".open")
    page.wait(has(".messages pre", '"topic": "launch"'))
    assert page.value("document.querySelector('.open').getAttribute('aria-expanded')") == "true"
    assert "(redacted)" in page.text(".messages")
    assert demo.keys["full"] not in page.value("document.documentElement.outerHTML")


def test_a_reset_begins_the_page_anew(page: Page, demo: Server) -> None:
    generate(demo)
    demo.advance(60)
    watch(page, demo)
    page.wait("document.querySelectorAll('.request').length === 1")
    demo.control("POST", "reset")
    page.wait("document.querySelectorAll('.request').length === 0")
    page.wait("document.querySelectorAll('.job').length === 2")


def test_a_world_of_its_own_is_watched_by_its_name(page: Page, demo: Server) -> None:
    demo.control("POST", "worlds", {"name": "mine", "fixture": "empty"})
    try:
        watch(page, demo, "?world=mine")
        assert page.text("#world") == "mine"
        assert "New Partner" in page.text("#wallets")
    finally:
        demo.control("DELETE", "worlds/mine")
    page.wait(has("#alert", "No world 'mine'"))


def test_a_real_clock_runs_between_two_looks(page: Page) -> None:
    with serve("--fixture", "launch-week", "--speed", "1000") as server:
        watch(page, server)
        first = page.text("#now-time")
        page.wait(f"document.querySelector('#now-time').innerText !== {first!r}")
        page.wait(has("#clock-mode", "1,000 times as fast"))
        page.wait(has(".job .status", "Completed"))


# --- what it does -----------------------------------------------------------------------------------------------------


def test_a_day_of_acme_is_told_in_words(page: Page) -> None:
    with serve("--fixture", "acme", "--clock", "manual") as server:
        watch(page, server)
        page.click("[data-advance*='idle']")
        for told in ("Post published on TikTok", "Post failed on Instagram", "Lease request assigned", "Content approved"):
            page.wait(has("#happened", told))


def test_buttons_move_the_clock_and_tell_what_happened(page: Page, demo: Server) -> None:
    watch(page, demo)
    assert page.text("#now-time") == "08:30:00"
    page.click("[data-advance*='10']")
    page.wait("document.querySelector('#now-time').innerText === '08:30:10'")
    assert page.text("#happened-title") == "Nothing happened on the way"
    page.click("[data-advance*='next']")
    page.wait("document.querySelector('#now-time').innerText === '08:30:38'")
    assert "08:30:38influencer create: finalizing" in page.text("#happened").replace("\n", "")
    page.click("[data-advance*='60']")
    page.wait("document.querySelector('#now-time').innerText === '08:31:38'")
    page.click("[data-advance*='idle']")
    page.wait(has(".job .status", "Completed") + " && !" + has(".job .status", "Running"))


def test_a_press_fires_what_the_fixture_prepared(page: Page, demo: Server) -> None:
    watch(page, demo)
    button = "button[aria-label='Fire: credits run out']"
    page.click(button)
    page.wait("!" + f"document.querySelector({button!r})")
    page.wait(has(".scenario", "Credits run out On"))
    assert generate(demo).status_code == 402
    page.wait(has(".pot .balance", "0 · empty"))
    page.wait("document.querySelector(\"button[aria-label='Again: credits run out']\")")
    assert "Done · 1 ×" in page.text("#scenarios")


def test_everything_can_be_done_from_the_keyboard_with_the_focus_in_sight(page: Page, demo: Server) -> None:
    generate(demo)
    demo.advance(300)
    watch(page, demo)
    page.wait("document.querySelector('.pictures a')")
    reached = []
    for _ in range(40):
        page.press("Tab")
        label, outline = page.value(
            "[document.activeElement.ariaLabel || document.activeElement.innerText || document.activeElement.href || 'INPUT',"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        if label in reached or page.value("document.activeElement === document.body"):
            break
        reached.append(label)
        assert outline == "solid", label
    wanted = {"Skip to jobs", "+10 s", "+1 min", "Next event", "Until idle", "Fire: answer gets lost", "INPUT"}
    assert wanted <= set(reached)
    page.value("document.querySelector('[data-advance*=\"60\"]').focus()")
    page.press("Enter")
    page.wait("document.querySelector('#now-time').innerText === '08:36:00'")
    page.value("document.querySelector('.open').focus()")
    page.press(" ")
    page.wait("document.querySelector('.messages pre')")


def test_a_button_keeps_the_focus_when_it_has_done_its_work(page: Page, demo: Server) -> None:
    watch(page, demo)
    page.value("document.querySelector(\"button[aria-label='Fire: next job hangs']\").focus()")
    page.press("Enter")
    page.wait("document.activeElement.innerText === 'Fired'")
    assert page.value("document.activeElement.ariaDisabled") == "true"
