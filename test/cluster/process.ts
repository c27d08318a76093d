import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Output and exit code of a finished program. */
export interface Finished {
  stdout: string;
  stderr: string;
  code: number;
}

/** What a program is given besides its arguments. */
export interface RunOptions {
  stdin?: string | undefined;
  env?: Record<string, string>;
  cwd?: string;
  timeoutMs?: number;
}

/** Runs a program to its end and returns what it said, whatever its exit code; a missing program is code 127. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs,
      stdio: 'pipe',
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (error) => resolve({ stdout: '', stderr: error.message, code: 127 }));
    child.on('close', (code, signal) => {
      const stderr = Buffer.concat(err).toString();
      resolve({
        stdout: Buffer.concat(out).toString(),
        stderr: signal ? `${stderr}${program} ended by ${signal}` : stderr,
        code: code ?? 124,
      });
    });
    child.stdin.on('error', () => undefined); // a program may end before it has read its input
    child.stdin.end(options.stdin ?? '');
  });
}

/** Runs a program that has to succeed and returns its standard output. */
export async function mustRun(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { stdout, stderr, code } = await run(program, args, options);
  if (code !== 0) {
    const command = [program, ...args].join(' ').slice(0, 300);
    throw new Error(`${command} failed with code ${code}: ${(stderr || stdout).trim().slice(-2000)}`);
  }
  return stdout;
}

/** How long a condition may take and how often it is looked at. */
export interface Patience {
  timeoutMs: number;
  everyMs?: number;
}

/** Looks until the check gives a value; on time-out it says what never came and why the last look failed. */
export async function until<T>(
  what: string,
  { timeoutMs, everyMs = 200 }: Patience,
  check: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`, { cause: last });
    await delay(everyMs);
  }
}

/** Whether a process of this machine is alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
