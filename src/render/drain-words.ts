import type { DrainPlan, Hazard, Landing } from '../model/drain-plan.ts';
import type { Lang } from '../model/text.ts';
import { age } from './age.ts';

/** How many pods of a plan have which fate. */
export interface Counts {
  never: number;
  blocked: number;
  waits: number;
  free: number;
  skip: number;
}

/** The words of a drain plan in one language. */
export interface DrainWords {
  headline(nodes: string, outcome: DrainPlan['outcome'], counts: Counts): string;
  never: string;
  blocked: string;
  waits: string;
  /** What the rule that needs a flag holds against so many pods, by rule. */
  needs: Record<string, (count: number) => string>;
  warning: string;
  moves: string;
  evict: string;
  skip: string;
  landing: string;
  hazard: Record<Hazard['severity'], string>;
  order: string;
  change: string;
  note: string;
  next: string;
  notSeen: string;
  proven: string;
  inRounds(budget: string, rounds: number): string;
  inTurn(pods: number): string;
  usually(seconds: number): string;
  replacements(count: number, places: string): string;
  on(node: string, count: number): string;
  nowhere(pod: string, message: string): string;
  returns(pod: string, node: string): string;
  unknown(pod: string, why: string): string;
  none: Record<Extract<Landing, { kind: 'none' }>['why'], string>;
  more(count: number): string;
  andMore(count: number): string;
  comma: string;
  rounds(count: number): string;
  semicolon: string;
  colon: string;
  brackets(text: string): string;
}

const en: DrainWords = {
  headline: (nodes, outcome, { never, blocked, waits, free, skip }) => {
    const parts = [
      never && `${never} never ${never === 1 ? 'goes' : 'go'}`,
      blocked && `${blocked} ${blocked === 1 ? 'needs' : 'need'} a flag`,
      waits && `${waits} ${waits === 1 ? 'waits' : 'wait'}`,
      free && `${free} ${free === 1 ? 'goes' : 'go'} at once`,
      skip && `${skip} ${skip === 1 ? 'stays' : 'stay'}`,
    ];
    const verdict = {
      free: 'can begin and will end',
      waits: 'can begin and will end after waiting',
      never: 'cannot end',
      blocked: 'needs flags before it begins',
      unknown: 'cannot be told: budgets could not be read',
    }[outcome];
    return `draining ${nodes} ${verdict}: ${parts.filter(Boolean).join(', ') || 'no pod has to go'}`;
  },
  never: 'NEVER',
  blocked: 'BLOCKED',
  waits: 'WAITS',
  needs: {
    'local-storage': (count) => `${count} ${count === 1 ? 'pod has' : 'pods have'} emptyDir data`,
    unmanaged: (count) => `${count} ${count === 1 ? 'pod has' : 'pods have'} no controller`,
    daemonset: (count) => `${count} ${count === 1 ? 'pod' : 'pods'} of DaemonSets`,
  },
  warning: 'LOSES',
  moves: 'MOVES',
  evict: 'EVICT',
  skip: 'STAYS',
  landing: 'LANDS',
  hazard: { error: 'DANGER', warning: 'BEWARE', info: 'NOTE' },
  order: 'ORDER',
  change: 'CHANGE',
  note: 'NOTE',
  next: 'NEXT',
  notSeen: 'NOT SEEN',
  proven: 'proven by simulation',
  inRounds: (budget, rounds) =>
    `PDB ${budget} lets them go as replacements become ready, in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
  inTurn: (pods) => `cordoned and drained one after the other, ${pods} ${pods === 1 ? 'pod' : 'pods'} would move twice`,
  usually: (seconds) => `usually ${age(seconds)}`,
  replacements: (count, places) => `${count} ${count === 1 ? 'replacement' : 'replacements'}: ${places}`,
  on: (node, count) => `${count} on ${node}`,
  nowhere: (pod, message) => `${pod} stays Pending: ${message}`,
  returns: (pod, node) => `${pod} may come back to ${node}: the cordon does not keep it off`,
  unknown: (pod, why) => `${pod}: ${why}`,
  none: {
    bare: 'nothing replaces it',
    finished: 'finished: only its record goes',
    terminating: 'already terminating',
    daemonset: 'its DaemonSet makes it again here',
    'job-fails': 'its Job fails',
  },
  more: (count) => `and ${count} more (-v shows all)`,
  andMore: (count) => ` and ${count} more`,
  comma: ', ',
  rounds: (count) =>
    `replacements must become ready ${count === 1 ? 'once' : `${count} times, one after the other,`} before the last pod goes`,
  semicolon: '; ',
  colon: ': ',
  brackets: (text) => ` (${text})`,
};

const zh: DrainWords = {
  headline: (nodes, outcome, { never, blocked, waits, free, skip }) => {
    const parts = [
      never && `${never} 个 Pod 永远不会被驱逐`,
      blocked && `${blocked} 个需要加参数`,
      waits && `${waits} 个要等待`,
      free && `${free} 个可立即驱逐`,
      skip && `${skip} 个保留`,
    ];
    const verdict = {
      free: '可以完成',
      waits: '需等待后才能完成',
      never: '无法完成',
      blocked: '还缺少参数',
      unknown: '无法判断（读不到 PDB）',
    }[outcome];
    return `排空 ${nodes} ${verdict}：${parts.filter(Boolean).join('，') || '没有 Pod 需要离开'}`;
  },
  never: '永不',
  blocked: '受阻',
  waits: '等待',
  needs: {
    'local-storage': (count) => `${count} 个 Pod 有 emptyDir 数据`,
    unmanaged: (count) => `${count} 个 Pod 没有控制器`,
    daemonset: (count) => `${count} 个 DaemonSet 的 Pod`,
  },
  warning: '丢失',
  moves: '迁移',
  evict: '驱逐',
  skip: '跳过',
  landing: '去处',
  hazard: { error: '危险', warning: '注意', info: '提示' },
  order: '顺序',
  change: '改法',
  note: '提示',
  next: '下一步',
  notSeen: '未能查看',
  proven: '已模拟验证',
  inRounds: (budget, rounds) => `PDB ${budget} 随替代 Pod 就绪逐步放行，共 ${rounds} 轮`,
  inTurn: (pods) => `若逐个封锁排空，有 ${pods} 个 Pod 要迁移两次`,
  usually: (seconds) => `通常 ${age(seconds)}`,
  replacements: (count, places) => `${count} 个替代 Pod：${places}`,
  on: (node, count) => `${node} ${count} 个`,
  nowhere: (pod, message) => `${pod} 无处可去，会一直 Pending（${message}）`,
  returns: (pod, node) => `${pod} 不受封锁约束，可能回到 ${node}`,
  unknown: (pod, why) => `${pod}：${why}`,
  none: {
    bare: '没有控制器，不会重建',
    finished: '已结束，只删除记录',
    terminating: '已在终止中',
    daemonset: '会由 DaemonSet 在本节点重建',
    'job-fails': '所属 Job 会失败',
  },
  more: (count) => `另有 ${count} 个（-v 显示全部）`,
  andMore: (count) => ` 等，另 ${count} 个`,
  comma: '、',
  rounds: (count) => `最后一个 Pod 离开前，替代 Pod 需先后就绪 ${count} 轮`,
  semicolon: '；',
  colon: '：',
  brackets: (text) => `（${text}）`,
};

/** The words of a drain plan in a language. */
export const drainWordsIn = (lang: Lang): DrainWords => ({ en, zh })[lang];
