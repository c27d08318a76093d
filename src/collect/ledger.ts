import type { ClusterReader, LogQuery, Query } from '../model/reader.ts';
import type { Kind } from '../model/objects.ts';
import type { ContainerLog } from '../model/snapshot.ts';
import type { Collected } from './build.ts';

const scopeOf = ({ namespace, name, fieldSelector }: Query): string =>
  [namespace ? `-n ${namespace}` : name ? '' : '-A', name ?? '', fieldSelector ? `--field-selector ${fieldSelector}` : '']
    .filter(Boolean)
    .join(' ');

/** Reads through a reader, keeps what came, and writes down how each look ended. */
export class Ledger {
  readonly #reader: ClusterReader;
  readonly objects: Partial<Record<Kind, unknown[]>> = {};
  readonly logs: ContainerLog[] = [];
  readonly coverage: Collected['coverage'] = [];

  constructor(reader: ClusterReader) {
    this.#reader = reader;
  }

  /** Reads one query; gives the objects, which are also kept. */
  async read(query: Query): Promise<unknown[]> {
    const { outcome, items, detail } = await this.#reader.read(query);
    (this.objects[query.kind] ??= []).push(...items);
    this.coverage.push({ subject: query.kind, scope: scopeOf(query), outcome, count: items.length, ...(detail && outcome !== 'read' && { detail }) });
    return items;
  }

  /** Reads one log; a log that does not exist is no gap. */
  async log(query: LogQuery): Promise<void> {
    const { namespace, pod, container, previous } = query;
    const { outcome, text, detail } = await this.#reader.log(query);
    if (text !== undefined) this.logs.push({ namespace, pod, container, previous, text });
    this.coverage.push({
      subject: 'logs',
      scope: `${namespace}/${pod} -c ${container}${previous ? ' --previous' : ''}`,
      outcome: outcome === 'absent' ? 'read' : outcome,
      ...(detail && outcome !== 'absent' && outcome !== 'read' && { detail }),
    });
  }

  /** Everything read so far. */
  collected(): Collected {
    const { location, context } = this.#reader;
    return {
      takenAt: this.#reader.serverTime() ?? new Date().toISOString(),
      source: { kind: 'live', location, ...(context && { context }) },
      objects: this.objects,
      logs: this.logs,
      coverage: this.coverage,
    };
  }
}
