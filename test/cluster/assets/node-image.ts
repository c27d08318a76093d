import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, run } from '../process.ts';
import { assetFolder, keyOf, type Asset, type Log } from './once.ts';

const suite = 'bookworm';

const packages = [
  'ca-certificates containerd runc containernetworking-plugins etcd-server',
  'iptables ebtables ipset conntrack iproute2 ethtool socat kmod util-linux mount procps curl openssl',
  'docker-registry apache2-utils busybox-static', // the registries and the pods' images
  'libstdc++6 libatomic1', // Node, for the server that plays broken registries
].flatMap((line) => line.split(' '));

const useless = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'var/cache/apt', 'var/lib/apt/lists'];

/** Root file system of every container of the cluster, as `rootfs.tar`; about a minute the first time. */
export async function nodeImageAsset(): Promise<Asset> {
  return {
    name: `node-image-${suite}`,
    key: await keyOf([suite, ...packages, ...useless]),
    build: async (folder) => {
      const root = join(folder, 'root');
      const include = `--include=${packages.join(',')}`;
      await mustRun('debootstrap', ['--variant=minbase', include, suite, root]);
      for (const path of useless) await rm(join(root, path), { recursive: true, force: true });
      await mustRun('tar', ['-C', root, '-cf', join(folder, 'rootfs.tar'), '.']);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Name that Docker knows the node image by. */
export async function nodeImageName(): Promise<string> {
  return `k8sdoctor-test/node:${(await nodeImageAsset()).key}`;
}

/** Makes the node image known to Docker and returns its name. */
export async function importNodeImage(log: Log): Promise<string> {
  const image = await nodeImageName();
  const known = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image]);
  if (known.code === 0) return image;
  log(`importing ${image} into Docker`);
  await mustRun('docker', ['import', join(assetFolder(await nodeImageAsset()), 'rootfs.tar'), image]);
  return image;
}

/** One file of the node image, read from its archive. */
export async function fileOfNodeImage(path: string, target: string): Promise<void> {
  const archive = join(assetFolder(await nodeImageAsset()), 'rootfs.tar');
  await mustRun('sh', ['-c', 'tar -xOf "$0" "./$1" > "$2" && chmod 755 "$2"', archive, path, target]);
}
