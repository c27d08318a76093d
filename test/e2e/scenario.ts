import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** What the first finding must be. */
export interface Expectation {
  id: string;
  /** `pod/app`, `persistentvolumeclaim/data`. */
  target: string;
  container?: string;
  /** Regular expressions; each must match `source value` of some evidence of the first finding. */
  evidence: string[];
  /** Ids found as well, as consequences of the first: about the workload, say. It is recorded for the first of these. */
  also?: string[];
  /** Ids found too that have causes of their own: one disturbed node shows several. */
  beside?: string[];
  /** Ids that must not be found. */
  absent?: string[];
}

/** Reached when the CEL condition holds for the object, and has held for so long. */
export interface Until {
  object: string;
  when: string;
  timeoutSeconds?: number;
  holdSeconds?: number;
}

/** A broken (or healthy) state of a real cluster and what k8sdoctor must say about it. */
export interface Scenario {
  /** `<symptom>/<name>`: its path below test/e2e/scenarios. */
  id: string;
  why: string;
  manifests: object[];
  /** kubectl command lines before the manifests, and always at the end. */
  setup?: string[][];
  teardown?: string[][];
  /** It changes nodes or the like: nothing else may run beside it. */
  exclusive?: boolean;
  until: Until;
  /** A node that is an object alone, without a machine: what its kubelet would report is reported for it. */
  alive?: string;
  /** Nodes that are frozen once `until` is reached, and thawed at the end. */
  stop?: string[];
  /** kubectl command lines, in the scenario's namespace, once `until` is reached and the nodes are seen to be gone. */
  act?: string[][];
  /** What `stop` and `act` must lead to. */
  then?: Until;
  /** What is diagnosed: `pod/app`, `node/w2`, `pod -l app=web` for the first that matches, or `scan` for the whole cluster. */
  diagnose: string;
  expect: Expectation | 'silent';
}

const folder = join(import.meta.dirname, 'scenarios');

/** Every scenario, sorted by id. */
export function allScenarios(): Scenario[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => ({
      ...(load(readFileSync(join(folder, file), 'utf8')) as Omit<Scenario, 'id'>),
      id: file.replace(/\.yaml$/, ''),
    }));
}

/** Registries, nodes and zones that only the project's own test cluster has. */
const OWN = /\b(?:registry|private|faults)\.test\b|"w[1-3]"|zone-[a-e]|"manual"|ssd/;

/** Whether a scenario can be played on somebody's own cluster (`K8SDOCTOR_E2E_KUBECONFIG`), and leaves its nodes alone. */
export const runsAnywhere = (scenario: Scenario): boolean => !scenario.exclusive && !OWN.test(JSON.stringify(scenario));
