import { describe, expect, it } from 'vitest';
import { eventError, pullProblem, rootError, shortError, whereabouts } from '../../src/model/pull-error.ts';

const containerd = (error: string): string =>
  `rpc error: code = Unknown desc = failed to pull and unpack image "r.io/app:1": failed to resolve reference "r.io/app:1": ${error}`;
const head = 'failed to do request: Head "https://r.io/v2/app/manifests/1": ';

describe('pullProblem', () => {
  it.each([
    ['not-found', containerd('r.io/app:1: not found')],
    [
      'tag-unknown',
      'Error response from daemon: manifest for r.io/app:1 not found: manifest unknown: manifest unknown',
    ],
    ['repository-unknown', 'reading manifest 1 in r.io/app: name unknown: repository name not known to registry'],
    ['platform', 'failed to pull and unpack image "r.io/app:1": no match for platform in manifest: not found'],
    ['platform', 'no matching manifest for linux/arm64/v8 in the manifest list entries'],
    ['unauthorized', containerd('pulling from host r.io failed with status code [manifests 1]: 401 Unauthorized')],
    [
      'unauthorized',
      containerd('unexpected status from HEAD request to https://r.io/v2/app/manifests/1: 401 Unauthorized'),
    ],
    [
      'forbidden',
      containerd('unexpected status from HEAD request to https://ghcr.io/v2/x/y/manifests/1: 403 Forbidden'),
    ],
    ['forbidden', 'Error response from daemon: Head "https://ghcr.io/v2/x/y/manifests/1": denied: denied'],
    [
      'denied',
      containerd(
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      ),
    ],
    [
      'no-credentials',
      containerd(
        'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials',
      ),
    ],
    [
      'no-credentials',
      containerd('failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized'),
    ],
    [
      'credentials-refused',
      containerd('failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized'),
    ],
    ['credentials-refused', 'unauthorized: incorrect username or password'],
    [
      'rate-limit',
      'unexpected status code https://r.io/v2/app/manifests/sha256:aa: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    ],
    ['dns', containerd(`${head}dial tcp: lookup r.io on 10.0.0.2:53: no such host`)],
    [
      'dns-down',
      containerd(`${head}dial tcp: lookup r.io on 10.0.0.2:53: read udp 10.0.0.9:5->10.0.0.2:53: i/o timeout`),
    ],
    ['dns-down', containerd(`${head}dial tcp: lookup r.io: Temporary failure in name resolution`)],
    ['proxy', containerd(`${head}proxyconnect tcp: dial tcp: lookup proxy.corp: no such host`)],
    ['refused', containerd(`${head}dial tcp 10.1.1.1:443: connect: connection refused`)],
    [
      'refused',
      containerd(
        'failed to authorize: failed to fetch anonymous token: Get "https://auth.r.io/token": dial tcp 10.1.1.1:443: connect: connection refused',
      ),
    ],
    ['unroutable', containerd(`${head}dial tcp 10.1.1.1:443: connect: no route to host`)],
    ['timeout', containerd(`${head}dial tcp 10.1.1.1:443: i/o timeout`)],
    ['timeout', containerd(`${head}net/http: TLS handshake timeout`)],
    ['timeout', containerd(`${head}context deadline exceeded`)],
    [
      'tls-authority',
      containerd(`${head}tls: failed to verify certificate: x509: certificate signed by unknown authority`),
    ],
    ['tls-expired', containerd(`${head}x509: certificate has expired or is not yet valid: current time … is after …`)],
    ['tls-hostname', containerd(`${head}x509: certificate is valid for a.b, not r.io`)],
    ['plain-http', containerd(`${head}http: server gave HTTP response to HTTPS client`)],
    [
      'server-error',
      containerd('pulling from host r.io failed with status code [manifests 1]: 503 Service Unavailable'),
    ],
    ['disk-full', 'failed to extract layer sha256:aa: write /var/lib/containerd/x: no space left on device: unknown'],
    ['signature', 'Source image rejected: A signature was required, but no signature exists'],
    [
      'short-name',
      'short-name "busybox:latest" did not resolve to an alias and no unqualified-search registries are defined',
    ],
    ['interrupted', `${head}EOF`],
    ['other', containerd('unexpected status from HEAD request to https://r.io/v2/app/manifests/1: 418 I am a teapot')],
  ])('%s: %s', (problem, error) => {
    expect(pullProblem(error)).toBe(problem);
  });

  it.each([
    ['r.io/denied/eof:429: not found', 'denied/eof'],
    ['docker.io/envoyproxy/ratelimit:v1: not found', 'envoyproxy/ratelimit'],
    ['docker.io/library/unauthorized:1: not found', 'library/unauthorized'],
    ['Error response from daemon: manifest for ratelimit:v1 not found', 'library/ratelimit'],
  ])('is not misled by the image it is about: %s', (error, repository) => {
    expect(pullProblem(containerd(error), repository)).toMatch(/^(not-found|tag-unknown)$/);
  });

  it('takes a refused unpacking for no refused access', () => {
    expect(pullProblem('failed to extract layer: mount: operation not permitted: permission denied')).toBe('other');
  });
});

describe('whereabouts', () => {
  it.each([
    ['Head "https://mirror.corp:8443/v2/app/manifests/1": EOF', { endpoint: 'mirror.corp:8443' }],
    ['Head "https://me:hunter2@r.io:5000/v2/": EOF', { endpoint: 'r.io:5000' }],
    ['dial tcp: lookup r.io on 10.0.0.2:53: no such host', { endpoint: 'r.io', dnsServer: '10.0.0.2:53' }],
    ['Head "https://r.io/v2/": dial tcp 10.1.1.1:443: i/o timeout', { endpoint: 'r.io', address: '10.1.1.1:443' }],
    ['Head "https://r.io/v2/": dial tcp [fd00::1]:443: i/o timeout', { address: '[fd00::1]:443' }],
    ['pulling from host r.io:5000 failed with status code', { endpoint: 'r.io:5000' }],
    ['something else', { endpoint: undefined, address: undefined, dnsServer: undefined }],
  ])('%s', (error, where) => {
    expect(whereabouts(error)).toMatchObject(where);
  });
});

describe('the root error', () => {
  it('stands behind the back-off', () => {
    expect(rootError('Back-off pulling image "r.io/app:1": ErrImagePull: r.io/app:1: not found')).toBe(
      'r.io/app:1: not found',
    );
  });

  it('is the whole message of a failed attempt', () => {
    expect(rootError('r.io/app:1: not found')).toBe('r.io/app:1: not found');
  });

  it('is missing where an older kubelet only backs off', () => {
    expect(rootError('Back-off pulling image "r.io/app:1"')).toBeUndefined();
    expect(rootError(undefined)).toBeUndefined();
  });

  it('is in the event that tells why, not in the one that repeats the reason', () => {
    expect(eventError('Failed to pull image "r.io/app:1": not found')).toBe('not found');
    expect(eventError('Error: ImagePullBackOff')).toBeUndefined();
  });

  it('is said without the steps that led to it', () => {
    expect(shortError(containerd(`${head}x509: certificate signed by unknown authority`))).toBe(
      'x509: certificate signed by unknown authority',
    );
    expect(
      shortError('initializing source docker://r.io/app:1: reading manifest 1 in r.io/app: manifest unknown'),
    ).toBe('manifest unknown');
  });
});
