import type { Random } from '../random.ts';

/** Part of every secret made here: seen in any output, it has leaked. */
export const MARK = 'Zq7xLEAKx9';

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const noise = (random: Random, length: number): string =>
  Array.from({ length }, () => ALPHABET[random.below(ALPHABET.length)]).join('');

/** Ways a secret stands in logs, messages, annotations and commands. */
const FORMS: ((secret: string) => string)[] = [
  (secret) => `DB_PASSWORD=${secret}`,
  (secret) => `export API_KEY='${secret}'`,
  (secret) => `{"token": "${secret}", "user": "me"}`,
  (secret) => `password: ${secret}`,
  (secret) => `--password ${secret} --verbose`,
  (secret) => `--db-password=${secret}`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `authorization: Basic ${secret}==`,
  (secret) => `GET https://admin:${secret}@db.example.com/x failed`,
  (secret) => `postgres://app:${secret}@10.0.0.1:5432/shop`,
  (secret) => `https://${secret}${secret}@github.com/x.git`,
  (secret) => `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${secret}\n-----END RSA PRIVATE KEY-----`,
  (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}`,
  (secret) => `eyJhbGciOiJIUzI1NiJ9.${secret}.${secret}`,
  (secret) => `ghp_${secret}${secret}`,
  (secret) => `xoxb-${secret}-${secret}`,
  (secret) => `{"auths":{"r.example":{"auth":"${secret}"}}}`,
  (secret) => `Set-Cookie: session=${secret}; Path=/`,
  (secret) => `client_secret=${secret}&scope=x`,
  (secret) => `\u001b[32mpassword\u001b[0m=\u001b[33m${secret}\u001b[0m`,
  (secret) => `name: DB_PASSWORD, value: ${secret}`,
];

/** A text with a secret in it, as it may stand anywhere in a cluster. */
export function secretText(random: Random): string {
  const secret = `${noise(random, 8)}${MARK}${noise(random, 6)}`;
  return random.pick(FORMS)(secret);
}

/** A bare secret, for places that themselves say what it is: the value of `DB_PASSWORD`, data of a Secret. */
export const bareSecret = (random: Random): string => `${noise(random, 6)}${MARK}${noise(random, 6)}`;
