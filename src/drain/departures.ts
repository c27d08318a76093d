import type { DrainFlags, DrainPlan } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { parseTime } from '../model/time.ts';
import type { DrainTools, Task } from './execute.ts';

/** A pod may end so many seconds later than its grace period allows before that is told. */
const PATIENCE = 30;

/** Sees pods out: watches the nodes until each pod is gone, and says why one takes long. */
export class Departures {
  readonly flags: DrainFlags;
  readonly #tools: DrainTools;
  readonly #told = new Set<Task>();
  readonly #unseen = new Set<string>();

  constructor({ flags }: DrainPlan, tools: DrainTools) {
    this.flags = flags;
    this.#tools = tools;
  }

  /** Looks at the nodes of the pods that are ending, once each. A node that cannot be read is told once, and looked at again later. */
  async check(tasks: Task[]): Promise<void> {
    const ending = tasks.filter(({ state }) => state === 'ending');
    for (const [node, own] of Map.groupBy(ending, ({ pod }) => pod.node)) {
      const here = await this.#tools.writer.podsOn(node);
      if (!here) {
        if (!this.#unseen.has(node)) this.#tools.emit({ kind: 'unseen', node });
        this.#unseen.add(node);
        continue;
      }
      this.#unseen.delete(node);
      for (const task of own) this.#look(task, here);
    }
  }

  /** A pod of the same name with another uid is not it: a StatefulSet's next one may be here already. */
  #look(task: Task, here: Pod[]): void {
    const { namespace, name, uid, node } = task.pod;
    const found = here.find(
      ({ metadata }) => metadata.namespace === namespace && metadata.name === name && (!uid || metadata.uid === uid),
    );
    const seconds = Math.round((this.#tools.now() - task.since) / 1000);
    if (!found) {
      task.state = 'gone';
      this.#tools.emit({ kind: 'gone', pod: task.key, node, seconds });
      return;
    }
    const limit = this.flags.skipWaitForDeleteTimeout;
    const deleted = parseTime(found.metadata.deletionTimestamp);
    if (limit > 0 && deleted !== undefined && (this.#tools.now() - deleted) / 1000 > limit) {
      task.state = 'gone';
      this.#tools.emit({ kind: 'left', pod: task.key, node });
      return;
    }
    if (seconds > task.pod.graceSeconds + PATIENCE && !this.#told.has(task)) {
      this.#told.add(task);
      const why = whyEnding(found);
      task.why = why.en;
      this.#tools.emit({ kind: 'slow', pod: task.key, node, seconds, why });
    }
  }
}

/** Why a pod is still there although its grace period is over: a finalizer, or a kubelet that does not answer. */
function whyEnding({ metadata, spec }: Pod): Text {
  if (!metadata.deletionTimestamp) {
    return {
      en: 'the eviction was accepted but the pod is not being deleted',
      zh: '驱逐已被接受，但 Pod 没有进入删除',
    };
  }
  const [finalizer] = metadata.finalizers ?? [];
  if (finalizer) {
    return {
      en: `finalizer ${finalizer} is still set: its controller has not finished`,
      zh: `finalizer ${finalizer} 仍在：对应控制器尚未处理完`,
    };
  }
  return {
    en: `past its grace period: the kubelet of ${spec?.nodeName} has not reported its end`,
    zh: `已超过宽限期：${spec?.nodeName} 的 kubelet 仍未上报结束`,
  };
}
