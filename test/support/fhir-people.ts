import type { Journal } from '../../journal/open.js';
import { hashSecret, newSecret } from '../../provisioning/secrets/secret.js';
import { type Role, roles } from '../../record/role.js';

/** A person for each role, and a bearer token of theirs. */
export async function addPeople(
  journal: Journal,
  passwordHash: string,
  nowMilliseconds: number,
): Promise<Record<Role, string>> {
  const tokens: [Role, string][] = [];
  for (const role of roles) {
    const secret = newSecret();
    await journal.people.addUser({
      name: role,
      displayName: `Mme ${role}`,
      role,
      passwordHash,
      author: `Practitioner/${role}`,
      disabled: false,
    });
    await journal.people.addCredential({
      hash: hashSecret(secret),
      kind: 'token',
      user: role,
      createdMilliseconds: nowMilliseconds,
      expiresMilliseconds: nowMilliseconds + 8 * 3_600_000,
    });
    tokens.push([role, secret]);
  }
  return Object.fromEntries(tokens) as Record<Role, string>;
}
