import { choose } from '../diagnose/choose.ts';
import { diagnoseScan } from '../diagnose/scan.ts';
import { diagnoseSelection } from '../diagnose/selection.ts';
import type { Finding } from '../model/finding.ts';
import type { AnyObject } from '../model/objects.ts';
import { kindOfAlias } from '../model/resources.ts';
import { selectionFor, selectPods, type Selection } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Library } from '../playbook/library.ts';
import { complete, snapshotOf, type Fixture, type Recording } from './fixture.ts';
import { withNodes } from './nodes.ts';

/** The findings about a recording's target; about its only pod when it names none. */
export async function diagnoseRecording(
  recording: Recording,
  library: Library,
  only: string[] = [],
): Promise<Finding[]> {
  const { findings, notSeen } = await reportOn(recording, library, only);
  const failure = notSeen.find(({ en }) => en.includes('could not be evaluated'));
  if (failure) throw new Error(failure.en);
  return findings;
}

/** `pod/web` or `deployment/web` as a selection; without a target the only pod there is. */
function selectionOf(target: string | undefined): Selection {
  const [word = '', name] = target?.split('/') ?? [];
  const kind = kindOfAlias(word);
  if (name && kind && kind !== 'pods') return selectionFor(kind, name);
  return target ? { names: [name ?? word] } : { all: true };
}

/** Where the target is: a recording may hold pods of the same name in other namespaces, and has the target's first. */
function namespaceOf({ objects }: Snapshot, selection: Selection): string | undefined {
  const named = 'owner' in selection ? selection.owner : 'object' in selection ? selection.object : undefined;
  const kind = named?.kind ?? 'pods';
  const names = named ? [named.name] : 'names' in selection ? selection.names : [];
  return (objects[kind] as AnyObject[]).find(({ metadata }) => names.includes(metadata.name))?.metadata.namespace;
}

/** The whole report on a recording. */
export async function reportOn(recording: Recording, library: Library, only: string[] = []) {
  const snapshot = snapshotOf(recording);
  const { target } = recording;
  if (target === 'scan') return diagnoseScan(snapshot, {}, choose(library.playbooks, { only }));
  const selection = selectionOf(target);
  const { pods, workloads, objects = [] } = selectPods(snapshot, selection, namespaceOf(snapshot, selection));
  if (pods.length + workloads.length + objects.length === 0) throw new Error(`no ${target ?? 'pod'} in the recording`);
  const selected = { pods: target ? pods : pods.slice(0, 1), workloads, objects };
  const asked = { words: target ?? '', namespace: '' };
  const report = await diagnoseSelection(snapshot, selected, asked, choose(library.playbooks, { only }));
  return withNodes(report, selected, snapshot);
}

const isFor = (finding: Finding, expected: NonNullable<Recording['expect']>[number]): boolean =>
  Object.entries(expected).every(([field, value]) => {
    if (field === 'target')
      return `${finding.target.kind.toLowerCase()}/${finding.target.name}` === value || value.startsWith('pod ');
    return finding[field as 'id' | 'container'] === value;
  });

async function foundProblems(fixture: Fixture, recording: Recording, library: Library): Promise<string[]> {
  const findings = await diagnoseRecording(recording, library);
  const [first] = findings;
  const seen = findings.map(({ id, container }) => `${id}${container ? `[${container}]` : ''}`).join(', ') || 'nothing';
  return (recording.expect ?? [{ id: fixture.id }]).flatMap((expected) => {
    const wanted = { id: fixture.id, ...expected };
    if (!findings.some((finding) => isFor(finding, wanted)))
      return [`must find ${JSON.stringify(wanted)}, found ${seen}`];
    if (first && isFor(first, wanted) && first.evidence.length === 0)
      return [`${fixture.id} is found without any proof`];
    return [];
  });
}

async function clearProblems(
  fixture: Fixture,
  recording: Recording,
  library: Library,
  isPlaybook: boolean,
): Promise<string[]> {
  const findings = await diagnoseRecording(recording, library);
  const loud = isPlaybook
    ? findings.filter(({ id }) => id === fixture.id)
    : findings.filter(({ severity }) => severity !== 'info');
  return loud.map(({ id, container }) => `must stay silent, found ${id}${container ? `[${container}]` : ''}`);
}

/** What is wrong with one fixture: a recording in which its playbook does not fire, or a near miss in which it does. */
export async function fixtureProblems(
  fixture: Fixture,
  all: Map<string, Fixture>,
  library: Library,
): Promise<string[]> {
  const isPlaybook = library.playbooks.some(({ id }) => id === fixture.id);
  const problems: string[] = [];
  const cases = [
    ...fixture.found.map((recording, i) => ({ recording, name: `found[${i}]`, check: foundProblems })),
    ...fixture.clear.map((recording, i) => ({ recording, name: `clear[${i}]`, check: clearProblems })),
  ];
  for (const { recording, name, check } of cases) {
    try {
      const found = await check(fixture, complete(recording, all), library, isPlaybook);
      problems.push(...found.map((problem) => `${name} (${recording.why ?? recording.from ?? 'no why'}): ${problem}`));
    } catch (error) {
      problems.push(`${name}: ${(error as Error).message}`);
    }
  }
  return problems;
}
