import type { Kind } from '../model/objects.ts';
import type { Playbook } from '../model/playbook.ts';
import { loadFact } from './facts.ts';

/** The kinds that the facts behind some playbooks are derived from. */
export async function kindsFor(playbooks: Playbook[]): Promise<Set<Kind>> {
  const ids = new Set(playbooks.flatMap(({ fact }) => fact ?? []));
  const facts = await Promise.all([...ids].map((id) => loadFact(id)));
  return new Set(facts.flatMap(({ needs }) => needs.filter((need): need is Kind => need !== 'logs')));
}
