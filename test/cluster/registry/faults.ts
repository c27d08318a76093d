/** Host of the server that plays broken registries. */
export const FAULTS_HOST = 'faults.test';

/** Port of each kind of broken registry on `faults.test`; every repository and tag exists on each. */
export const faultPorts = {
  /** Answers every pull with 429 TOOMANYREQUESTS, worded as Docker Hub does. */
  rateLimit: 5001,
  /** Wants a bearer token and refuses the anonymous one; takes the credentials of `private.test`. */
  tokenAuth: 5002,
  /** Serves a good image very slowly: in ten minutes, or in what the tag says (`30s`). */
  slow: 5003,
  /** Has a certificate that nobody trusts. */
  selfSigned: 5004,
  /** Speaks HTTP although containerd expects TLS. */
  plainHttp: 5005,
  /** Takes the connection and never says a word. */
  silent: 5006,
  /** Lets every packet disappear. */
  unreachable: 5007,
  /** Answers every request with 503 Service Unavailable. */
  unavailable: 5008,
} as const;

/** User and password that `private.test:5000` and the token-auth port take. */
export const privateCredentials = { username: 'ci', password: 'correct-horse-battery' } as const;
