"""What tests of ``layers-mock check`` share: the command, run here."""

from click.testing import Result

from tests.cli.running import invoke

__all__ = ["check"]


def check(*arguments: object, code: int = 0, **variables: str) -> Result:
    """The command, run here; outside of Actions unless it says otherwise."""
    done = invoke("check", *map(str, arguments), env={"GITHUB_ACTIONS": "", **variables})
    assert done.exit_code == code, done.output
    assert "\x1b" not in done.stdout
    return done
