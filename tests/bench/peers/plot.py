"""A plot of one part as SVG: bars on a logarithmic scale, a group for each workload."""
import math, statistics
from xml.sax.saxutils import escape

# part: the figure that is drawn, and what its axis says
DRAWN = {'timers': ('accepted - due p99', 'lateness p99, ms'),
         'chain': ('events/s', 'events a second'),
         'recovery': ('to the next firing', 's to the next firing'),
         'growth': ('events/s', 'events a second')}
COLOURS = ('#1f6f8b', '#99a8b2', '#e07a5f', '#f2b8a2', '#6a994e', '#bcd8a5', '#5e548e', '#c9b6e4')
WIDTH, BAR, GAP, LEFT, LABELS = 900, 16, 22, 250, 230


def shown(value):
    return f'{value:,.0f}' if value >= 100 else f'{value:.3g}'


def bars_of(part, figure, rows):
    """(workload, [(system, median)]) in the order of measuring."""
    values = {}
    for row_part, workload, system, setting, _, row_figure, value in rows:
        if row_part == part and row_figure == figure and value > 0:
            name = f'{system} ({setting.split(":")[0]})' if setting else system
            values.setdefault(workload, {}).setdefault(name, []).append(value)
    return [(workload, [(name, statistics.median(found)) for name, found in systems.items()])
            for workload, systems in values.items()]


def of(part, rows):
    """The drawing, or None where nothing was measured that it shows."""
    figure, says = DRAWN[part]
    groups = bars_of(part, figure, rows)
    if not groups:
        return None
    highest = max(value for _, bars in groups for _, value in bars)
    lowest = min(value for _, bars in groups for _, value in bars)
    low, high = math.floor(math.log10(lowest)), math.ceil(math.log10(highest) + 1e-9)
    high = max(high, low + 1)
    span = WIDTH - LEFT - LABELS
    colours = {}
    parts, y = [], 40
    for workload, bars in groups:
        parts.append(f'<text x="8" y="{y + 12}" font-weight="bold">{escape(workload)}</text>')
        for name, value in bars:
            colour = colours.setdefault(name, COLOURS[len(colours) % len(COLOURS)])
            length = max(2, span * (math.log10(value) - low) / (high - low))
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" '
                         f'fill="{colour}"/>')
            parts.append(f'<text x="{LEFT + length + 6:.1f}" y="{y + 11}">{shown(value)}  '
                         f'{escape(name)}</text>')
            y += BAR
        y += GAP
    places = [(LEFT + span * n / (high - low), 10.0 ** (low + n)) for n in range(high - low + 1)]
    ticks = ''.join(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="30" y2="{y - GAP + 6}" stroke="#ddd"/>'
        f'<text x="{x:.1f}" y="26" text-anchor="middle">{value:,g}</text>' for x, value in places)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" '
            'font-family="sans-serif" font-size="11">\n'
            f'<rect width="{WIDTH}" height="{y}" fill="white"/>\n'
            f'<text x="8" y="26">{escape(says)}</text>\n{ticks}\n' +
            '\n'.join(parts) + '\n</svg>\n')
