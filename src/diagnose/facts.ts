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

/** The rows of every fact named, each derived once. */
export async function deriveFacts(
  ids: Iterable<string>,
  cluster: Cluster,
): Promise<Map<string, { fact: Fact; rows: Row[] }>> {
  const unique = [...new Set(ids)];
  const facts = await Promise.all(unique.map((id) => loadFact(id)));
  return new Map(facts.map((fact, i) => [unique[i] ?? '', { fact, rows: fact.derive(cluster) }]));
}
