import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { containerName } from '../../cluster/containers.ts';
import { mustRun } from '../../cluster/process.ts';
import type { Ground } from './play.ts';

const LABELS = { test: 'drain-admission' };

/** An admission webhook that runs. */
interface Webhook {
  /** What the API server needs to reach it. */
  clientConfig: { url: string; caBundle: string };
  close(): void;
}

/** An admission webhook on this machine that answers evictions; the address is as the API server reaches it. */
export async function openWebhook(folder: string, allows: () => boolean): Promise<Webhook> {
  const address = (
    await mustRun('docker', [
      'inspect',
      containerName('cp'),
      '--format',
      '{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}',
    ])
  ).trim();
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  const subject = ['-subj', '/CN=webhook', '-addext', `subjectAltName=IP:${address}`];
  await mustRun('openssl', [...made, '-keyout', key, '-out', cert, ...subject]);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, out) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const { request } = JSON.parse(Buffer.concat(parts).toString()) as { request: { uid: string } };
      const status = { message: 'the volume is being moved', code: 429 };
      const response = { uid: request.uid, allowed: allows(), ...(!allows() && { status }) };
      out.setHeader('content-type', 'application/json');
      out.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  const { port } = server.address() as { port: number };
  const clientConfig = { url: `https://${address}:${port}/`, caBundle: readFileSync(cert).toString('base64') };
  return { clientConfig, close: () => server.close() };
}

const matching = (space: string): object => ({ matchLabels: { 'kubernetes.io/metadata.name': space } });
const RULES = [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods/eviction'] }];

/** A configuration that asks a webhook about the evictions in one namespace. */
export const asking = (space: string, clientConfig: object, failurePolicy: string): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: space, labels: LABELS },
  webhooks: [
    {
      name: `guard.${space}.example.com`,
      clientConfig,
      failurePolicy,
      namespaceSelector: matching(space),
      rules: RULES,
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      timeoutSeconds: 2,
    },
  ],
});

export const denying = (space: string): object[] => {
  const apiVersion = 'admissionregistration.k8s.io/v1';
  const metadata = { name: space, labels: LABELS };
  const validations = [{ expression: 'false', message: 'no evictions on Fridays' }];
  const matchConstraints = { namespaceSelector: matching(space), resourceRules: RULES };
  return [
    { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec: { matchConstraints, validations } },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: space, validationActions: ['Deny'] },
    },
  ];
};

/** Takes away all that asks or refuses evictions here. */
export const dropAdmission = (ground: Ground): Promise<string> => {
  const kinds = 'validatingwebhookconfiguration,validatingadmissionpolicy,validatingadmissionpolicybinding';
  return ground.kubectl('delete', kinds, '-l', `test=${LABELS.test}`);
};

/** Whether the API server refuses an eviction in the namespace; nothing is evicted to find out. */
export async function refuses(ground: Ground, space: string): Promise<boolean> {
  const pod = await ground.kubectl('get', 'pods', '-n', space, '-o', 'jsonpath={.items[0].metadata.name}');
  const metadata = { name: pod, namespace: space };
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata, deleteOptions: { dryRun: ['All'] } };
  const path = `/api/v1/namespaces/${space}/pods/${pod}/eviction?dryRun=All`;
  return (await ground.cluster.kubectl(['create', '--raw', path, '-f', '-'], JSON.stringify(eviction))).code !== 0;
}
