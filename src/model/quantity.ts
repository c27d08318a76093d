const SUFFIX: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The value of a Kubernetes quantity (`250m`, `1Gi`, `1e3`, 2) in its base unit: cores, bytes, pieces.
 * NaN for what is none. Source: apimachinery/pkg/api/resource/quantity.go.
 */
export function parseQuantity(quantity: string | number | undefined): number {
  if (typeof quantity === 'number') return quantity;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(quantity?.trim() ?? '');
  if (!match) return Number.NaN;
  return match[2] ? Number(match[1] + match[2]) : Number(match[1]) * (SUFFIX[match[3] ?? ''] ?? Number.NaN);
}

/** A number of bytes as people write it in manifests: `256Mi`, `1.5Gi`. */
export function formatBytes(bytes: number): string {
  for (const unit of ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    const size = SUFFIX[unit] ?? 1;
    if (Math.abs(bytes) >= size) return `${Number((bytes / size).toFixed(1))}${unit}`;
  }
  return `${Math.round(bytes)}`;
}

/** An amount of a resource as people write it: cpu in millicores below 10 cores, memory and storage in binary units. */
export function formatAmount(resource: string, amount: number): string {
  if (resource === 'cpu') return Number.isInteger(amount) ? `${amount}` : `${Math.round(amount * 1000)}m`;
  if (/memory|storage|hugepages/.test(resource)) return formatBytes(amount);
  return `${Number(amount.toFixed(3))}`;
}
