import type { CheckedTarget, Confidence, LeftOut, Permanence, Risk, Verdict } from '../model/finding.ts';
import type { ReadOutcome } from '../model/snapshot.ts';
import type { WordKind } from '../model/word.ts';
import type { Lang } from '../model/text.ts';

/** The words every format shares, in one language. */
export interface Words {
  rootCause: string;
  warning: string;
  note: string;
  proof: string;
  source: string;
  value: string;
  next: string;
  also: string;
  ruledOut: string;
  notSeen: string;
  notChecked: string;
  nodesNow: string;
  targets: string;
  checked: Record<CheckedTarget['state'], (age: string) => string>;
  atAGlance: string;
  wouldFit: string;
  and: string;
  andAlso: string;
  onlyThat(change: string, next: string): string;
  nodeColumn: string;
  reasonColumn: string;
  fitsNow: string;
  nothingFound: string;
  coverage: string;
  nothingWrong: string;
  risk: Record<Risk, string>;
  confidence: Record<Confidence, string>;
  permanence: Record<Permanence, string>;
  verdict: Record<Verdict, string>;
  outcome: Record<ReadOutcome, string>;
  restarts(count: number): string;
  ready(ready: string): string;
  age(age: string): string;
  ago(age: string): string;
  node(name: string): string;
  more(count: number): string;
  objects(count: number): string;
  leftOut(leftOut: LeftOut, flags: string): string;
  /** `5 pods`, of a kind in Kubernetes' spelling. */
  count(count: number, kind: string): string;
  /** The label before the names of all objects with the same cause. */
  same: string;
  /** A line of a manifest read from standard input. */
  stdinLine(line: number): string;
  notReady(target: string): string;
  moreFindings(count: number): string;
  moreInJson(count: number): string;
  summaryCut: string;
  /** A remark in brackets, a label before its value, and what stands between the items of a list. */
  brackets(text: string): string;
  colon: string;
  comma: string;
  semicolon: string;
  explain: {
    what: string;
    cause: string;
    why: string;
    causes: string;
    checks: string;
    fix: string;
    topics: string;
    words: string;
    event(reason: string, message: string | undefined): string;
    log(pattern: string): string;
    moreWith: string;
    usual: string;
    see: string;
    normal: string;
    kind: Record<WordKind, string>;
  };
}

const en: Words = {
  rootCause: 'ROOT CAUSE',
  warning: 'WARNING',
  note: 'NOTE',
  proof: 'PROOF',
  source: 'Seen in',
  value: 'Value',
  next: 'NEXT',
  also: 'ALSO',
  ruledOut: 'RULED OUT',
  notSeen: 'NOT SEEN',
  notChecked: 'UNCHECKED',
  nodesNow: 'NODES NOW',
  targets: 'TARGETS',
  checked: {
    ready: (age) => `ready after ${age}`,
    progressing: (age) => `not ready after ${age}`,
    failed: (age) => `failed after ${age}`,
  },
  atAGlance: 'AT A GLANCE',
  wouldFit: 'WOULD FIT IF',
  and: ', ',
  andAlso: ', and ',
  onlyThat: (change, next) => `only ${change}: still ${next}`,
  nodeColumn: 'Node',
  reasonColumn: 'Reasons',
  fitsNow: 'would take it now',
  nothingFound: 'nothing found against it, but not everything could be seen',
  coverage: 'LOOKED AT',
  nothingWrong: 'nothing wrong found',
  risk: { inspect: 'inspect', safe: 'safe', restart: 'restart', destructive: 'destructive' },
  confidence: { high: 'high confidence', medium: 'medium confidence', low: 'low confidence' },
  permanence: {
    permanent: 'waiting will not help',
    transient: 'clears by itself',
    depends: 'may clear without a change here',
  },
  verdict: {
    healthy: 'healthy',
    progressing: 'still on its way',
    degraded: 'degraded',
    failing: 'failing',
    unknown: 'verdict unknown',
  },
  outcome: {
    read: 'read',
    absent: 'no such API here',
    denied: 'no right to read',
    truncated: 'read in part',
    failed: 'could not be read',
    'not-recorded': 'not in the recording',
  },
  restarts: (count) => `${count} ${count === 1 ? 'restart' : 'restarts'}`,
  ready: (ready) => `ready ${ready}`,
  age: (age) => `age ${age}`,
  ago: (age) => `${age} ago`,
  node: (name) => `node ${name}`,
  more: (count) => `and ${count} more (-v shows all)`,
  leftOut: ({ causes, of }, flags) => `${causes} of ${of} causes (${flags})`,
  objects: (count) => `${count} ${count === 1 ? 'object' : 'objects'}`,
  count: (count, kind) => `${count} ${kind.toLowerCase()}s`,
  same: 'SEEN ON',
  stdinLine: (line) => `line ${line} of standard input`,
  notReady: (target) => `${target} is not ready`,
  moreFindings: (count) => `${count} more (see the log and the summary)`,
  moreInJson: (count) => `and ${count} more (-o json has all)`,
  summaryCut: 'The rest does not fit into the summary: see the log.',
  brackets: (text) => ` (${text})`,
  colon: ': ',
  comma: ', ',
  semicolon: '; ',
  explain: {
    what: 'WHAT IT IS',
    cause: 'WHAT HAPPENS',
    why: 'WHY',
    causes: 'CAUSES',
    checks: 'HOW TO CHECK',
    fix: 'HOW TO FIX',
    topics: 'TOPICS',
    words: 'FOUND BY',
    event: (reason, message) => `event ${reason}${message ? `, message like ${message}` : ''}`,
    log: (pattern) => `container log: lines like ${pattern}`,
    moreWith: 'more on one of them: k8sdoctor explain ID',
    usual: 'USUAL CAUSES',
    see: 'SEE ALSO',
    normal: 'Nothing to fix: this is normal.',
    kind: {
      event: 'event reason',
      status: 'STATUS column of kubectl get',
      reason: 'reason in a status',
      condition: 'condition',
      phase: 'phase',
      'exit-code': 'exit code',
      signal: 'signal and exit code',
      taint: 'taint',
      setting: 'setting',
      message: 'message',
      topic: 'topic',
    },
  },
};

const zh: Words = {
  rootCause: '根因',
  warning: '警告',
  note: '提示',
  proof: '依据',
  source: '来源',
  value: '内容',
  next: '下一步',
  also: '连带问题',
  ruledOut: '已排除',
  notSeen: '未能查看',
  notChecked: '未检查',
  nodesNow: '各节点现状',
  targets: '检查目标',
  checked: {
    ready: (age) => `${age} 后就绪`,
    progressing: (age) => `${age} 后仍未就绪`,
    failed: (age) => `${age} 后失败`,
  },
  atAGlance: '概况',
  wouldFit: '怎样才能放下',
  and: '、',
  andAlso: '，并且 ',
  onlyThat: (change, next) => `仅${change}：仍然 ${next}`,
  nodeColumn: '节点',
  reasonColumn: '原因',
  fitsNow: '现在可以接受',
  nothingFound: '未发现拒绝原因，但并非全部都能看到',
  coverage: '查看范围',
  nothingWrong: '未发现问题',
  risk: { inspect: '只读', safe: '安全', restart: '会重启', destructive: '有破坏性' },
  confidence: { high: '置信度高', medium: '置信度中', low: '置信度低' },
  permanence: { permanent: '等待无用', transient: '会自行恢复', depends: '可能无需改动即可恢复' },
  verdict: { healthy: '正常', progressing: '进行中', degraded: '有隐患', failing: '故障', unknown: '无法判定' },
  outcome: {
    read: '已读取',
    absent: '此集群没有该 API',
    denied: '没有读取权限',
    truncated: '只读到一部分',
    failed: '读取失败',
    'not-recorded': '录制内容中没有',
  },
  restarts: (count) => `重启 ${count} 次`,
  ready: (ready) => `就绪 ${ready}`,
  age: (age) => `已创建 ${age}`,
  ago: (age) => `${age} 前`,
  node: (name) => `节点 ${name}`,
  more: (count) => `另有 ${count} 项（-v 显示全部）`,
  leftOut: ({ causes, of }, flags) => `${of} 种原因中的 ${causes} 种（${flags}）`,
  objects: (count) => `${count} 个对象`,
  count: (count, kind) => `${count} 个 ${kind}`,
  same: '涉及对象',
  stdinLine: (line) => `标准输入第 ${line} 行`,
  notReady: (target) => `${target} 未就绪`,
  moreFindings: (count) => `另有 ${count} 项（见日志与摘要）`,
  moreInJson: (count) => `另有 ${count} 项（-o json 给出全部）`,
  summaryCut: '其余内容超出摘要的大小限制，请查看日志。',
  brackets: (text) => `（${text}）`,
  colon: '：',
  comma: '，',
  semicolon: '；',
  explain: {
    what: '是什么',
    cause: '发生了什么',
    why: '为什么',
    causes: '可能原因',
    checks: '如何检查',
    fix: '如何解决',
    topics: '主题',
    words: '检索词',
    event: (reason, message) => `事件 ${reason}${message ? `，消息形如 ${message}` : ''}`,
    log: (pattern) => `容器日志：形如 ${pattern} 的行`,
    moreWith: '查看其中一项：k8sdoctor explain ID',
    usual: '常见原因',
    see: '另见',
    normal: '属于正常现象，无需处理。',
    kind: {
      event: '事件原因',
      status: 'kubectl get 的 STATUS 列',
      reason: '状态中的原因',
      condition: '状态条件',
      phase: '阶段',
      'exit-code': '退出码',
      signal: '信号与退出码',
      taint: '污点',
      setting: '配置项',
      message: '消息',
      topic: '主题',
    },
  },
};

const WORDS: Record<Lang, Words> = { en, zh };

/** The words of a language. */
export const wordsIn = (lang: Lang): Words => WORDS[lang];
