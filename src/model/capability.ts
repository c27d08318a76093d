import type { Pod } from './objects.ts';
import type { PodContainer } from './pod.ts';

/**
 * What a container has unless it drops it. Source: containerd, pkg/oci/spec.go, defaultUnixCaps; CRI-O's default is smaller by some, which
 * its configuration tells and the API does not.
 */
const DEFAULTS =
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'.split(
    ' ',
  );

/** What a program tries when the kernel answers EPERM, and the capability that allows it to root. Source: man 7 capabilities. */
const ATTEMPTS: [capability: string, attempt: RegExp][] = [
  [
    'NET_ADMIN',
    /iptables|nft\b|ip6?tables|rtnetlink|ip (?:link|route|addr)|ifconfig|tun\/tap|\/dev\/net\/tun|setsockopt/i,
  ],
  ['SETGID', /setgid|setgroups|initgroups|setresgid|switching to|gosu|su-exec|cannot set groups/i],
  ['SETUID', /setuid|setresuid|seteuid|setreuid/i],
  ['CHOWN', /\b[fl]?chown|changing (?:ownership|owner|group)|change owner/i],
  ['FOWNER', /\bf?chmod|changing permissions|utime|touch: setting times/i],
  ['SYS_CHROOT', /chroot/i],
  ['MKNOD', /mknod/i],
  ['SYS_TIME', /settimeofday|clock_settime|setting the (?:system )?clock|adjtime/i],
  ['IPC_LOCK', /mlock|lock(?:ing)? .{0,30}memory/i],
  ['SYS_PTRACE', /ptrace/i],
  ['SYS_RESOURCE', /setrlimit|prlimit|ulimit/i],
  ['SYS_ADMIN', /\bu?mount\b|unshare|setns|pivot_root|sethostname/i],
  ['NET_RAW', /raw socket|icmp|\bping\b|pcap|af_packet|socket: operation/i],
  ['SETFCAP', /setcap/i],
];

const REFUSED = /operation not permitted|\beperm\b/i;
/** A file that may not be touched, and not a port, an account or a setting of the kernel. */
const DENIED =
  /(?:^|[\s'"`(:])\/[^\s:]+.*(?:permission denied|\beacces\b)|(?:permission denied|\beacces\b).*[\s'"`(:]\/\S/i;
const NO_FILE = /\bbind|listen|publickey|\/proc\/|\/sys\/|denied for\b|forbidden/i;

const has = ({ spec: { securityContext = {} } }: PodContainer, capability: string): boolean => {
  if (securityContext.privileged) return true;
  const named = (list: string[] = []): boolean =>
    list.some((name) => [capability, 'ALL'].includes(name.toUpperCase().replace(/^CAP_/, '')));
  const { add, drop } = securityContext.capabilities ?? {};
  return named(add) || (DEFAULTS.includes(capability) && !named(drop));
};

/**
 * The capability that root lacks in a container for what its error lines say it tried; null when it has it, when it runs as another user,
 * whom capabilities do not reach, or when they tell of nothing like that.
 */
export function lackedCapability(pod: Pod, container: PodContainer, lines: string[]): string | null {
  const { runAsUser, runAsNonRoot } = { ...pod.spec?.securityContext, ...container.spec.securityContext };
  if (runAsUser || runAsNonRoot) return null;
  for (const line of lines.filter((each) => REFUSED.test(each))) {
    const needed = ATTEMPTS.find(([, attempt]) => attempt.test(line))?.[0];
    if (needed) return has(container, needed) ? null : needed;
  }
  // root may read and write the files of others by a capability, too
  const denied = runAsUser === 0 && lines.some((line) => DENIED.test(line) && !NO_FILE.test(line));
  return denied && !has(container, 'DAC_OVERRIDE') ? 'DAC_OVERRIDE' : null;
}
