import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { beforeAll, expect, test } from 'vitest';
import { archiveName, krewManifest, packPlugin } from '../../packaging/krew/release.ts';
import manifest from '../../package.json' with { type: 'json' };
import { folder } from '../folder.ts';

interface Platform {
  selector: {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values: string[] }[];
  };
  uri: string;
  sha256: string;
  files: { from: string; to: string }[];
  bin: string;
}
interface Plugin {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    version: string;
    homepage: string;
    shortDescription: string;
    description: string;
    caveats: string;
    platforms: Platform[];
  };
}

const URL_BASE = 'https://example.com/releases/download/v0';
let archive: Buffer;
let text: string;
let plugin: Plugin;
/** The archive as krew unpacks it. */
let unpacked: string;
beforeAll(async () => {
  archive = await packPlugin();
  text = await krewManifest(archive, URL_BASE);
  plugin = load(text) as Plugin;
  unpacked = folder();
  writeFileSync(join(unpacked, archiveName), archive);
  execFileSync('tar', ['-xzf', archiveName], { cwd: unpacked });
}, 60_000);

// the rules of sigs.k8s.io/krew internal/index/validation and of its naming guide
test('it is a Plugin by krew’s rules', () => {
  expect(plugin.apiVersion).toBe('krew.googlecontainertools.github.com/v1alpha2');
  expect(plugin.kind).toBe('Plugin');
  expect(plugin.metadata.name).toMatch(/^(?!kubectl-)[\w-]+$/);
  const { version, shortDescription, homepage, description } = plugin.spec;
  expect(version).toBe(`v${manifest.version}`);
  expect(version).toMatch(/^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[\w.-]+)?$/);
  expect(shortDescription).toMatch(/^[^\r\n]{1,50}$/);
  expect(shortDescription.toLowerCase()).not.toMatch(/kubectl|plugin/);
  expect(URL.canParse(homepage)).toBe(true);
  expect(description.length).toBeGreaterThan(100);
  expect(text).not.toMatch(/\{\w+\}/);
});

test('its fields are krew’s own', () => {
  const known = ['version', 'shortDescription', 'description', 'caveats', 'homepage', 'platforms'];
  expect(Object.keys(plugin.spec).filter((key) => !known.includes(key))).toEqual([]);
  const [platform] = plugin.spec.platforms;
  expect(Object.keys(platform ?? {}).toSorted()).toEqual(['bin', 'files', 'selector', 'sha256', 'uri']);
});

test('one platform for every system that Node’s #! works on', () => {
  expect(plugin.spec.platforms).toHaveLength(1); // two that match one system are refused
  const [{ selector, uri, sha256, files, bin }] = plugin.spec.platforms as [Platform];
  expect(selector).toEqual({ matchExpressions: [{ key: 'os', operator: 'In', values: ['linux', 'darwin'] }] });
  expect(uri).toBe(`${URL_BASE}/${archiveName}`);
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(files.every(({ from, to }) => from && to && !`${from}${to}`.includes('..'))).toBe(true);
  expect(bin).not.toMatch(/^\/|\.\./);
});

test('the archive holds what the manifest names, and it runs where nothing else is', () => {
  const [{ bin }] = plugin.spec.platforms as [Platform];
  const program = join(unpacked, bin);
  expect(statSync(program).mode & 0o111).not.toBe(0);
  expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [program, ...args], {
      cwd: unpacked,
      env: { PATH: '', LANG: 'C' },
      encoding: 'utf8',
    });
  expect(run('--version')).toBe(`${manifest.version}\n`);
  expect(run('demo', 'crash-loop/out-of-memory')).toContain('crash-loop/out-of-memory');
  expect(run('__complete', 'rba')).toMatch(/^rbac\t/);
});

test('the same source gives the same archive', async () => {
  expect((await packPlugin()).equals(archive)).toBe(true);
});
