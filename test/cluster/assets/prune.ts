import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir } from '../paths.ts';
import { isAlive, run } from '../process.ts';
import { nodeImageAsset, nodeImageName } from './node-image.ts';
import { assetFolder, type Asset } from './once.ts';
import { podImagesAsset } from './pod-images.ts';

/** Removes images of outdated recipes, unless a test cluster may still use them, and what crashed builds left. */
export async function pruneAssets(): Promise<void> {
  const running = await run('docker', ['ps', '--quiet', '--filter', 'label=k8sdoctor-test=1']);
  const idle = running.code === 0 && running.stdout.trim() === '';
  const assets = [await nodeImageAsset(), await podImagesAsset()];
  for (const name of await readdir(cacheDir)) {
    const outdated = idle && assets.some((asset) => isOutdated(name, asset));
    if (outdated || isOrphan(name)) await rm(join(cacheDir, name), { recursive: true, force: true });
  }
  if (!idle) return;
  const current = await nodeImageName();
  const [repository = ''] = current.split(':');
  const { stdout } = await run('docker', ['images', '--format', '{{.Repository}}:{{.Tag}}', repository]);
  const old = stdout.split('\n').filter((name) => name && name !== current);
  if (old.length > 0) await run('docker', ['image', 'rm', ...old]);
}

function isOutdated(name: string, asset: Asset): boolean {
  return name.startsWith(`${asset.name}-`) && join(cacheDir, name) !== assetFolder(asset) && !name.endsWith('.tmp');
}

function isOrphan(name: string): boolean {
  const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
  return pid !== undefined && !isAlive(Number(pid));
}
