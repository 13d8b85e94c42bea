"""The how-to pages and the tutorials, and the snippets in them: each is a file, shown as it is."""

import re
from pathlib import Path

__all__ = ["SNIPPETS", "check_page", "page", "snippet"]

_DOCS = Path(__file__).parents[2] / "docs"
SNIPPETS = _DOCS / "snippets"
_SHOWN = re.compile(r"<!-- docs/snippets/(\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)
_FENCE = re.compile(r"^```(\w+)$", re.MULTILINE)


def page(name: str, folder: str = "how-to") -> str:
    """The text of a page."""
    return (_DOCS / folder / f"{name}.md").read_text(encoding="utf-8")


def snippet(name: str) -> str:
    """The text of a snippet."""
    return (SNIPPETS / name).read_text(encoding="utf-8")


def check_page(name: str, snippets: list[str], folder: str = "how-to") -> None:
    """The page shows these snippets in this order, each as its file is, and no code besides; its links lead somewhere."""
    text = page(name, folder)
    shown = _SHOWN.findall(text)
    assert [file for file, _ in shown] == snippets
    for file, code in shown:
        assert code == snippet(file), file
    assert len([language for language in _FENCE.findall(text) if language != "text"]) == len(snippets)
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (_DOCS / folder / target).exists(), target
