const UNITS: [string, number][] = [
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
];

function bytes(amount: number, round: 'up' | 'down'): string {
  const [unit, size] = UNITS.find(([, each]) => amount >= each && Number.isInteger((amount / each) * 4)) ?? [];
  if (unit && size) return `${amount / size}${unit}`;
  const [small, least] = amount >= 2 ** 20 ? ['Mi', 2 ** 20] : ['Ki', 2 ** 10];
  return amount < 2 ** 10 ? `${amount}` : `${Math[round === 'up' ? 'ceil' : 'floor'](amount / Number(least))}${small}`;
}

/** An amount in the scheduler's units, as people write it; what is asked for rounds up and what is free rounds down. */
export function exactly(resource: string, amount: number, round: 'up' | 'down'): string {
  if (resource === 'cpu') return amount % 1000 === 0 ? `${amount / 1000}` : `${amount}m`;
  return /memory|storage|hugepages/.test(resource) ? bytes(amount, round) : `${amount}`;
}
