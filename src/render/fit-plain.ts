import type { Fit, WorkloadFit } from '../model/fit.ts';
import type { Lang, Text } from '../model/text.ts';
import { nodeRow } from './plain-node.ts';
import { object, type Plain } from './plain-object.ts';
import { coverage, reference, server } from './plain.ts';
import { safeLines } from './safe.ts';

type Say = (text: Text) => string;

const workload = (fit: WorkloadFit, say: Say): Plain => {
  const { target, verdict, wanted, fitting, more, atLeast, stop, evicts } = fit;
  return object({
    target: reference(target),
    verdict,
    wanted,
    fitting,
    more,
    atLeast,
    stop:
      stop &&
      object({
        pod: stop.pod,
        by: stop.by,
        text: say(stop.text),
        node: stop.node === undefined ? undefined : safeLines(stop.node),
        message: stop.message === undefined ? undefined : safeLines(stop.message),
      }),
    evicts:
      evicts && object({ node: safeLines(evicts.node), pods: evicts.pods.map(reference), protected: evicts.protected }),
    nodes: fit.nodes.map((row) => object({ ...nodeRow(row, say), pods: row.pods, more: row.more })),
    notes: fit.notes.map(say),
  });
};

/** What `-o json` and `-o yaml` print, described by fit.schema.json. */
export function plainFit(fit: Fit, lang: Lang): Plain {
  const say: Say = (text) => safeLines(text[lang]);
  return object({
    apiVersion: 'k8sdoctor/v1',
    kind: 'Fit',
    verdict: fit.verdict,
    workloads: fit.workloads.map((each) => workload(each, say)),
    notes: fit.notes.map(say),
    notSeen: fit.notSeen.map(say),
    coverage: fit.coverage.map(coverage),
    server: server(fit.server),
    takenAt: safeLines(fit.takenAt),
  });
}
