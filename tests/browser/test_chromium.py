"""The browser itself: needed by name, and honest about what goes wrong in it."""

import pytest

from tests.browser.chromium import BrowserError, Page, required_path


def test_without_a_browser_a_test_is_skipped_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("LAYERS_MOCK_REQUIRE_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs Chromium"):
        required_path()


def test_a_machine_that_promised_one_fails_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LAYERS_MOCK_REQUIRE_BROWSER", "1")
    with pytest.raises(pytest.fail.Exception, match="promised"):
        required_path()


def test_what_goes_wrong_in_a_page_is_told(page: Page) -> None:
    assert page.value("Promise.resolve([1, 'two'])") == [1, "two"]
    with pytest.raises(BrowserError, match="no such luck"):
        page.value("Promise.reject(new Error('no such luck'))")
    with pytest.raises(BrowserError, match="ERR_UNSAFE_PORT"):
        page.open("http://127.0.0.1:1/")
    page.value("setTimeout(() => { throw new Error('on its own'); }); 0")
    page.value("new Promise((resolve) => setTimeout(resolve))")
    assert any("on its own" in complaint for complaint in page.complaints())
