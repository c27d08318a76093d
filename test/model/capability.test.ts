import { expect, test } from 'vitest';
import { lackedCapability } from '../../src/model/capability.ts';
import { containersOf } from '../../src/model/pod.ts';
import { clusterOf } from './cluster-of.ts';

function lacked(line: string, securityContext: object, ofPod: object = {}): string | null {
  const spec = { securityContext: ofPod, containers: [{ name: 'app', securityContext }] };
  const [pod] = clusterOf({ pods: [{ metadata: { name: 'p', namespace: 'n' }, spec }] }).all('pods');
  const [container] = pod ? containersOf(pod) : [];
  return pod && container ? lackedCapability(pod, container, [line]) : 'no container';
}

const drop = { capabilities: { drop: ['ALL'] } };
const CHOWN = 'nginx: [emerg] chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)';
const GOSU = 'error: failed switching to "redis": operation not permitted';
const ROUTE = 'RTNETLINK answers: Operation not permitted';
const READ = "cat: can't open '/data/key': Permission denied";

test.each([
  ['dropped with all', CHOWN, drop, 'CHOWN'],
  ['dropped by its name', CHOWN, { capabilities: { drop: ['CAP_CHOWN'] } }, 'CHOWN'],
  ['another is dropped', CHOWN, { capabilities: { drop: ['NET_RAW'] } }, null],
  ['dropped and added again', CHOWN, { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }, null],
  ['of the default, kept', CHOWN, {}, null],
  ['not of the default', ROUTE, {}, 'NET_ADMIN'],
  ['not of the default, added', ROUTE, { capabilities: { add: ['NET_ADMIN'] } }, null],
  ['privileged', ROUTE, { privileged: true }, null],
  ['to become another user', GOSU, drop, 'SETGID'],
  ['of a user whom none reaches', CHOWN, { ...drop, runAsUser: 101 }, null],
  ['of some user', CHOWN, { ...drop, runAsNonRoot: true }, null],
  ['to read files of others, as root', READ, { ...drop, runAsUser: 0 }, 'DAC_OVERRIDE'],
  ['a port, and no file', 'bind: permission denied on 0.0.0.0:80', { ...drop, runAsUser: 0 }, null],
  ['an account, and no file', 'git@host: Permission denied (publickey).', { ...drop, runAsUser: 0 }, null],
  ['to read files of others, as whoever', READ, drop, null],
  ['nothing of the kind', 'FATAL no licence', drop, null],
])('the capability that is lacked: %s', (_what, line, securityContext, capability) =>
  expect(lacked(line, securityContext)).toBe(capability),
);

test('the pod may say which user, and the container another', () => {
  expect(lacked(CHOWN, drop, { runAsUser: 101 })).toBeNull();
  expect(lacked(READ, { ...drop, runAsUser: 0 }, { runAsUser: 101 })).toBe('DAC_OVERRIDE');
});
