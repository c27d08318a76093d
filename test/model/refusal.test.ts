import { describe, expect, test } from 'vitest';
import { parseRefusal, webhookBackend } from '../../src/model/refusal.ts';

const web = (text: string) => `Error creating: pods "web-79d76b7b7d-25cgm" is forbidden: ${text}`;

describe('refusals of pods', () => {
  test('a quota names what is used, asked for and allowed', () => {
    const text =
      'exceeded quota: q, requested: requests.cpu=80m,pods=1, used: requests.cpu=80m,pods=5, limited: requests.cpu=100m,pods=5';
    expect(parseRefusal(web(text))).toMatchObject({
      by: 'quota',
      name: 'q',
      items: ['requests.cpu 80m + 80m > 100m', 'pods 5 + 1 > 5'],
    });
  });

  test('a LimitRange lists its bounds, each with its «but»', () => {
    const text =
      '[minimum cpu usage per Container is 50m, but request is 10m, maximum memory usage per Container is 64Mi, but limit is 128Mi]';
    expect(parseRefusal(web(text))).toMatchObject({
      by: 'limit-range',
      items: [
        'minimum cpu usage per Container is 50m, but request is 10m',
        'maximum memory usage per Container is 64Mi, but limit is 128Mi',
      ],
    });
  });

  test('Pod Security lists the fields; commas within parentheses do not divide', () => {
    const text =
      'violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true, hostPID=true), privileged (container "app" must not set privileged=true)';
    expect(parseRefusal(web(text))).toMatchObject({
      by: 'pod-security',
      name: 'restricted:latest',
      items: [
        'host namespaces (hostNetwork=true, hostPID=true)',
        'privileged (container "app" must not set privileged=true)',
      ],
    });
  });

  test.each([
    [web('failed quota: q: must specify limits.cpu for: app; requests.memory for: app'), 'quota-unspecified', 'q'],
    [
      'create Pod s-0 in StatefulSet s failed error: pods "s-0" is forbidden: failed quota: q: must specify limits.cpu for: app',
      'quota-unspecified',
      'q',
    ],
    [web('error looking up service account shop/web: serviceaccount "web" not found'), 'service-account', 'web'],
    [web('no PriorityClass with name gold was found'), 'priority-class', 'gold'],
    [web('pod rejected: RuntimeClass "gvisor" not found'), 'runtime-class', 'gvisor'],
    [
      'Error creating: Internal error occurred: failed calling webhook "p.example.com": failed to call webhook: Post "https://p.ns.svc:443/": EOF',
      'webhook-down',
      'p.example.com',
    ],
    ['Error creating: admission webhook "p.example.com" denied the request: no latest tag', 'webhook', 'p.example.com'],
    [web("ValidatingAdmissionPolicy 'teams' with binding 'b' denied request: label team"), 'policy', 'teams'],
    [web('unable to create new content in namespace shop because it is being terminated'), 'terminating', 'shop'],
    [
      'create Pod db-0 in StatefulSet db failed error: object is being deleted: pods "db-0" already exists',
      'exists',
      'db-0',
    ],
    ['Error creating: etcdserver: request timed out', 'other', null],
  ])('%s', (message, by, name) => {
    expect(parseRefusal(message)).toMatchObject({ by, name });
  });
});

test('the Service behind a webhook stands in the address that was called', () => {
  expect(webhookBackend('Post "https://policy.tools.svc:443/?timeout=2s": EOF')).toEqual({
    service: 'policy',
    namespace: 'tools',
  });
  expect(webhookBackend('Post "https://policy.example.com/": EOF')).toBeUndefined();
});
