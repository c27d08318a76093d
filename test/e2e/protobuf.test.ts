import { beforeAll, describe, expect, test } from 'vitest';
import { slim } from '../../src/collect/ledger.ts';
import { connect } from '../../src/kube/connect.ts';
import { isKnown } from '../../src/kube/wire/page.ts';
import { kinds } from '../../src/model/resources.ts';
import type { ClusterReader } from '../../src/model/reader.ts';
import { startCluster, whyNoCluster, type Cluster } from '../cluster/cluster.ts';

const reason = await whyNoCluster();

/** Kinds of which some object stays as it is between two lists. */
const ALWAYS_THERE = new Set<string>(['namespaces', 'services', 'priorityclasses', 'configmaps']);

interface Versioned {
  metadata: { uid?: string; resourceVersion?: string };
}

const versionOf = (item: unknown): string => {
  const { uid, resourceVersion } = (item as Versioned).metadata;
  return `${uid}@${resourceVersion}`;
};

describe.skipIf(reason)(`the real API server in protobuf and in JSON${reason ? `: ${reason}` : ''}`, () => {
  let cluster: Cluster;
  let reader: ClusterReader;
  const bytes: number[] = [];

  beforeAll(async () => {
    cluster = await startCluster();
    reader = await connect({ kubeconfig: cluster.kubeconfig, onRequest: (trace) => bytes.push(trace.bytes) });
  }, 600_000);

  test.each(kinds.filter(isKnown))('%s: the same fields of the same objects', async (kind) => {
    const project = slim(kind);
    const inJson = new Map((await reader.read({ kind })).items.map((item) => [versionOf(item), item]));
    const { outcome, items } = await reader.read({ kind, project });
    expect(outcome).toBe('read');
    // objects that changed between the two lists are not compared
    const compared = items.filter((item) => inJson.has(versionOf(item)));
    expect(compared.map((item) => JSON.stringify(item))).toEqual(
      compared.map((item) => JSON.stringify({ ...(project(inJson.get(versionOf(item))) as object) })),
    );
    expect(compared.length).toBeGreaterThanOrEqual(ALWAYS_THERE.has(kind) ? 1 : 0);
    const [json = 0, protobuf = 0] = bytes.slice(-2);
    expect(protobuf).toBeLessThan(json);
  });
});
