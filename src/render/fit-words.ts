import type { Evictions, FitRow, Stop, WorkloadFit } from '../model/fit.ts';
import type { Lang } from '../model/text.ts';
import { shortRef } from './headline.ts';
import { safe } from './safe.ts';

const MOST_NODES = 4;
const MOST_VICTIMS = 3;

/** `w2 2, w3 1`: where the pods land. */
function placesOf(nodes: FitRow[], lang: Lang): string {
  const taken = nodes.filter(({ pods }) => pods > 0);
  const shown = taken.slice(0, MOST_NODES).map(({ node, pods }) => `${safe(node)} ${pods}`);
  const left = taken.length - shown.length;
  const more = left > 0 ? (lang === 'zh' ? `，另有 ${left} 个节点` : `, ${left} more nodes`) : '';
  return shown.join(lang === 'zh' ? '、' : ', ') + more;
}

function moreOf({ more, atLeast }: WorkloadFit, lang: Lang): string {
  if (more === undefined) return '';
  if (lang === 'zh') return more === 0 ? '；再多一个也放不下' : `；${atLeast ? '至少' : ''}还能再放 ${more} 个`;
  return more === 0 ? '; not one more would' : `; ${atLeast ? `${more} more or better` : `${more} more`} would fit`;
}

const EN_WORD = { fits: '', 'does-not-fit': '', unknown: ', as far as can be seen' };
const ZH_WORD = { fits: '', 'does-not-fit': '', unknown: '（以能看到的为限）' };

/** `3 of 3 pods of deployment/web fit: w2 2, w3 1; 4 more would fit`. */
export function fitHeadline(fit: WorkloadFit, lang: Lang): string {
  const { target, wanted, fitting, verdict, nodes } = fit;
  const places = placesOf(nodes, lang);
  const more = verdict === 'does-not-fit' ? '' : moreOf(fit, lang);
  if (lang === 'zh') {
    const head =
      wanted === 0
        ? `${shortRef(target)} 不需要 Pod`
        : `${shortRef(target)} 的 ${wanted} 个 Pod 中有 ${fitting} 个放得下`;
    return head + ZH_WORD[verdict] + (places && `：${places}`) + more;
  }
  const verb = fitting === 1 ? 'fits' : 'fit';
  const head =
    wanted === 0
      ? `${shortRef(target)} asks for no pods`
      : `${fitting} of ${wanted} ${wanted === 1 ? 'pod' : 'pods'} of ${shortRef(target)} ${verb}`;
  return head + EN_WORD[verdict] + (places && `: ${places}`) + more;
}

/** What stops the first pod that finds no place. */
export function stopWords({ pod, by, text, node }: Stop, { wanted }: WorkloadFit, lang: Lang): string {
  const said = text[lang];
  const made = by === 'scheduler' || by === 'gate' || by === 'node';
  if (lang === 'zh') {
    const which = node ? `${node} 上的 Pod` : pod > wanted ? `再下一个（第 ${pod} 个）` : `第 ${pod} 个 Pod `;
    return `${which}${made ? (node ? '放不下' : '没有节点可用') : '不会被创建'}：${said}`;
  }
  const which = node ? 'the pod' : pod > wanted ? 'the next one' : `pod ${pod}`;
  return `${which} ${made ? 'finds no place' : 'is not made'}${node ? ` on ${node}` : ''}: ${said}`;
}

/** Whom the scheduler would evict for it. */
export function evictionWords({ node, pods, protected: guarded }: Evictions, lang: Lang): string {
  const names = pods.slice(0, MOST_VICTIMS).map((ref) => `${safe(ref.namespace)}/${safe(ref.name)}`);
  const left = pods.length - names.length;
  if (lang === 'zh') {
    const who = names.join('、') + (left > 0 ? ` 等 ${pods.length} 个 Pod` : '');
    return `调度器会驱逐 ${node} 上优先级更低的 ${who} 来为它腾出位置${guarded > 0 ? `（其中 ${guarded} 个受 PDB 保护）` : ''}`;
  }
  const who = names.join(', ') + (left > 0 ? ` and ${left} more` : '');
  const why = guarded > 0 ? `, ${guarded} of them protected by a PodDisruptionBudget` : '';
  return `the scheduler would make room for it on ${node} by evicting ${who} of lower priority${why}`;
}
