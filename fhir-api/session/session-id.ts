const characters = 24;

/** Names a session to people: a part of the digest of its secret, hexadecimal. It opens nothing, and the secret is not found by it. */
export function sessionIdOf(hash: string): string {
  return hash.slice(0, characters);
}
