"""The live page at ``/__mock/``: watch a world on it.

Plain files without a build step and without anybody else's code. They hold no secrets: what the page shows it asks of the
control API, which is guarded. Whatever comes from clients is put into the page as text, and its policy lets nothing else in.
"""

from layers_mock.http.page.page import is_of_page, serve_page

__all__ = ["is_of_page", "serve_page"]
