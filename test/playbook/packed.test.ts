import { expect, test } from 'vitest';
import type { Playbook } from '../../src/model/playbook.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { packLibrary, unpackLibrary } from '../../src/playbook/packed.ts';

test('a packed library holds every field of every playbook', async () => {
  const library = await builtinLibrary();
  const unpacked = unpackLibrary(Buffer.from(packLibrary(library)));
  expect(unpacked.symptoms).toEqual(library.symptoms);
  expect(unpacked.playbooks).toHaveLength(library.playbooks.length);
  for (const [i, playbook] of library.playbooks.entries()) {
    const other = unpacked.playbooks[i];
    for (const field of Object.keys(playbook) as (keyof Playbook)[]) {
      expect(other?.[field], `${playbook.id} ${field}`).toEqual(playbook[field]);
    }
  }
});

test('what a playbook lacks is not there', () => {
  const bare = { id: 'x/y', symptom: 'x', title: { en: 'a', zh: '甲' }, cause: { en: 'b', zh: '乙' } };
  const [playbook] = unpackLibrary(Buffer.from(packLibrary({ playbooks: [bare], symptoms: [] }))).playbooks;
  expect(playbook?.title.zh).toBe('甲');
  expect([playbook?.when, playbook?.fixes, playbook?.severity]).toEqual([undefined, undefined, undefined]);
});
