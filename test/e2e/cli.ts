import { run } from '../../src/cli/run.ts';
import type { Report } from '../../src/model/finding.ts';

/** What a run of the program printed and ended with. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, with pipes for streams. */
export async function cli(argv: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const code = await run(argv, {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    stdin: (async function* () {})(),
    env,
  });
  return { code, ...said };
}

/** The fields of a JSON report that tests look at; texts are in English. */
export type JsonReport = Pick<Report, 'verdict' | 'coverage' | 'pods'> & {
  findings: {
    id: string;
    fingerprint: string;
    severity: string;
    permanence: string;
    container?: string;
    target: { kind: string; name: string };
    targets?: { name: string }[];
    title: string;
    cause: string;
    evidence: { source: string; value: string }[];
    explainedBy?: string;
    ruledOut: { id: string }[];
  }[];
  notSeen: string[];
};

/** Runs a diagnosis and reads its JSON. */
export async function diagnose(argv: string[]): Promise<{ report: JsonReport; outcome: Outcome }> {
  const outcome = await cli([...argv, '-o', 'json', '--lang', 'en']);
  if (!outcome.stdout) throw new Error(`${argv.join(' ')}: ${outcome.stderr}`);
  return { report: JSON.parse(outcome.stdout) as JsonReport, outcome };
}
