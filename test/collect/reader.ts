import type { Kind } from '../../src/model/objects.ts';
import type { ClusterReader, LogQuery, LogResult, Query, ReadResult } from '../../src/model/reader.ts';
import { resources } from '../../src/model/resources.ts';

/** An API object of a test. */
export interface Raw {
  apiVersion?: string;
  kind?: string;
  metadata: Record<string, unknown> & { name: string; namespace?: string };
  [field: string]: unknown;
}

/** What a test's cluster holds and how it answers. */
export interface World {
  objects?: Partial<Record<Kind, Raw[]>>;
  /** Answers that are not the plain reading of `objects`. */
  answer?: (query: Query) => Partial<ReadResult> | undefined;
  log?: (query: LogQuery) => LogResult;
}

const describe = ({ kind, namespace, name, labelSelector, fieldSelector }: Query): string =>
  [kind, namespace ?? '-A', name, labelSelector && `-l ${labelSelector}`, fieldSelector].filter(Boolean).join(' ');

function selected(object: Raw, { namespace, name, fieldSelector = '' }: Query): boolean {
  const inNamespace = !namespace || object.metadata.namespace === namespace;
  const about = /^involvedObject\.name=(.*)$/.exec(fieldSelector)?.[1];
  const involved = (object['involvedObject'] as { name?: string } | undefined)?.name;
  const isPullSecret = String(object['type']).startsWith('kubernetes.io/dockerc');
  return (
    inNamespace &&
    (!name || object.metadata.name === name) &&
    (!about || involved === about) &&
    !(fieldSelector.startsWith('type!=') && isPullSecret)
  );
}

/** A cluster in memory that notes every question. */
export function fakeReader(world: World): { reader: ClusterReader; asked: string[] } {
  const asked: string[] = [];
  const read = (query: Query): Promise<ReadResult> => {
    asked.push(describe(query));
    const items = (world.objects?.[query.kind] ?? [])
      .filter((object) => selected(object, query))
      .map((object): unknown => {
        const { apiVersion, kind } = resources[query.kind];
        const { type: _, ...metadataOnly } = object;
        return { apiVersion, kind, ...(query.kind === 'secrets' ? metadataOnly : object) };
      })
      .map((object) => (query.project ? query.project(object) : object));
    const missing =
      query.name && items.length === 0 ? { status: 404, detail: `${query.kind} "${query.name}" not found` } : {};
    return Promise.resolve({ outcome: 'read', items, ...missing, ...world.answer?.(query) });
  };
  const log = (query: LogQuery): Promise<LogResult> => {
    asked.push(`log ${query.pod} ${query.container}${query.previous ? ' --previous' : ''}`);
    return Promise.resolve(world.log?.(query) ?? { outcome: 'read', text: `log of ${query.container}\n` });
  };
  return {
    asked,
    reader: {
      read,
      log,
      serverTime: () => '2026-01-01T00:00:00Z',
      location: 'https://test',
      context: 'test',
      namespace: 'shop',
    },
  };
}

/** A pod of namespace `shop` with one container `app`, as the API writes it. */
export function podOf(name: string, extra: { metadata?: object; spec?: object; status?: object } = {}): Raw {
  return {
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...extra.metadata },
    spec: { nodeName: 'w1', containers: [{ name: 'app', image: 'busybox' }], ...extra.spec },
    status: {
      phase: 'Running',
      containerStatuses: [
        { name: 'app', containerID: 'containerd://1', ready: true, restartCount: 0, state: { running: {} } },
      ],
      ...extra.status,
    },
  };
}

/** An owner reference to a controller. */
export const ownedBy = (apiVersion: string, kind: string, name: string) => ({
  ownerReferences: [{ apiVersion, kind, name, uid: `uid-${name}`, controller: true }],
});

/** The status of a container `app`. */
export const appStatus = (status: object) => ({ containerStatuses: [{ name: 'app', restartCount: 0, ...status }] });
