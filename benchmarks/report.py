"""What a person reads: the groups as tables."""

from collections.abc import Iterable, Mapping
from textwrap import wrap

from benchmarks.figures import Figure, Group, Spread

__all__ = ["machine_line", "table"]

_HEAD = ("", "unit", "layers-mock", "baseline", "ratio", "min..max", "aim")
_WIDTH = 110
_Cells = tuple[str, ...]


def machine_line(machine: Mapping[str, object]) -> str:
    """One line on what the figures were measured with."""
    return ", ".join(f"{name} {value}" for name, value in machine.items())


def table(group: Group) -> str:
    """A group's figures: medians over the rounds, the ratio to the baseline with its extremes, and the aim."""
    rows = [_HEAD, *map(_cells, group.figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths) for row in rows]
    note = wrap(group.note, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([f"{group.name} (baseline: {group.baseline})", *lines, *note, ""])


def _line(cells: _Cells, widths: Iterable[int]) -> str:
    # Words to the left, numbers to the right.
    aligned = [f"{c:{'<' if i in {0, 1, 6} else '>'}{w}}" for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
    return "  " + "  ".join(aligned).rstrip()


def _cells(figure: Figure) -> _Cells:
    ratio = figure.ratio
    extremes = "" if ratio is None else f"{_number(min(ratio.rounds))}..{_number(max(ratio.rounds))}"
    return figure.name, figure.unit, _median(figure.subject), _median(figure.baseline), _median(ratio), extremes, _aim(figure)


def _median(spread: Spread | None) -> str:
    return "" if spread is None else _number(spread.median)


def _aim(figure: Figure) -> str:
    if figure.aim is None:
        return ""
    return f"{figure.aim.direction} {figure.aim.ratio:g}: {'met' if figure.is_met else 'missed'}"


def _number(value: float) -> str:
    """Three digits at least, no more than two behind the point."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"
