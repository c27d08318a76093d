// `k8sdoctor pod NAME` against `kubectl describe pod NAME` on the real cluster, in turn: `npm run bench`.
import { startCluster, whyNoCluster } from '../cluster/cluster.ts';
import { kubectlPath } from '../cluster/kubectl.ts';
import { allScenarios } from '../e2e/scenario.ts';
import { onStage } from '../e2e/stage.ts';
import { alternate } from './alternate.ts';
import { builtProgram } from './program.ts';

const CASES = ['crash-loop/out-of-memory', 'image-pull/tag-not-found', 'pending/insufficient-resources'];

const reason = await whyNoCluster();
if (reason) {
  console.error(`no cluster, so nothing is measured: ${reason}`);
  process.exit(1);
}
const [program, cluster, kubectl] = await Promise.all([builtProgram(), startCluster(console.error), kubectlPath()]);
for (const scenario of allScenarios().filter(({ id }) => CASES.includes(id))) {
  await onStage(scenario, cluster, async ({ namespace, name }) => {
    const where = ['pod', name, '-n', namespace, '--kubeconfig', cluster.kubeconfig];
    await alternate(
      `${scenario.id}: k8sdoctor pod against kubectl describe pod`,
      [process.execPath, program, ...where],
      [kubectl, 'describe', ...where],
      15,
    );
  });
}
