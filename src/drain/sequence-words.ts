import type { Text } from '../model/text.ts';
import type { Tried } from './trial.ts';

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`;

/** What would come of taking all pods together, where the chosen order does better. */
function otherwise({ cost }: Tried, together: Tried): Text {
  const worse = together.cost;
  if (worse.never > cost.never) {
    const more = worse.never - cost.never;
    return {
      en: `in another order ${count(more, 'more pod would never go', 'more pods would never go')}`,
      zh: `换个顺序会多 ${more} 个 Pod 永远无法驱逐`,
    };
  }
  if (worse.pending > cost.pending) {
    const more = worse.pending - cost.pending;
    return {
      en: `in another order ${count(more, 'more replacement would stay Pending', 'more replacements would stay Pending')}`,
      zh: `换个顺序会多 ${more} 个替代 Pod 一直 Pending`,
    };
  }
  const saved = worse.seconds - cost.seconds;
  if (saved > 0) return { en: `about ${saved} s sooner than all together`, zh: `比一起排空快约 ${saved} 秒` };
  return { en: 'replacements are waited for less often than all together', zh: '比一起排空少等替代 Pod 就绪' };
}

/** Why pods are taken in this order. */
export function sequenceWords(best: Tried, together: Tried, tried: number): Text {
  const nodes = best.nodes.join(', ');
  const other = otherwise(best, together);
  switch (best.kind) {
    case 'together': {
      if (tried === 1) return { en: 'all nodes together: nothing has to wait', zh: '所有节点一起排空：无需等待' };
      return {
        en: `all nodes together: none of ${tried} orders simulated does better`,
        zh: `所有节点一起排空：模拟了 ${tried} 种顺序，没有更好的`,
      };
    }
    case 'by-node':
      return { en: `pods of ${nodes}, in this order: ${other.en}`, zh: `按 ${nodes} 的顺序：${other.zh}` };
    case 'covered-first':
      return {
        en: `pods with a PDB first, so that their replacements get the room there is: ${other.en}`,
        zh: `先驱逐有 PDB 的 Pod，让其替代 Pod 先占用余量：${other.zh}`,
      };
    case 'homeless-last':
      return {
        en: `pods whose replacement fits nowhere go last: ${other.en}`,
        zh: `替代 Pod 无处可去的最后驱逐：${other.zh}`,
      };
    default:
      return best.kind satisfies never;
  }
}
