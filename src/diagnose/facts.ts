import type { Cluster } from '../model/cluster.ts';
import { DoctorError } from '../model/error.ts';
import type { Fact, Row } from '../facts/define.ts';
import { importFact } from './fact-files.ts';

const FACT_ID = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;

/** Loads a fact by its id, which is its path below src/facts. Throws DoctorError for an id that is none. */
export async function loadFact(id: string): Promise<Fact> {
  const [subject, name] = id.split('/');
  let module: { default?: Fact } | undefined;
  try {
    if (FACT_ID.test(id)) module = await importFact(subject ?? '', name ?? '');
  } catch (error) {
    if (!/not found|Cannot find|Unknown variable/i.test(String(error))) throw error;
  }
  if (!module?.default) {
    throw new DoctorError(
      'playbook',
      { en: `there is no fact "${id}"`, zh: `不存在名为 "${id}" 的 fact` },
      { hint: { en: 'see `k8sdoctor playbook list --facts`', zh: '可用 `k8sdoctor playbook list --facts` 查看全部' } },
    );
  }
  return module.default;
}

/** A fact that could not be derived: an object had a form nobody foresaw. */
export interface Failure {
  fact: string;
  reason: string;
}

/** A fact and what it says of a cluster. */
export interface Derived {
  fact: Fact;
  rows: Row[];
  failure?: Failure;
}

function derive(id: string, fact: Fact, cluster: Cluster): Derived {
  try {
    return { fact, rows: fact.derive(cluster) };
  } catch (error) {
    if (error instanceof DoctorError) throw error;
    // one object of a strange form must not cost the rest of the diagnosis; it is told as something not seen
    return { fact, rows: [], failure: { fact: id, reason: error instanceof Error ? error.message : String(error) } };
  }
}

/** The rows of every fact named, each derived once. */
export async function deriveFacts(ids: Iterable<string>, cluster: Cluster): Promise<Map<string, Derived>> {
  const unique = [...new Set(ids)];
  const facts = await Promise.all(unique.map(async (id) => [id, await loadFact(id)] as const));
  return new Map(facts.map(([id, fact]) => [id, derive(id, fact, cluster)]));
}
