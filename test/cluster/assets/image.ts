import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { mustRun } from '../process.ts';

const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;

/** Bytes with the digest that names them. */
export interface Blob {
  mediaType: string;
  digest: string;
  bytes: Buffer;
}

/** A container image: its manifest (or index) and every blob below that. */
export interface Image {
  top: Blob;
  blobs: Blob[];
}

/** What a container of an image runs, and for which processor the image says it is. */
export interface ImageConfig {
  architecture: string;
  command?: string[];
  entrypoint?: string[];
}

/** Makes an image of one layer, which holds what the folder holds. */
export async function imageOf(folder: string, wanted: ImageConfig): Promise<Image> {
  const tar = await tarOf(folder);
  const layer = blob(mediaTypes.layer, gzipSync(tar, { level: 6 }));
  const config = jsonBlob(mediaTypes.config, {
    created: '2026-01-01T00:00:00Z',
    architecture: wanted.architecture,
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ...(wanted.command && { Cmd: wanted.command }),
      ...(wanted.entrypoint && { Entrypoint: wanted.entrypoint }),
    },
    rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    history: [{ created: '2026-01-01T00:00:00Z', created_by: 'k8sdoctor test images' }],
  });
  const top = jsonBlob(mediaTypes.manifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  return { top, blobs: [config, layer] };
}

/** Makes a multi-platform image that offers the given image for one processor only. */
export function indexOf(image: Image, architecture: string): Image {
  const top = jsonBlob(mediaTypes.index, {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [{ ...descriptor(image.top), platform: { architecture, os: 'linux' } }],
  });
  return { top, blobs: [image.top, ...image.blobs] };
}

/** Writes named images as an OCI archive, which `ctr images import` reads. */
export async function writeArchive(file: string, images: Record<string, Image>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-test-'));
  try {
    const manifests = Object.entries(images).map(([name, { top }]) => ({
      ...descriptor(top),
      annotations: { 'io.containerd.image.name': name },
    }));
    await writeTo(folder, 'oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    await writeTo(folder, 'index.json', JSON.stringify({ schemaVersion: 2, manifests }));
    for (const image of Object.values(images)) {
      for (const { digest, bytes } of [image.top, ...image.blobs]) {
        await writeTo(folder, `blobs/${digest.replace(':', '/')}`, bytes);
      }
    }
    await writeFile(file, await tarOf(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts an image under `repository:tag` into a folder that docker-registry serves. */
export async function writeToRegistry(folder: string, repository: string, tag: string, image: Image): Promise<void> {
  const root = join(folder, 'docker/registry/v2');
  for (const { digest, bytes } of [image.top, ...image.blobs]) {
    const hex = digest.slice('sha256:'.length);
    await writeTo(root, `blobs/sha256/${hex.slice(0, 2)}/${hex}/data`, bytes);
  }
  const link = (path: string, digest: string) => writeTo(root, `repositories/${repository}/${path}/link`, digest);
  for (const { digest, mediaType } of image.blobs) {
    const place = mediaType === mediaTypes.manifest ? '_manifests/revisions' : '_layers';
    await link(`${place}/${digest.replace(':', '/')}`, digest);
  }
  const top = image.top.digest;
  await link(`_manifests/revisions/${top.replace(':', '/')}`, top);
  await link(`_manifests/tags/${tag}/current`, top);
  await link(`_manifests/tags/${tag}/index/${top.replace(':', '/')}`, top);
}

async function writeTo(folder: string, path: string, content: string | Buffer): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function tarOf(folder: string): Promise<Buffer> {
  const scratch = await mkdtemp(join(tmpdir(), 'k8sdoctor-test-'));
  try {
    const file = join(scratch, 'layer.tar');
    const always = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
    await mustRun('tar', [...always, '-C', folder, '-cf', file, '.']);
    return await readFile(file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function jsonBlob(mediaType: string, value: unknown): Blob {
  return blob(mediaType, Buffer.from(JSON.stringify(value)));
}

function blob(mediaType: string, bytes: Buffer): Blob {
  return { mediaType, digest: digestOf(bytes), bytes };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function descriptor({ mediaType, digest, bytes }: Blob) {
  return { mediaType, digest, size: bytes.length };
}
