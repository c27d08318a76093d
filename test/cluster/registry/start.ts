import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Wait, type StartedNetwork } from 'testcontainers';
import { container, readOnly } from '../containers.ts';
import type { Pair } from '../node/certificates.ts';
import { projectDir, runDir } from '../paths.ts';
import { FAULTS_HOST, faultPorts, privateCredentials } from './faults.ts';

const port = 5000;

const passwordFile = '/etc/registry-users';

const authentication = `auth:\n  htpasswd: { realm: private.test, path: ${passwordFile} }\n`;

/** Starts one of the two registries, with the images it has from the start, and returns its port on this machine. */
export async function startRegistry(
  name: 'registry' | 'private',
  image: string,
  podImages: string,
  network: StartedNetwork,
): Promise<number> {
  const data = join(runDir, name);
  await rm(data, { recursive: true, force: true });
  await cp(join(podImages, name), data, { recursive: true });
  const { username, password } = privateCredentials;
  const locked = name === 'private';
  const users = locked ? `htpasswd -Bbn ${username} ${password} >${passwordFile}; ` : '';
  const config = [
    'version: 0.1',
    'storage: { filesystem: { rootdirectory: /var/lib/registry }, delete: { enabled: true } }',
    `http: { addr: ":${port}" }`,
    locked ? authentication : '',
  ];
  const started = await container(image, name, [`${name}.test`], network)
    .withBindMounts([{ source: data, target: '/var/lib/registry' }])
    .withCopyContentToContainer([{ target: '/etc/registry.yaml', content: config.join('\n') }])
    .withExposedPorts(port)
    .withWaitStrategy(Wait.forHttp('/', port))
    .withCommand(['sh', '-c', `${users}exec docker-registry serve /etc/registry.yaml`])
    .start();
  return started.getMappedPort(port);
}

/** Starts the server that plays broken registries. */
export async function startFaults(
  image: string,
  podImages: string,
  pair: Pair,
  network: StartedNetwork,
): Promise<void> {
  const drop = `iptables -A INPUT -p tcp --dport ${faultPorts.unreachable} -j DROP`;
  await container(image, 'faults', [FAULTS_HOST], network)
    .withAddedCapabilities('NET_ADMIN')
    .withBindMounts([
      readOnly(join(projectDir, 'node_modules/node/bin/node'), '/usr/local/bin/node'),
      readOnly(join(podImages, 'registry'), '/var/lib/registry'),
      readOnly(import.meta.dirname, '/opt/k8sdoctor'),
    ])
    .withCopyContentToContainer([
      { target: '/etc/faults/tls.crt', content: pair.certificate },
      { target: '/etc/faults/tls.key', content: pair.key },
    ])
    .withEnvironment({
      REGISTRY_DATA: '/var/lib/registry',
      TLS: '/etc/faults',
      USERNAME: privateCredentials.username,
      PASSWORD: privateCredentials.password,
    })
    .withCommand(['sh', '-c', `${drop}; exec node /opt/k8sdoctor/fault-server.ts`])
    .withWaitStrategy(Wait.forSuccessfulCommand(`curl -s http://127.0.0.1:${faultPorts.unavailable}/`))
    .start();
}
