/** Figures of a bench: what was measured, in which unit, and the bar that it is held against. */

export function median(values) {
  return percentile(values, 0.5);
}

/** @param {number} share 0.95 for p95 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** @typedef {{ name: string, value: number, unit: string, bar?: { atMost?: number, atLeast?: number } }} Figure */

/** @param {Figure[]} figures */
export function printFigures(figures) {
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, unit, bar } of figures) {
    const shown = `${value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
    const isReached =
      !bar ||
      ((bar.atMost === undefined || value <= bar.atMost) &&
        (bar.atLeast === undefined || value >= bar.atLeast));
    const wanted = bar
      ? `(${bar.atMost === undefined ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`} ${isReached ? 'reached' : 'MISSED'})`
      : '';
    console.log(`${name.padEnd(width)}  ${shown.padStart(12)}  ${wanted}`);
  }
}
