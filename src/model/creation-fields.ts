import type { CreationError } from './creation.ts';
import type { Pod } from './objects.ts';
import { containersOf, type PodContainer } from './pod.ts';

/** The user a container is to run as, and where the pod says so; the container's own setting wins. */
export function userFields({ spec: podSpec }: Pod, { spec, specPath }: PodContainer) {
  const own = spec.securityContext;
  const whole = podSpec?.securityContext;
  const nonRoot = own?.runAsNonRoot ?? whole?.runAsNonRoot;
  const at = (isOwn: boolean): string => (isOwn ? specPath : 'spec');
  const user = own?.runAsUser ?? whole?.runAsUser;
  return {
    nonRootPath: nonRoot ? `${at(own?.runAsNonRoot !== undefined)}.securityContext.runAsNonRoot` : null,
    runAsUser: user ?? null,
    runAsUserPath: user === undefined ? null : `${at(own?.runAsUser !== undefined)}.securityContext.runAsUser`,
  };
}

const first = (pattern: RegExp, text: string): string | null => pattern.exec(text)?.slice(1).find(Boolean) ?? null;

/** The mount a message is about: by its volume's name, by its path in the container, else the only one with a subPath. */
function mountOf({ message, container }: CreationError) {
  const mounts = container.spec.volumeMounts ?? [];
  const volume = first(/volumeMount "([^"]+)"|volume "([^"]+)"/, message);
  const path = first(/at \\?"([^"\\]+)\\?"/, message);
  const withSub = mounts.filter(({ subPath, subPathExpr }) => subPath ?? subPathExpr);
  const sub = /subpath|missing value for/i.test(message);
  const candidates = sub ? withSub : mounts;
  return (
    candidates.find(({ name }) => volume && name === volume) ??
    mounts.find(({ mountPath }) => path && mountPath === path) ??
    (sub && withSub.length === 1 ? withSub[0] : undefined)
  );
}

/** The seccomp or AppArmor profile a message is about, and where it is set: in the container, else in the pod. */
function profileOf({ spec: podSpec, metadata }: Pod, { message, container }: CreationError) {
  const { spec, specPath, name } = container;
  const field = /apparmor/i.test(message) ? 'appArmorProfile' : 'seccompProfile';
  const own = spec.securityContext?.[field];
  const set = own ?? podSpec?.securityContext?.[field];
  const old = metadata.annotations?.[`container.apparmor.security.beta.kubernetes.io/${name}`]; // before 1.30
  const named = first(/apparmor profile not found:? (\S+)/i, message) ?? old?.replace(/^localhost\//, '');
  return {
    profile: set?.localhostProfile ?? (field === 'appArmorProfile' ? named : undefined) ?? null,
    profilePath: set ? `${own ? specPath : 'spec'}.securityContext.${field}` : null,
  };
}

/** What the error names: a user, a variable, a mount, a profile, a device. */
export function namedFields(pod: Pod, error: CreationError) {
  const { message, container } = error;
  const mount = mountOf(error);
  const volume = pod.spec?.volumes?.find(({ name }) => name === mount?.name);
  const source = volume && Object.keys(volume).find((key) => key !== 'name');
  return {
    imageUser: first(/non-numeric user \(([^)]*)\)/, message),
    unknownUser: first(/unable to find (?:user|group) ([^\s:]+)/i, message),
    variable: first(/missing value for (.+)$/, message),
    otherContainer: first(/^container (\S+) not found/, message),
    containers: containersOf(pod).map(({ name }) => name),
    volume: mount?.name ?? null,
    volumeType: source ?? null,
    mountPath: mount?.mountPath ?? null,
    mountAt: mount ? `${container.specPath}.volumeMounts[${mount.name}]` : null,
    subPath: mount?.subPath ?? mount?.subPathExpr ?? null,
    ...profileOf(pod, error),
    capability: first(/capabilit(?:y|ies):? \\?"?([A-Z_]+)/i, message),
    device: first(/(?:device|devices) "?(\/dev\/[^\s":]+|[a-z0-9.-]+\/[a-z0-9.-]+=[^\s":,]+)/i, message),
  };
}
