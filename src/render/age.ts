const units = (amount: number, unit: string, rest: number, below: string): string =>
  rest === 0 ? `${amount}${unit}` : `${amount}${unit}${rest}${below}`;

/** Seconds as kubectl's AGE column says them: `45s`, `3m20s`, `32m`, `5d2h`. Source: apimachinery/pkg/util/duration/duration.go. */
export function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10) return units(minutes, 'm', whole % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return units(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return units(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? units(years, 'y', days % 365, 'd') : `${years}y`;
}
