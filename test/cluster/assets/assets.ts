import { existsSync } from 'node:fs';
import { nodeImageAsset } from './node-image.ts';
import { assetFolder, once, type Asset, type Log } from './once.ts';
import { installPackages } from './packages.ts';
import { podImagesAsset } from './pod-images.ts';
import { corednsAsset, kubernetesAsset } from './programs.ts';

/** Folders of what is slow to make. */
export interface Assets {
  kubernetes: string;
  podImages: string;
}

/** Every asset, in the order in which they build on each other. */
export async function allAssets(): Promise<Asset[]> {
  return [await kubernetesAsset(), await corednsAsset(), await nodeImageAsset(), await podImagesAsset()];
}

/** Names of the assets that are not in the cache yet. */
export async function missingAssets(): Promise<string[]> {
  return (await allAssets()).filter((asset) => !existsSync(assetFolder(asset))).map(({ name }) => name);
}

/** Makes what is missing, installing the programs that this takes. */
export async function makeAssets(log: Log): Promise<Assets> {
  await installPackages(log);
  for (const asset of await allAssets()) await once(asset, log);
  return { kubernetes: assetFolder(await kubernetesAsset()), podImages: assetFolder(await podImagesAsset()) };
}
