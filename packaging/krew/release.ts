import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import manifest from '../../package.json' with { type: 'json' };
import { buildProgram } from '../../src/build.ts';
import { tar } from '../../src/collect/tar.ts';

const root = join(import.meta.dirname, '../..');

/** What the plugin holds beside the built program: the same as the npm package. */
const BESIDE = [...manifest.files.filter((name) => name !== 'dist'), 'package.json', 'LICENSE'];

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true });
  const files = await Promise.all(entries.map(async (name) => ((await stat(join(folder, name))).isFile() ? name : [])));
  return files.flat().toSorted();
}

/** Builds the program and packs it with all it needs, the same bytes for the same source. */
export async function packPlugin(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-krew-'));
  try {
    await buildProgram(join(folder, 'dist'));
    for (const name of BESIDE) await cp(join(root, name), join(folder, name), { recursive: true });
    const files = (await filesBelow(folder)).filter((name) => !name.endsWith('.map')); // they name paths of this machine
    const entries = await Promise.all(
      files.map(async (name) => ({
        name: name.replaceAll('\\', '/'),
        data: await readFile(join(folder, name)),
        executable: name.endsWith('k8sdoctor.mjs'),
      })),
    );
    return gzipSync(tar(entries), { level: 9 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The name of the archive, which its address ends with. */
export const archiveName = `k8sdoctor-v${manifest.version}.tar.gz`;

/** The manifest of krew for an archive that can be had below an address. */
export async function krewManifest(archive: Buffer, url: string, homepage = url): Promise<string> {
  const values: Record<string, string> = {
    version: `v${manifest.version}`,
    homepage,
    uri: `${url.replace(/\/$/, '')}/${archiveName}`,
    sha256: createHash('sha256').update(archive).digest('hex'),
  };
  const template = await readFile(join(import.meta.dirname, 'k8sdoctor.yaml'), 'utf8');
  return template
    .replace(/^#.*\n/gm, '')
    .replace(/["']\{(\w+)\}["']/g, (_whole, name: string) => JSON.stringify(values[name]));
}

if (import.meta.main) {
  const [folder, url, homepage] = process.argv.slice(2);
  if (!folder || !url) {
    process.stderr.write('usage: node packaging/krew/release.ts DIR URL-OF-THE-RELEASE [HOMEPAGE]\n');
    process.exit(2);
  }
  const archive = await packPlugin();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, archiveName), archive);
  await writeFile(join(folder, 'k8sdoctor.yaml'), await krewManifest(archive, url, homepage));
}
