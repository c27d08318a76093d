import { builtinLibrary } from './src/playbook/builtin.ts';
import { readFixtures, complete } from './src/cli/fixture.ts';
import { fixtureProblems, diagnoseRecording } from './src/cli/check-fixtures.ts';
const lib = await builtinLibrary(); const fx = await readFixtures('fixtures');
const mine=[...fx.values()].filter(f=>f.id.startsWith('crash-loop/'));
for (const f of mine) {
  for (const p of await fixtureProblems(f, fx, lib)) console.log('PROBLEM', f.id, p);
  for (const r of f.found) { try { const c=complete(r,fx); const fs=await diagnoseRecording(c,lib);
    const ids=fs.map(x=>x.id+(x.container?`[${x.container}]`:'')); if (ids.length!==1) console.log('MULTI', f.id, r.source?.location??r.why, ids.join(' ')); } catch(e){console.log('ERR',f.id,(e as Error).message)} }
}
const lack=lib.playbooks.filter(p=>p.symptom==='crash-loop'&&!fx.get(p.id)?.found.length).map(p=>p.id); console.log('lack',lack);
