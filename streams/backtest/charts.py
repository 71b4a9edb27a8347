"""Small drawings as SVG text: stacked bars, a histogram, a curve. Nothing in them comes from outside unescaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_WIDTH, _HEIGHT = 860, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 12, 34
_PLOT_WIDTH, _PLOT_HEIGHT = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
_LABELS_MAX = 6
COLOURS = ("#1d4ed8", "#b91c1c", "#047857", "#b45309", "#7c3aed", "#0e7490", "#be185d", "#4d7c0f", "#9ca3af")
"""Of the parts of bars, and of curves; the last one is for all the rest."""


def bars(days: Sequence[str], parts: Mapping[str, Sequence[int]], says: str) -> str:
    """A bar for each day, stacked of the parts; each part has a number for each day."""
    totals = [sum(part[at] for part in parts.values()) for at in range(len(days))]
    highest = max(totals, default=0) or 1
    width = _PLOT_WIDTH / max(len(days), 1)
    drawn = []
    for at, day in enumerate(days):
        height = 0.0
        for (name, part), colour in zip(parts.items(), COLOURS, strict=False):
            share = part[at] / highest * _PLOT_HEIGHT
            if share:
                height += share
                drawn.append(
                    f'<rect x="{_LEFT + at * width:.1f}" y="{_TOP + _PLOT_HEIGHT - height:.1f}"'
                    f' width="{max(width - 1, 0.5):.1f}" height="{share:.1f}" fill="{colour}">'
                    f"<title>{escape(f'{day}: {part[at]} {name}')}</title></rect>"
                )
    return _svg("".join(drawn) + _axes(_spread(days), ["0", f"{highest:,}"]), says)


def histogram(counts: Sequence[int], says: str) -> str:
    """Bars over 0 to 1, as high as the square root of their count, so that a few beside many are seen."""
    highest = max(counts, default=0) or 1
    width = _PLOT_WIDTH / max(len(counts), 1)
    drawn = []
    for at, count in enumerate(counts):
        height = (count / highest) ** 0.5 * _PLOT_HEIGHT
        drawn.append(
            f'<rect x="{_LEFT + at * width:.1f}" y="{_TOP + _PLOT_HEIGHT - height:.1f}"'
            f' width="{width - 1:.1f}" height="{height:.1f}" fill="{COLOURS[0]}">'
            f"<title>{at / len(counts):.2f} to {(at + 1) / len(counts):.2f}: {count:,}</title></rect>"
        )
    return _svg("".join(drawn) + _axes(["0", "0.5", "1"], ["0", f"{highest:,}"]), says)


def curves(lines: Mapping[str, Sequence[tuple[float, float]]], says: str) -> str:
    """Lines through points from (0, 0) to (1, 1)."""
    drawn = []
    for (name, points), colour in zip(lines.items(), COLOURS, strict=False):
        where = " ".join(f"{_LEFT + x * _PLOT_WIDTH:.1f},{_TOP + (1 - y) * _PLOT_HEIGHT:.1f}" for x, y in points)
        drawn.append(
            f'<polyline points="{where}" fill="none" stroke="{colour}" stroke-width="2">'
            f"<title>{escape(name)}</title></polyline>"
        )
    return _svg("".join(drawn) + _axes(["0", "recall 0.5", "1"], ["0", "1"]), says)


def legend(names: Sequence[str]) -> str:
    """What the colours mean, in their order."""
    items = "".join(
        f'<span class="key"><svg width="10" height="10" aria-hidden="true"><rect width="10" height="10"'
        f' fill="{colour}"/></svg> {escape(name)}</span>'
        for name, colour in zip(names, COLOURS, strict=False)
    )
    return f'<p class="legend">{items}</p>'


def _spread(words: Sequence[str]) -> list[str]:
    """The first word, the last, and some between at equal distance."""
    if len(words) <= 2:
        return list(words)
    steps = min(_LABELS_MAX, len(words)) - 1
    return [words[round(at * (len(words) - 1) / steps)] for at in range(steps + 1)]


def _axes(below: Sequence[str], beside: Sequence[str]) -> str:
    bottom = _TOP + _PLOT_HEIGHT
    lines = f'<path class="axis" d="M{_LEFT} {_TOP}V{bottom}H{_WIDTH - _RIGHT}"/>'
    for number, word in enumerate(below):
        x = _LEFT + _PLOT_WIDTH * number / max(len(below) - 1, 1)
        anchor = "start" if number == 0 else "end" if number == len(below) - 1 else "middle"
        lines += f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="{anchor}">{escape(word)}</text>'
    for number, word in enumerate(beside):
        y = bottom - _PLOT_HEIGHT * number / max(len(beside) - 1, 1)
        lines += f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(word)}</text>'
    return lines


def _svg(inner: str, says: str) -> str:
    return (
        f'<div class="graph"><svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}"'
        f' viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(says)}">{inner}</svg></div>'
    )
