import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../process.ts';

/** A certificate and its key, both PEM. */
export interface Pair {
  certificate: string;
  key: string;
}

/** Every certificate and key that the cluster needs. */
export interface Certificates {
  ca: Pair;
  frontProxyCa: Pair;
  apiserver: Pair;
  kubeletClient: Pair;
  frontProxyClient: Pair;
  admin: Pair;
  serviceAccount: Pair;
  selfSigned: Pair;
}

interface Wanted {
  subject: string;
  usage: 'ca' | 'server' | 'client';
  names?: string[];
  by?: string;
}

const apiserverNames = [
  'DNS:cp',
  'DNS:localhost',
  'IP:127.0.0.1',
  'IP:10.96.0.1',
  ...['', '.default', '.default.svc', '.default.svc.cluster.local'].map((ending) => `DNS:kubernetes${ending}`),
];

/** Makes the cluster's certificates in a folder; they last 30 days. */
export async function makeCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true });
  const make = (name: string, wanted: Wanted) => makePair(folder, name, wanted);
  const ca = await make('ca', { subject: '/CN=kubernetes', usage: 'ca' });
  const frontProxyCa = await make('front-proxy-ca', { subject: '/CN=front-proxy-ca', usage: 'ca' });
  const signed = { by: 'ca' };
  const [apiserver, kubeletClient, frontProxyClient, admin, serviceAccount, selfSigned] = await Promise.all([
    make('apiserver', { ...signed, subject: '/CN=kube-apiserver', usage: 'server', names: apiserverNames }),
    make('kubelet-client', {
      ...signed,
      subject: '/O=system:masters/CN=kube-apiserver-kubelet-client',
      usage: 'client',
    }),
    make('front-proxy-client', { by: 'front-proxy-ca', subject: '/CN=front-proxy-client', usage: 'client' }),
    make('admin', { ...signed, subject: '/O=system:masters/CN=kubernetes-admin', usage: 'client' }),
    make('service-account', { subject: '/CN=service-account', usage: 'client' }),
    make('faults', { subject: '/CN=faults.test', usage: 'server', names: ['DNS:faults.test'] }),
  ]);
  return { ca, frontProxyCa, apiserver, kubeletClient, frontProxyClient, admin, serviceAccount, selfSigned };
}

const usages = {
  ca: 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature,keyEncipherment,keyCertSign',
  server: 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth',
  client: 'keyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth',
};

async function makePair(folder: string, name: string, { subject, usage, names, by }: Wanted): Promise<Pair> {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  const extensions = [usages[usage], ...(names ? [`subjectAltName=${names.join(',')}`] : [])].join('\n');
  await writeFile(file('cnf'), `[req]\ndistinguished_name=dn\nx509_extensions=ext\n[dn]\n[ext]\n${extensions}\n`);
  const signer = by ? ['-CA', join(folder, `${by}.crt`), '-CAkey', join(folder, `${by}.key`)] : [];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key')];
  const certificate = ['-config', file('cnf'), '-subj', subject, '-days', '30', '-out', file('crt')];
  await mustRun('openssl', ['req', '-x509', '-sha256', ...key, ...certificate, ...signer]);
  return { certificate: await readFile(file('crt'), 'utf8'), key: await readFile(file('key'), 'utf8') };
}
