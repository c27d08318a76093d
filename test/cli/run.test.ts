import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { cli } from '../e2e/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k8sdoctor-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const healthy = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'shop', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { nodeName: 'w1', containers: [{ name: 'app', image: 'nginx:1.27' }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      { name: 'app', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-01T00:00:05Z' } } },
    ],
  },
};

async function saved(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('without arguments', () => {
  test('the program says what it can do, in the language of the locale', async () => {
    const english = await cli([]);
    expect(english.code).toBe(0);
    for (const { usage } of commands) expect(english.stdout).toContain(usage.split(' ')[0]);
    expect(english.stdout).toContain('Examples:');
    expect((await cli([], { LANG: 'zh_CN.UTF-8' })).stdout).toContain('诊断 Pod');
    expect((await cli(['--lang', 'zh'])).stdout).toContain('用法：');
  });
});

describe('bad usage is one clear line, a remedy and exit code 2', () => {
  test.each([
    [['pod', '--foo'], '--foo'],
    [['nonsense'], 'nonsense'],
    [['pod'], 'kubectl get pods'],
    [['pod', 'a', '-o', 'xml'], 'xml'],
    [['pod', 'a', '--from'], '--from'],
    [['pod', 'a', '--from', 'x.json', '--context', 'prod'], '--context'],
    [['playbook', 'dance'], 'dance'],
    [['snapshot'], '-o'],
    [['pod', 'a', '--from', '/does/not/exist.json'], '/does/not/exist.json'],
    [['pod', 'a', '--kubeconfig', '/does/not/exist'], '/does/not/exist'],
  ])('%j names %s', async (argv, named) => {
    for (const lang of ['en', 'zh']) {
      const { code, stdout, stderr } = await cli([...argv, '--lang', lang]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(named);
      expect(stderr).not.toContain('    at ');
      expect(stderr.startsWith(lang === 'zh' ? '错误：' : 'error: ')).toBe(true);
    }
  });
});

describe('pod from a recording', () => {
  test('po/NAME, po NAME and pod NAME are the same', async () => {
    const path = await saved('same.json', healthy);
    const [a, b, c] = await Promise.all(
      [['pod', 'web-1'], ['po', 'web-1'], ['po/web-1']].map((words) => cli([...words, '--from', path])),
    );
    expect(a?.stdout).toContain('shop/web-1');
    expect(b?.stdout).toBe(a?.stdout);
    expect(c?.stdout).toBe(a?.stdout);
  });

  test('flags may stand before the command, as in kubectl', async () => {
    const path = await saved('before.json', healthy);
    const { code, stdout } = await cli(['-n', 'shop', '--from', path, 'po/web-1']);
    expect(code).toBe(0);
    expect(stdout).toContain('shop/web-1');
  });

  test('a healthy pod is exit code 0 and no findings', async () => {
    const path = await saved('healthy.json', healthy);
    const { code, stdout } = await cli(['pod', 'web-1', '--from', path, '-o', 'json']);
    const report = JSON.parse(stdout) as { findings: unknown[]; verdict: string };
    expect({ code, findings: report.findings }).toEqual({ code: 0, findings: [] });
  });

  test('kinds that the recording lacks are named as not seen, and the verdict is not "healthy"', async () => {
    const path = await saved('alone.json', healthy);
    const report = JSON.parse((await cli(['pod', 'web-1', '--from', path, '-o', 'json'])).stdout) as {
      notSeen: string[];
      verdict: string;
    };
    expect(report.notSeen.join('\n')).toContain('events');
    expect(report.verdict).toBe('unknown');
  });

  test('the same name in two namespaces must be told apart', async () => {
    const other = { ...healthy, metadata: { ...healthy.metadata, namespace: 'ci', uid: '2' } };
    const path = await saved('two.json', { apiVersion: 'v1', kind: 'List', items: [healthy, other] });
    const { code, stderr } = await cli(['pod', 'web-1', '--from', path]);
    expect(code).toBe(2);
    expect(stderr).toContain('shop');
    expect(stderr).toContain('-n');
    expect((await cli(['pod', 'web-1', '-n', 'ci', '--from', path])).code).toBe(0);
  });

  test('a name that is not there suggests the nearest', async () => {
    const path = await saved('near.json', healthy);
    const { code, stderr } = await cli(['pod', 'wbe-1', '--from', path]);
    expect(code).toBe(2);
    expect(stderr).toContain('web-1');
    expect((await cli(['pod', 'web', '--from', path])).stdout).toContain('shop/web-1');
  });

  test('several pods are one report, in which one cause is told once', async () => {
    const crash = (name: string) => ({
      ...healthy,
      metadata: { ...healthy.metadata, name, uid: name },
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            restartCount: 4,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 3, reason: 'Error', finishedAt: '2026-01-01T00:00:00Z' } },
          },
        ],
      },
    });
    const path = await saved('many.json', {
      apiVersion: 'v1',
      kind: 'List',
      items: [healthy, crash('boom-1'), crash('boom-2')],
    });
    const { code, stdout } = await cli(['pod', '--all', '--from', path, '-o', 'json', '--lang', 'en']);
    const report = JSON.parse(stdout) as {
      target: object;
      verdict: string;
      pods: { name: string; verdict: string }[];
      findings: { targets?: { name: string }[] }[];
    };
    expect(code).toBe(1);
    expect(report.target).toMatchObject({ kind: 'PodList', name: '--all', ready: '1/3' });
    expect(report.pods.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'web-1 unknown', // its node is not in the recording
      'boom-1 failing',
      'boom-2 failing',
    ]);
    expect(report.findings.map(({ targets }) => targets?.map(({ name }) => name))).toEqual([['boom-1', 'boom-2']]);
  });

  test.each([
    [['pod'], 'which pod'],
    [['pod', 'web-1', '--all'], 'exclude each other'],
    [['pod', '-l', 'app=we b'], 'app=we b'],
    [['pod', '-l', 'app=none'], 'no pods match -l app=none'],
    [['deployment'], 'which Deployment'],
    [['deployment', 'web'], 'no deployment web'],
  ])('%j is one clear line', async (words, said) => {
    const path = await saved('selection.json', healthy);
    const { code, stdout, stderr } = await cli([...words, '--from', path, '--lang', 'en']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('escape sequences of a hostile object never reach the terminal', async () => {
    const hostile = structuredClone(healthy) as typeof healthy & { status: { phase: string; message?: string } };
    hostile.metadata.name = 'web-1';
    hostile.spec.nodeName = 'w1\u001b]0;owned\u0007\u001b[2J';
    const path = await saved('hostile.json', hostile);
    for (const format of ['text', 'json', 'yaml', 'markdown']) {
      const { stdout } = await cli(['pod', 'web-1', '--from', path, '-o', format]);
      // eslint-disable-next-line no-control-regex
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
  });
});

describe('playbooks of one’s own', () => {
  const playbook = (title: object) => ({
    fact: 'container/crash',
    when: 'row.exitCode != null && row.exitCode == 42',
    severity: 'error',
    confidence: 'high',
    permanence: 'permanent',
    title,
    cause: { en: 'it ended with 42', zh: '以 42 退出' },
    evidence: [{ path: 'status.containerStatuses[{container}].lastState.terminated.exitCode' }],
  });
  const crashed = structuredClone(healthy) as unknown as Record<string, Record<string, unknown>>;
  crashed['status'] = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False' }],
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        restartCount: 4,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: {
          terminated: {
            exitCode: 42,
            reason: 'Error',
            startedAt: '2026-01-01T00:01:00Z',
            finishedAt: '2026-01-01T00:01:05Z',
          },
        },
      },
    ],
  };

  async function playbooks(name: string, content: unknown): Promise<string> {
    const dir = join(folder, name, 'playbooks');
    await mkdir(join(dir, 'crash-loop'), { recursive: true });
    await writeFile(join(dir, 'crash-loop/forty-two.yaml'), JSON.stringify(content));
    return dir;
  }

  test('--playbooks adds a cause, which comes first when it fits best', async () => {
    const dir = await playbooks('good', playbook({ en: 'the answer', zh: '答案' }));
    const path = await saved('crashed.json', crashed);
    const { code, stdout } = await cli(['pod', 'web-1', '--from', path, '--playbooks', dir, '-o', 'json']);
    const { findings } = JSON.parse(stdout) as { findings: { id: string; evidence: { value: string }[] }[] };
    expect(code).toBe(1);
    expect(findings.find(({ id }) => id === 'crash-loop/forty-two')?.evidence[0]?.value).toBe('42');
  });

  test('--only and --skip choose by cause and by symptom', async () => {
    const path = await saved('crashed2.json', crashed);
    const ids = async (flags: string[]) => {
      const { stdout } = await cli(['pod', 'web-1', '--from', path, '-o', 'json', ...flags]);
      return (JSON.parse(stdout) as { findings: { id: string }[] }).findings.map(({ id }) => id);
    };
    expect((await ids([])).length).toBeGreaterThan(0);
    expect(await ids(['--skip', 'crash-loop'])).toEqual([]);
    expect(await ids(['--only', 'image-pull'])).toEqual([]);
  });

  test('a playbook in one language only is refused with its file and the reason', async () => {
    const dir = await playbooks('bad', playbook({ en: 'only English' }));
    const path = await saved('crashed3.json', crashed);
    const { code, stderr } = await cli(['pod', 'web-1', '--from', path, '--playbooks', dir]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/forty-two\.yaml: title.*zh/);
    expect((await cli(['playbook', 'lint', dir])).code).toBe(1);
  });

  test('playbook test fails without a fixture and passes with one that fires', async () => {
    const dir = await playbooks('tested', playbook({ en: 'the answer', zh: '答案' }));
    const fixtures = join(folder, 'tested/fixtures/crash-loop');
    await mkdir(fixtures, { recursive: true });
    expect((await cli(['playbook', 'test', dir])).code).toBe(1);
    const fixture = {
      found: [{ target: 'pod/web-1', objects: [crashed], expect: [{ container: 'app' }] }],
      clear: [{ objects: [healthy] }],
    };
    await writeFile(join(fixtures, 'forty-two.yaml'), JSON.stringify(fixture));
    expect(await cli(['playbook', 'test', dir])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 passed, 0 failed'),
    });
  });
});

describe('explain and demo need no cluster', () => {
  test.each([['crash-loop'], ['CrashLoopBackOff'], ['ImagePullBackOff'], ['OOMKilled'], ['137'], ['镜像拉取失败']])(
    'explain %s finds an entry in both languages',
    async (word) => {
      for (const lang of ['en', 'zh']) {
        const { code, stdout } = await cli(['explain', word, '--lang', lang]);
        expect(code).toBe(0);
        expect(stdout.length).toBeGreaterThan(40);
      }
    },
  );

  test('explain of an unknown word suggests near ones', async () => {
    const { code, stderr } = await cli(['explain', 'CrashLopBackOff']);
    expect(code).toBe(2);
    expect(stderr).toContain('CrashLoopBackOff');
  });

  test('demo shows some cases in full and lists each recorded case of every symptom', async () => {
    for (const lang of ['en', 'zh']) {
      const { code, stdout } = await cli(['demo', '--lang', lang]);
      expect(code).toBe(0);
      for (const symptom of ['pending', 'image-pull', 'crash-loop', 'not-ready', 'container-create', 'terminating'])
        expect(stdout).toContain(`$ k8sdoctor demo ${symptom}/`);
      for (const symptom of ['evicted', 'hook', 'init', 'mount', 'node-lost', 'rollout', 'sandbox', 'job'])
        expect(stdout).toMatch(new RegExp(`^ *${symptom}/[a-z-]+ `, 'm'));
      expect(stdout).toContain(lang === 'en' ? 'ROOT CAUSE' : '根因');
    }
  });
});
