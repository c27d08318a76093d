import { condition, kind } from '../../model/common-shapes.ts';
import { list, num, obj, str } from '../../model/shape.ts';
import { conditionOf, failed, ready, rule, saying, waits, type Rule, type State } from '../define.ts';

const object = kind({ status: obj({ observedGeneration: num, phase: str, conditions: list(condition) }) });

/** Conditions that mean "as it should be" when True, the first that there is counts; kstatus knows only Ready. */
const GOOD = ['Ready', 'Available', 'Healthy', 'Programmed', 'Synced', 'Established'];
const UNDERWAY = /^(?:pending|creating|initiali[sz]ing|provisioning|progressing|in-?progress|updating|deploying)$/i;
const BROKEN = /^(?:failed|error|failure)$/i;

const LATE: State = waits('its controller has not seen the newest spec yet', '控制器尚未处理最新的 spec');
const UNTOUCHED: State = waits('its controller has not picked it up yet', '控制器尚未处理（没有 status）');

type Custom = NonNullable<ReturnType<typeof object>>;

function byConditions({ metadata, status }: Custom): State | undefined {
  const generation = metadata.generation ?? 0;
  const all = status?.conditions ?? [];
  // a condition that names an older generation speaks of an older spec
  const current = all.filter(({ observedGeneration }) => (observedGeneration ?? generation) >= generation);
  const has = (type: string) => {
    const found = conditionOf(current, type);
    return found?.status === 'True' ? found : undefined;
  };
  const stalled = has('Stalled');
  if (stalled) return failed(`stalled: ${saying(stalled)}`, `停滞（Stalled）：${saying(stalled)}`);
  const reconciling = has('Reconciling');
  if (reconciling) return waits(`reconciling: ${saying(reconciling)}`, `协调中（Reconciling）：${saying(reconciling)}`);
  const good = GOOD.map((type) => conditionOf(all, type)).find(Boolean);
  if (!good) return undefined;
  if (!current.includes(good)) return LATE;
  if (good.status === 'True') return ready();
  return waits(
    `${good.type} is ${good.status}${saying(good) && `: ${saying(good)}`}`,
    `${good.type} 为 ${good.status}${saying(good) && `：${saying(good)}`}`,
  );
}

/**
 * The rule for custom resources: kstatus' conventions (sigs.k8s.io/cli-utils/pkg/kstatus), but what has no status although its kind
 * has one is not ready: its controller has not seen it, or there is none.
 */
export function custom(hasStatus: boolean): Rule {
  const known = rule(object, byStatus);
  return {
    needs: [],
    judge(raw, around) {
      const { status } = (raw ?? {}) as { status?: unknown };
      const touched = typeof status === 'object' && status !== null && Object.keys(status).length > 0;
      const state = known.judge(raw, around);
      return touched || !hasStatus || state.kind !== 'ready' ? state : UNTOUCHED;
    },
  };
}

function byStatus(found: Custom): State {
  const { metadata, status = {} } = found;
  if (status.observedGeneration !== undefined && status.observedGeneration < (metadata.generation ?? 0)) return LATE;
  const told = byConditions(found);
  if (told) return told;
  const { phase = '' } = status;
  if (BROKEN.test(phase)) return failed(`its phase is ${phase}`, `phase 为 ${phase}`);
  return UNDERWAY.test(phase) ? waits(`its phase is ${phase}`, `phase 为 ${phase}`) : ready();
}
