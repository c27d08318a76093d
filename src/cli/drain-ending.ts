import { restoreNode } from '../drain/cordon.ts';
import type { Cluster } from '../model/cluster.ts';
import type { DrainResult } from '../model/drain-event.ts';
import type { DrainPlan } from '../model/drain-plan.ts';
import { DoctorError } from '../model/error.ts';
import type { Kind } from '../model/objects.ts';
import { resources } from '../model/resources.ts';
import { drainCommand } from '../render/drain-text.ts';
import { safe } from '../render/safe.ts';
import type { Context } from './commands.ts';
import type { MaintenanceFlags } from './drain-flags.ts';
import type { Telling } from './drain-progress.ts';
import type { Hand } from './writing.ts';

/** The rights without which a drain does not begin. */
export const noRight = (missing: string[]): DoctorError =>
  new DoctorError(
    'denied',
    {
      en: `nothing was changed: rights are missing: ${missing.join(', ')}`,
      zh: `未做任何改动：缺少权限 ${missing.join('、')}`,
    },
    { hint: { en: 'k8sdoctor rbac drain prints the role it needs', zh: '用 k8sdoctor rbac drain 查看所需角色' } },
  );

/** Names what may not be read although the plan would look at it: before the first eviction, whether or not the plan is shown. */
export function sayUnread(wanted: Kind[], { snapshot }: Cluster, { lang, io }: Context): void {
  const denied = wanted.filter((kind) =>
    snapshot.coverage.some(({ subject, outcome }) => subject === kind && outcome === 'denied'),
  );
  if (denied.length === 0) return;
  const rights = denied.map((kind) => `list ${resources[kind].plural ?? kind}`);
  const words = {
    en: `planned without: ${rights.join(', ')} (k8sdoctor rbac drain prints the rights)\n`,
    zh: `规划时缺少权限：${rights.join('、')}（用 k8sdoctor rbac drain 查看所需权限）\n`,
  };
  io.stderr.write(words[lang]);
}

/** The connection was lost for good in the middle: what is on the nodes then is in their journals. */
export function sayStanding(found: DrainPlan, { lang, io }: Context): void {
  const [names, nodes] = [found.nodes.join(', '), found.nodes.join(' ')];
  const words = {
    en: `${names} may be cordoned and partly drained\ngo on:   ${drainCommand(found)} --yes\ngo back: k8sdoctor uncordon ${nodes}\n`,
    zh: `${names} 可能已封锁并部分排空\n继续：${drainCommand(found)} --yes\n恢复：k8sdoctor uncordon ${nodes}\n`,
  };
  io.stderr.write(words[lang]);
}

/** How the nodes stand in one sentence, for a drain that did not come to its end. */
function standing({ reopened, left }: DrainResult, { nodes }: DrainPlan): { en: string; zh: string } {
  const closed = nodes.filter((node) => !reopened.includes(node));
  const be = (names: string[]): string => `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'}`;
  const en = [
    ...(closed.length > 0 ? [`${be(closed)} cordoned`] : []),
    ...(reopened.length > 0 ? [`${be(reopened)} not: somebody uncordoned meanwhile`] : []),
  ];
  const zh = [
    ...(closed.length > 0 ? [`${closed.join('、')} 处于封锁状态`] : []),
    ...(reopened.length > 0 ? [`${reopened.join('、')} 已被他人解除封锁`] : []),
  ];
  return {
    en: `${en.join(', ')}, with ${left.length} ${left.length === 1 ? 'pod' : 'pods'} left`,
    zh: `${zh.join('，')}，还剩 ${left.length} 个 Pod`,
  };
}

/** How a drain is told about. */
interface Voice {
  flags: MaintenanceFlags;
  context: Context;
  told: Telling;
}

/** What a person has to know when a drain did not come to its end: how the nodes are now, and the way on and the way back. */
export async function afterwards(
  result: DrainResult,
  found: DrainPlan,
  hand: Hand,
  { flags, context, told }: Voice,
): Promise<void> {
  if (result.outcome === 'drained') return;
  if (flags.undoOnFailure) {
    for (const node of found.nodes) {
      const { kind } = await restoreNode(node, hand.writer, false);
      told.tell({ kind: 'restored', node, cordoned: kind === 'kept' });
    }
    return;
  }
  const nodes = found.nodes.join(' ');
  const left = result.left.map(({ pod, why }) => `  ${safe(`${pod}${why ? `: ${why}` : ''}`)}\n`).join('');
  const state = standing(result, found);
  const words = {
    en: `${state.en}\n${left}go on:   ${drainCommand(found)} --yes\ngo back: k8sdoctor uncordon ${nodes}\n`,
    zh: `${state.zh}\n${left}继续：${drainCommand(found)} --yes\n恢复：k8sdoctor uncordon ${nodes}\n`,
  };
  context.io.stderr.write(words[context.lang]);
}
