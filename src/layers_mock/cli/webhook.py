"""``webhook``: what one needs beside a handler of webhooks: judge a signature, receive events, send one."""

import click

from layers_mock.cli.webhook_listen import listen
from layers_mock.cli.webhook_send import send
from layers_mock.cli.webhook_verify import verify

__all__ = ["webhook"]


@click.group()
def webhook() -> None:
    """Judge signatures of webhooks, receive webhooks, send one."""


webhook.add_command(listen)
webhook.add_command(send)
webhook.add_command(verify)
