import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** An image as a registry hands it out; `slowBlob` takes that many seconds. */
export interface ServedImage {
  mediaType: string;
  manifest: Buffer;
  digest: string;
  blobs: Map<string, Buffer>;
  slowBlob?: Buffer;
  seconds: number;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

interface Manifest {
  schemaVersion: number;
  mediaType: string;
  config: Descriptor;
  layers: Descriptor[];
}

/** The image `app:1.0`, read from the folder of a docker-registry. */
export function goodImage(registry: string): ServedImage {
  const root = join(registry, 'docker/registry/v2');
  const blob = (digest: string) => {
    const hex = digest.slice('sha256:'.length);
    return readFileSync(join(root, 'blobs/sha256', hex.slice(0, 2), hex, 'data'));
  };
  const digest = readFileSync(join(root, 'repositories/app/_manifests/tags/1.0/current/link'), 'utf8');
  const manifest = blob(digest);
  const { mediaType, config, layers } = JSON.parse(manifest.toString()) as Manifest;
  const blobs = new Map([config, ...layers].map((part) => [part.digest, blob(part.digest)]));
  return { mediaType, manifest, digest, blobs, seconds: 0 };
}

/** The same image with one more layer, which no node has yet and which takes the given time to send. */
export function slowImage(good: ServedImage, seconds: number): ServedImage {
  const manifest = JSON.parse(good.manifest.toString()) as Manifest;
  const config = JSON.parse((good.blobs.get(manifest.config.digest) ?? '{}').toString()) as {
    rootfs: { diff_ids: string[] };
    history?: unknown;
  };
  const tar = tarOfOneFile('slow-data', randomBytes(512 * 1024));
  const layer = gzipSync(tar);
  config.rootfs.diff_ids.push(digestOf(tar));
  delete config.history;
  const newConfig = Buffer.from(JSON.stringify(config));
  const layers = [...manifest.layers, describe('application/vnd.oci.image.layer.v1.tar+gzip', layer)];
  const top = Buffer.from(
    JSON.stringify({ ...manifest, config: describe(manifest.config.mediaType, newConfig), layers }),
  );
  const blobs = new Map([
    ...good.blobs,
    [digestOf(newConfig), newConfig],
    [digestOf(layer), layer],
    [digestOf(top), top],
  ]);
  return { mediaType: good.mediaType, manifest: top, digest: digestOf(top), blobs, slowBlob: layer, seconds };
}

function tarOfOneFile(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.length, 11), 124);
  header.write(octal(0, 11), 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

function describe(mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
