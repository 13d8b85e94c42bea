"""``explain RULE_ID``: what a rule promises, where it comes from, how sure it is."""

import textwrap

import click

from layers_mock.cli.options import edition_option, json_option, print_json

__all__ = ["explain"]

_BASIS = {
    "documented": "printed on the vendor's page",
    "inferred": "no page shows it; what a sensible vendor would do",
    "conflicting": "the vendor's pages disagree",
}


@click.command()
@click.argument("rule_id")
@edition_option
@json_option
def explain(rule_id: str, edition: str, json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Explain the rule RULE_ID, as X-Layers-Mock-Rule names it on a refusal."""
    from layers_mock.contract import load
    from layers_mock.contract.views import rule_view

    contract = load(edition)
    rule = contract.rule(rule_id)
    if json:
        print_json(rule_view(rule))
        return
    click.echo(click.style(rule.id, bold=True))
    click.echo(textwrap.fill(rule.statement, 100, initial_indent="  ", subsequent_indent="  "))
    if rule.reason:
        click.echo(textwrap.fill(f"Why: {rule.reason}", 100, initial_indent="  ", subsequent_indent="  "))
    operation = contract.operations.get(rule.operation) if rule.operation else None
    if operation is not None:
        click.echo(f"  operation   {operation.id} ({operation.method} {operation.path})")
    click.echo(f"  page        {rule.page}")
    click.echo(f"  basis       {rule.basis}: {_BASIS[rule.basis]}")
    click.echo(f"  observable  {'over HTTP' if rule.observable else 'not over HTTP'}")
