import type { Taint, Toleration } from './objects.ts';

/**
 * Whether one toleration covers a taint: without an effect it covers every effect, without a key (and operator Exists) every key.
 * Source: api/core/v1/toleration.go, ToleratesTaint.
 */
function covers({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  if (!operator || operator === 'Equal') return (value ?? '') === (taint.value ?? '');
  return operator === 'Exists';
}

/** Whether any of the tolerations covers a taint. */
export const tolerates = (tolerations: Toleration[] | undefined, taint: Taint): boolean =>
  (tolerations ?? []).some((toleration) => covers(toleration, taint));

/** A taint as kubectl writes it: `key=value:NoSchedule`, `key:NoExecute`. */
export const taintWord = ({ key = '', value, effect = '' }: Taint): string =>
  `${key}${value ? `=${value}` : ''}:${effect}`;
