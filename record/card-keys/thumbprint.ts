import { createHash } from 'node:crypto';

/** The members that make up a key, by its type (RFC 7638 §3.2), in the order of their names. */
const requiredMembers: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['RSA', ['e', 'kty', 'n']],
]);

/**
 * The canonical text of a public JSON Web Key: the members that make it up, and nothing else (RFC 7638 §3.1).
 * `undefined` where one of them is missing or the type is another.
 */
export function canonicalJwk(jwk: object): string | undefined {
  const members = jwk as Readonly<Record<string, unknown>>;
  const names = requiredMembers.get(members['kty']);
  if (names?.every((name) => typeof members[name] === 'string') !== true) return undefined;
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, members[name]])));
}

/** The name of a key that follows from itself: base64url of the SHA-256 of its canonical text. */
export function thumbprintOf(canonical: string): string {
  return createHash('sha256').update(canonical).digest('base64url');
}
