import { join } from 'node:path';
import { reportOn } from '../../src/cli/check-fixtures.ts';
import { complete, readFixtures } from '../../src/cli/fixture.ts';
import type { Report } from '../../src/model/finding.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';

/** The diagnosis of one recorded state of a cluster. */
export interface Recorded {
  /** `image-pull/tag-not-found found 1`. */
  name: string;
  report: Report;
  /** The end-to-end scenario it was recorded of, below the project's root. */
  scenario: string | undefined;
}

/** The diagnosis of every recording there is: those in which something must be found, and those in which nothing may be. */
export async function allRecorded(): Promise<Recorded[]> {
  const [fixtures, library] = await Promise.all([
    readFixtures(join(import.meta.dirname, '../../fixtures')),
    builtinLibrary(),
  ]);
  const recorded: Recorded[] = [];
  for (const { id, found, clear } of fixtures.values()) {
    for (const [kind, recordings] of Object.entries({ found, clear })) {
      for (const [i, recording] of recordings.entries()) {
        const { location = '' } = recording.source ?? {};
        recorded.push({
          name: `${id} ${kind} ${i + 1}`,
          report: await reportOn(complete(recording, fixtures), library),
          scenario: !recording.from && location.startsWith('test/e2e/scenarios/') ? location : undefined,
        });
      }
    }
  }
  return recorded;
}
