import type { Pair } from './certificates.ts';

/** How somebody proves to the API server who they are. */
export type Credentials = { token: string } | Pair;

/** A kubeconfig file for one user of the cluster. */
export function kubeconfig(server: string, ca: string, user: string, credentials: Credentials): string {
  const proof =
    'token' in credentials
      ? { token: credentials.token }
      : {
          'client-certificate-data': base64(credentials.certificate),
          'client-key-data': base64(credentials.key),
        };
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'k8sdoctor-test', cluster: { server, 'certificate-authority-data': base64(ca) } }],
      users: [{ name: user, user: proof }],
      contexts: [{ name: 'k8sdoctor-test', context: { cluster: 'k8sdoctor-test', user } }],
      'current-context': 'k8sdoctor-test',
    },
    null,
    2,
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
