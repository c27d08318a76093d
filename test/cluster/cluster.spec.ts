import { beforeAll, describe, expect, test } from 'vitest';
import { startCluster, whyNoCluster, type Cluster } from './cluster.ts';
import { must } from './kubectl.ts';
import { externalKubeconfig } from './paths.ts';

const reason = externalKubeconfig() ? 'a cluster of your own is used' : await whyNoCluster();

const namespace = 'cluster-self-test';

/** Per image, what the containerd of a real node says when it cannot have it or cannot run it. */
const complaints: Record<string, RegExp> = {
  'registry.test:5000/app:9.9': /registry\.test:5000\/app:9\.9: not found$/m,
  'nginx:9.99': /docker\.io\/library\/nginx:9\.99: not found$/m,
  'registry.test:5000/app:arm64only': /no match for platform in manifest: not found$/m,
  'registry.test:5000/app:noentry': /no command specified$/m,
  'private.test:5000/app:none': /\[manifests none\]: 401 Unauthorized$/m,
  'registry.invalid/app:1.0': /dial tcp: lookup registry\.invalid on \S+: no such host$/m,
  'registry.test:5999/app:1.0': /connect: connection refused$/m,
  'faults.test:5001/app:1.0': /429 Too Many Requests - Server message: toomanyrequests: You have reached/m,
  'faults.test:5002/team/app:1.0': /pull access denied, repository does not exist or may require authorization/m,
  'faults.test:5004/app:1.0': /x509: certificate signed by unknown authority$/m,
  'faults.test:5005/app:1.0': /http: server gave HTTP response to HTTPS client$/m,
  'faults.test:5006/app:1.0': /net\/http: TLS handshake timeout$/m,
  'faults.test:5007/app:1.0': /dial tcp \S+: i\/o timeout$/m,
  'faults.test:5008/app:1.0': /503 Service Unavailable$/m,
};

/** Per image, the exit code of its process. */
const exits: Record<string, number> = {
  'registry.test:5000/app:wrongbinary': 1,
  'registry.test:5000/app:segv': 139,
};

const slowImage = 'faults.test:5003/app:20s';

const images = [...Object.keys(complaints), ...Object.keys(exits), slowImage];

const podOf = (image: string): string => `pod-${images.indexOf(image)}`;

const soon = { timeout: 150_000, interval: 500 };

let cluster: Cluster;

const kubectl = (...args: string[]): Promise<string> => must(cluster.kubectl, args);

const readiness = (node: string): Promise<string> =>
  kubectl('get', 'node', node, '-o', 'jsonpath={.status.conditions[?(@.type=="Ready")].status}');

const title = reason ? `the test cluster, skipped: ${reason}` : 'the test cluster';

describe.skipIf(reason)(`${title}`, { timeout: 180_000 }, () => {
  beforeAll(async () => {
    cluster = await startCluster();
    await kubectl('delete', 'namespace', namespace, '--ignore-not-found');
    await kubectl('create', 'namespace', namespace);
    await kubectl('wait', '-n', namespace, '--for=create', '--timeout=30s', 'serviceaccount/default');
    const items = images.map((image) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: podOf(image), namespace },
      spec: { containers: [{ name: 'app', image }] },
    }));
    await must(cluster.kubectl, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    return () => kubectl('delete', 'namespace', namespace, '--wait=false');
  }, 2_400_000);

  test('has nodes of the promised sizes', async () => {
    const line = '{.metadata.name} {.status.allocatable.cpu} {.status.allocatable.memory}{"\\n"}';
    const sizes = await kubectl('get', 'nodes', '-o', `jsonpath={range .items[*]}${line}{end}`);
    expect(sizes).toBe('cp 1 1Gi\nw1 500m 512Mi\nw2 1 1Gi\nw3 1500m 2Gi\n');
  });

  test.each(Object.entries(complaints))('%s is refused as a real node refuses it', async (image, complaint) => {
    const failures = ['--field-selector', `involvedObject.name=${podOf(image)},reason=Failed`];
    const messages = 'jsonpath={range .items[*]}{.message}{"\\n"}{end}';
    const said = () => kubectl('get', 'events', '-n', namespace, ...failures, '-o', messages);
    await expect.poll(said, soon).toMatch(complaint);
  });

  test.each(Object.entries(exits))('%s ends with code %i', async (image, code) => {
    const path = 'jsonpath={.status.containerStatuses[0]..terminated.exitCode}';
    const codes = () => kubectl('get', 'pod', podOf(image), '-n', namespace, '-o', path);
    await expect.poll(codes, soon).toContain(String(code));
  });

  test('a slow registry delivers in the end', async () => {
    const where = ['-n', namespace, '-o', 'jsonpath={.status.phase}'];
    await expect.poll(() => kubectl('get', 'pod', podOf(slowImage), ...where), soon).toBe('Running');
  });

  test('a stopped node turns NotReady and comes back', async () => {
    await cluster.stopNode('w2');
    expect(await readiness('w2')).toBe('Unknown');
    await cluster.startNode('w2');
    expect(await readiness('w2')).toBe('True');
  });
});
