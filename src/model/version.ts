/** The major and minor number of a version as Kubernetes writes it: `v1.34.4`, `v1.33.1-eks-1a2b3c4`. */
export function minorOf(version: string | undefined): { major: number; minor: number } | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.|$)/.exec(version ?? '') ?? [];
  return major && minor ? { major: Number(major), minor: Number(minor) } : undefined;
}
