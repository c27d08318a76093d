import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Agent, get } from 'node:https';
import type { CommandLine } from './alternate.ts';
import type { ControlPlane } from '../agreement/control-plane.ts';

/** What one run of a program cost, itself and the API server that it asked. */
export interface Cost {
  wall: number;
  /** CPU seconds of the program, user and system. */
  cpu: number;
  /** Peak resident memory in MiB. */
  rss: number;
  requests: number;
  /** MB that the server sent, packed as they were. */
  megabytes: number;
  /** CPU seconds of the API server meanwhile. */
  server: number;
  code: number | null;
}

const TICKS = 100;

function usage(pid: number): { cpu: number; rss: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const rss = Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS, rss };
  } catch {
    return undefined; // it has ended
  }
}

const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });

function metrics({ apiserver, token }: ControlPlane): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(`${apiserver}/metrics`, { agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

interface Served {
  requests: number;
  bytes: number;
  cpu: number;
}

/** What the server has done so far for others than ourselves. */
async function served(plane: ControlPlane): Promise<Served> {
  const total: Served = { requests: 0, bytes: 0, cpu: 0 };
  for (const line of (await metrics(plane)).split('\n')) {
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (line.startsWith('process_cpu_seconds_total ')) total.cpu = value;
    else if (/^apiserver_request_total\{.*verb="(?:LIST|GET)"/.test(line) && !/[,{]resource=""/.test(line))
      total.requests += value;
    else if (/^apiserver_response_sizes_sum\{.*verb="(?:LIST|GET)"/.test(line) && !/[,{]resource=""/.test(line))
      total.bytes += value;
  }
  return total;
}

/** Runs a program once. Whatever it prints is dropped. */
export async function measure([program, ...args]: CommandLine, plane: ControlPlane): Promise<Cost> {
  const before = await served(plane);
  const start = performance.now();
  const { spent, ...ended } = await new Promise<{ spent: { cpu: number; rss: number }; code: number | null }>(
    (resolve, reject) => {
      const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      let used = { cpu: 0, rss: 0 };
      const timer = setInterval(() => {
        const now = child.pid ? usage(child.pid) : undefined;
        if (now) used = { cpu: Math.max(now.cpu, used.cpu), rss: Math.max(now.rss, used.rss) };
      }, 5);
      child.on('error', reject);
      child.on('exit', (code) => {
        clearInterval(timer);
        resolve({ spent: used, code });
      });
    },
  );
  const wall = (performance.now() - start) / 1000;
  const after = await served(plane);
  return {
    wall,
    ...spent,
    ...ended,
    requests: after.requests - before.requests,
    megabytes: (after.bytes - before.bytes) / 1e6,
    server: after.cpu - before.cpu,
  };
}
