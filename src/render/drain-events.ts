import type { DrainEvent } from '../model/drain-event.ts';
import type { Lang } from '../model/text.ts';
import { age } from './age.ts';
import { safe, safeProse } from './safe.ts';

type Words = { [K in DrainEvent['kind']]: (event: Extract<DrainEvent, { kind: K }>, lang: Lang) => string };

const en: Words = {
  cordoned: ({ node, was, dryRun }) =>
    `${safe(node)} ${was ? 'was cordoned already' : 'cordoned'}${dryRun ? ' (server dry run)' : ''}`,
  resumed: ({ node, by, at, evicted }) =>
    `${safe(node)}: going on with what ${safe(by)} began at ${safe(at)}, ${evicted} pods evicted so far`,
  alongside: ({ node, by, seconds }) =>
    `${safe(node)}: ${safe(by)} is draining it too, heard of ${age(seconds)} ago; both go on side by side`,
  arrived: ({ pod, node }) => `${safe(pod)} has come to ${safe(node)} since the plan was made`,
  returned: ({ pod, node }) => `${safe(pod)} is back on ${safe(node)} past the cordon; evicted again it would return`,
  reopened: ({ node }) => `${safe(node)} was uncordoned by somebody else: nothing more is evicted from it`,
  evicted: ({ pod, dryRun, deleted }) =>
    `${deleted ? 'deleting' : 'evicting'} ${safe(pod)}${dryRun ? ' (server dry run)' : ''}`,
  terminating: ({ pod, graceSeconds }) => `${safe(pod)} is terminating already, up to ${age(graceSeconds)}`,
  gone: ({ pod, seconds }) => `${safe(pod)} gone after ${age(seconds)}`,
  left: ({ pod }) => `${safe(pod)} is not waited for any longer`,
  refused: ({ pod, by, message, retryIn, verdict }, lang) =>
    `${safe(pod)} waits, ${safe(by)}: ${safeProse(verdict ? verdict[lang] : message)}; next try in ${retryIn} s`,
  slow: ({ pod, seconds, why }, lang) => `${safe(pod)} is still there after ${age(seconds)}: ${safeProse(why[lang])}`,
  failed: ({ pod, message, why }, lang) => `${safe(pod)} will not go: ${safeProse(why ? why[lang] : message)}`,
  unreachable: ({ message }) => `the API server asks for patience: ${safeProse(message)}`,
  unseen: ({ node }) => `what is left on ${safe(node)} cannot be read at the moment; looking again`,
  blind: () => 'all planned pods are gone; whether others have come cannot be read yet',
  drained: ({ node, pods }) => `${safe(node)} drained, ${pods} pods`,
  stopped: ({ node, left }) => `${safe(node)} not drained, left: ${safe(left.join(', '))}`,
  restored: ({ node, cordoned }) =>
    cordoned ? `${safe(node)} stays cordoned, as it was before` : `${safe(node)} uncordoned`,
};

const zh: Words = {
  cordoned: ({ node, was, dryRun }) =>
    `${safe(node)} ${was ? '之前已封锁' : '已封锁'}${dryRun ? '（服务端试运行）' : ''}`,
  resumed: ({ node, by, at, evicted }) =>
    `${safe(node)}：继续 ${safe(by)} 于 ${safe(at)} 开始的维护，已驱逐 ${evicted} 个 Pod`,
  alongside: ({ node, by, seconds }) =>
    `${safe(node)}：${safe(by)} 也在排空该节点（${age(seconds)} 前仍有动静），两边将同时进行`,
  arrived: ({ pod, node }) => `${safe(pod)} 在规划之后来到 ${safe(node)}`,
  returned: ({ pod, node }) => `${safe(pod)} 无视封锁回到了 ${safe(node)}，再次驱逐仍会回来`,
  reopened: ({ node }) => `${safe(node)} 已被他人解除封锁，不再从该节点驱逐`,
  evicted: ({ pod, dryRun, deleted }) =>
    `正在${deleted ? '删除' : '驱逐'} ${safe(pod)}${dryRun ? '（服务端试运行）' : ''}`,
  terminating: ({ pod, graceSeconds }) => `${safe(pod)} 已在终止中，最长 ${age(graceSeconds)}`,
  gone: ({ pod, seconds }) => `${safe(pod)} 已离开，用时 ${age(seconds)}`,
  left: ({ pod }) => `${safe(pod)} 不再等待`,
  refused: ({ pod, by, message, retryIn, verdict }, lang) =>
    `${safe(pod)} 等待中，${safe(by)}：${safeProse(verdict ? verdict[lang] : message)}；${retryIn} 秒后重试`,
  slow: ({ pod, seconds, why }, lang) => `${safe(pod)} ${age(seconds)} 后仍未离开：${safeProse(why[lang])}`,
  failed: ({ pod, message, why }, lang) => `${safe(pod)} 不会离开：${safeProse(why ? why[lang] : message)}`,
  unreachable: ({ message }) => `API server 暂时无法处理：${safeProse(message)}`,
  unseen: ({ node }) => `暂时无法读取 ${safe(node)} 上还剩哪些 Pod，稍后再看`,
  blind: () => '计划内的 Pod 均已离开；暂时无法读取节点上是否有新 Pod',
  drained: ({ node, pods }) => `${safe(node)} 已排空，共 ${pods} 个 Pod`,
  stopped: ({ node, left }) => `${safe(node)} 未排空，剩余：${safe(left.join('，'))}`,
  restored: ({ node, cordoned }) => (cordoned ? `${safe(node)} 保持封锁，与维护前一致` : `${safe(node)} 已解除封锁`),
};

/** One event of a drain as one line. */
export function eventLine(event: DrainEvent, lang: Lang): string {
  const say = { en, zh }[lang][event.kind] as (event: DrainEvent, lang: Lang) => string;
  return say(event, lang);
}
