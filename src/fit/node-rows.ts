import type { NodeReason, NodeRow, Shortage } from '../model/fit.ts';
import type { Node, Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { verbatim } from '../model/text.ts';
import { taintWord } from '../model/toleration.ts';
import type { Reason } from '../schedule/reason.ts';
import { requirementWord, unmet } from '../schedule/unmet.ts';
import { exactly } from './amounts.ts';

function shortageOf({ resource, requested, used, capacity }: NonNullable<Reason['shortage']>): Shortage {
  return {
    resource,
    requested: exactly(resource, requested, 'up'),
    free: exactly(resource, Math.max(0, capacity - used), 'down'),
    capacity: exactly(resource, capacity, 'down'),
  };
}

function ofRule({ topologyKey, domain, skew }: NonNullable<Reason['rule']>): Text {
  const place = domain === undefined ? topologyKey : `${topologyKey}=${domain}`;
  if (domain === undefined) {
    return { en: `the node has no label ${topologyKey}`, zh: `节点没有标签 ${topologyKey}` };
  }
  if (!skew) return verbatim(place);
  const { here, least, max } = skew;
  return {
    en: `${place} has ${here} already, the least filled domain ${least}, maxSkew ${max}`,
    zh: `${place} 已有 ${here} 个，最少的域有 ${least} 个，maxSkew 为 ${max}`,
  };
}

function ofVolume({ claim, volume, driver, limit, attached }: NonNullable<Reason['volume']>): Text | undefined {
  if (driver) {
    return {
      en: `${driver}: ${attached ?? 0} of ${limit ?? 0} volumes attached`,
      zh: `${driver}：已挂接 ${attached ?? 0} 个卷，上限 ${limit ?? 0}`,
    };
  }
  const words = [claim && `pvc/${claim}`, volume && `pv/${volume}`].filter(Boolean).join(', ');
  return words ? verbatim(words) : undefined;
}

function aboutOf(reason: Reason, pod: Pod, node: Node): Text | undefined {
  const { taint, port, rule, volume, plugin } = reason;
  if (taint) return verbatim(taintWord(taint));
  if (port) {
    const holder = `${port.by.metadata.namespace}/${port.by.metadata.name}`;
    return {
      en: `${port.port}/${port.protocol} is taken by ${holder}`,
      zh: `${port.port}/${port.protocol} 已被 ${holder} 占用`,
    };
  }
  if (rule) return ofRule(rule);
  if (volume) return ofVolume(volume);
  if (plugin === 'NodeAffinity') {
    const lacking = unmet(pod, node).map(requirementWord).join(', ');
    return lacking ? verbatim(lacking) : undefined;
  }
  return undefined;
}

/** The reasons of one node, for people. */
export const reasonsFor = (reasons: Reason[], pod: Pod, node: Node): NodeReason[] =>
  reasons.map((reason) => {
    const about = aboutOf(reason, pod, node);
    return {
      plugin: reason.plugin,
      text: reason.text,
      ...(about && { about }),
      ...(reason.shortage && { shortage: shortageOf(reason.shortage) }),
    };
  });

/** A node's row: with nothing against it, `fits` where all that this depends on was seen. */
export function rowOf(pod: Pod, node: Node, reasons: Reason[], certain: boolean): NodeRow {
  const told = reasonsFor(reasons, pod, node);
  return {
    node: node.metadata.name,
    ...(told.length > 0 ? { fits: false } : certain && { fits: true }),
    reasons: told,
  };
}
