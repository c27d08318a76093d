import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COREDNS_VERSION } from '../paths.ts';
import { mustRun } from '../process.ts';
import { imageOf, indexOf, writeArchive, writeToRegistry, type Image } from './image.ts';
import { fileOfNodeImage, nodeImageAsset } from './node-image.ts';
import { assetFolder, keyOf, type Asset } from './once.ts';
import { corednsAsset, goBuild } from './programs.ts';

/** Image of the process that holds a pod's namespaces. */
export const PAUSE_IMAGE = 'registry.test:5000/pause:3.10';

/** Image of the cluster's DNS server. */
export const COREDNS_IMAGE = `registry.test:5000/coredns:${COREDNS_VERSION}`;

const sources = join(import.meta.dirname, 'sources');

const here = process.arch === 'arm64' ? 'arm64' : 'amd64';
const elsewhere = here === 'arm64' ? 'amd64' : 'arm64';

/** Every image that pods of the tests use: `preload.tar` for the nodes, `registry/` and `private/` for the two registries. */
export async function podImagesAsset(): Promise<Asset> {
  const [base, coredns] = [await nodeImageAsset(), await corednsAsset()];
  const ours = ['image.ts', 'pod-images.ts', 'sources/pause.c', 'sources/segv.c', 'sources/wrongbinary.go'];
  return {
    name: 'pod-images',
    key: await keyOf(
      [base.key, coredns.key, here],
      ours.map((name) => join(import.meta.dirname, name)),
    ),
    build: async (folder) => {
      const scratch = await mkdtemp(join(tmpdir(), 'k8sdoctor-test-'));
      try {
        const images = await makeImages(scratch, assetFolder(coredns));
        await writeImages(folder, images);
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    },
  };
}

type Images = Awaited<ReturnType<typeof makeImages>>;

async function writeImages(folder: string, images: Images): Promise<void> {
  const { busybox, pause, coredns, ...apps } = images;
  await writeArchive(join(folder, 'preload.tar'), {
    'docker.io/library/busybox:1.36': busybox,
    'docker.io/library/busybox:latest': busybox,
    [PAUSE_IMAGE]: pause,
    [COREDNS_IMAGE]: coredns,
  });
  const open = join(folder, 'registry');
  await writeToRegistry(open, 'pause', '3.10', pause);
  await writeToRegistry(open, 'coredns', COREDNS_VERSION, coredns);
  for (const tag of ['1.36', 'latest']) await writeToRegistry(open, 'library/busybox', tag, busybox);
  for (const [tag, image] of Object.entries(apps)) await writeToRegistry(open, 'app', tag, image);
  await writeToRegistry(join(folder, 'private'), 'app', '1.0', apps['1.0']);
}

async function makeImages(scratch: string, corednsFolder: string) {
  const fresh = (name: string) => emptyRoot(join(scratch, name));
  const busyboxRoot = await fresh('busybox');
  await fillWithBusybox(busyboxRoot);
  const appRoot = await fresh('app');
  await fillWithBusybox(appRoot);
  await writeFile(join(appRoot, 'etc/app-version'), '1.0\n');
  const corednsRoot = await fresh('coredns');
  await copyFile(join(corednsFolder, 'coredns'), join(corednsRoot, 'coredns'));
  const pauseRoot = await fresh('pause');
  await compile('pause.c', join(pauseRoot, 'pause'));
  const segvRoot = await fresh('segv');
  await compile('segv.c', join(segvRoot, 'segv'));
  const wrongRoot = await fresh('wrong');
  await goBuild(
    ['build', '-o', join(wrongRoot, 'app'), join(sources, 'wrongbinary.go')],
    { GOARCH: elsewhere },
    scratch,
  );

  const architecture = here;
  const command = ['sh', '-c', 'echo app is running; exec sleep 2147483647'];
  const foreign = await imageOf(wrongRoot, { architecture: elsewhere, entrypoint: ['/app'] });
  return {
    busybox: await imageOf(busyboxRoot, { architecture, command: ['sh'] }),
    pause: await imageOf(pauseRoot, { architecture, entrypoint: ['/pause'] }),
    coredns: await imageOf(corednsRoot, { architecture, entrypoint: ['/coredns'] }),
    '1.0': await imageOf(appRoot, { architecture, command }),
    arm64only: indexOf(foreign, elsewhere),
    wrongbinary: await imageOf(wrongRoot, { architecture, entrypoint: ['/app'] }),
    noentry: await imageOf(appRoot, { architecture }),
    segv: await imageOf(segvRoot, { architecture, entrypoint: ['/segv'] }),
  } satisfies Record<string, Image>;
}

async function emptyRoot(folder: string): Promise<string> {
  for (const path of ['bin', 'etc', 'root', 'tmp']) await mkdir(join(folder, path), { recursive: true });
  await chmod(join(folder, 'tmp'), 0o1777);
  await writeFile(
    join(folder, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  );
  await writeFile(join(folder, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  return folder;
}

async function fillWithBusybox(root: string): Promise<void> {
  const busybox = join(root, 'bin/busybox');
  await fileOfNodeImage('usr/bin/busybox', busybox);
  const applets = (await mustRun(busybox, ['--list'])).split('\n').filter((name) => name && name !== 'busybox');
  for (const name of applets) await symlink('busybox', join(root, 'bin', name));
}

async function compile(source: string, target: string): Promise<void> {
  await mustRun('gcc', ['-Os', '-s', '-static', '-o', target, join(sources, source)]);
}
