import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A temporary directory that is gone when the tests of the file have ended. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'k8sdoctor-'));
  made.push(path);
  return path;
}
