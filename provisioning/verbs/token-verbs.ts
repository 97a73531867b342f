import type { MachineToken } from '../../journal/machine-tokens/machine-token-store.js';
import { parseResourceId, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { parseScopes } from '../../record/machine-scopes.js';
import { parseResource } from '../../record/parse.js';
import { hashSecret, newSecret } from '../secrets/secret.js';
import { VerbArguments } from './arguments.js';
import { noteOperator } from './note-operator.js';
import type { VerbContext } from './verb-context.js';

const dayMilliseconds = 24 * 60 * 60 * 1000;
const daysByDefault = 365;
const daysMax = 2 * 365;
const scopeCharactersMax = 4096;

/** A token that was made, with what proves it: shown once, only its hash is kept. */
export interface NewToken {
  readonly token: MachineToken;
  readonly secret: string;
}

/**
 * `token-create` {name, scope, patient?, days?}: a token of a machine of its own, and the Device that stands as author of
 * what it writes. `scope` as SMART App Launch 2.x writes scopes.
 * @throws Problem `usage-wrong`, `already-exists`, `not-found` for a patient who was never here
 */
export async function createToken(context: VerbContext, args: unknown): Promise<NewToken> {
  const given = new VerbArguments(args);
  const name = tokenName(given);
  const scope = given.text('scope', scopeCharactersMax);
  const patient = await patientOf(context, given);
  parseScopes(scope, patient !== undefined);
  const days = given.optionalInteger('days', 1, daysMax) ?? daysByDefault;
  const { machineTokens, records } = context.journal;
  const isKnown = (await machineTokens.list()).some((token) => token.name === name);
  if (isKnown || context.accounts?.isTokenRevoked(name) === true) {
    throw new Problem('already-exists', `token ${name}; a name stays its first token’s`);
  }
  const secret = newSecret();
  const createdMilliseconds = context.now();
  const token = {
    ...{ name, author: `Device/${context.node.code}.${name}`, patient, createdMilliseconds },
    scopes: scope.split(/\s+/).join(' '),
    expiresMilliseconds: createdMilliseconds + days * dayMilliseconds,
  };
  const device = deviceOf(token);
  await records.commitBundle({ author: token.author, entries: [{ verb: 'update', resource: device }] });
  await machineTokens.add({ ...token, hash: hashSecret(secret) });
  await noteOperator(context, 'token-create', token.author);
  return { token: { ...token, usedMilliseconds: undefined, revokedMilliseconds: undefined }, secret };
}

/** `token-list` {}: all there ever were. */
export async function listTokens(context: VerbContext): Promise<readonly MachineToken[]> {
  return context.journal.machineTokens.list();
}

/** `token-revoke` {name}: from the next request on it is good for nothing. @throws Problem `not-found` */
export async function revokeToken(context: VerbContext, args: unknown): Promise<MachineToken> {
  const name = tokenName(new VerbArguments(args));
  const { machineTokens } = context.journal;
  if ((await machineTokens.list()).some((token) => token.name === name)) context.accounts?.keepRevokedToken(name);
  const token = await machineTokens.revoke(name, context.now());
  await noteOperator(context, 'token-revoke', token.author);
  return token;
}

function tokenName(given: VerbArguments): string {
  const name = given.text('name', 40);
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) throw new Problem('usage-wrong', 'token name: a-z 0-9 . -');
  return name;
}

async function patientOf({ journal }: VerbContext, given: VerbArguments): Promise<ResourceId | undefined> {
  const text = given.optionalText('patient', 64);
  if (text === undefined) return undefined;
  const id = parseResourceId(text.replace(/^Patient\//, ''));
  const version = await journal.records.read({ type: parseResourceType('Patient'), id });
  if (version === undefined || version.deleted) throw new Problem('not-found', 'the patient');
  return id;
}

function deviceOf({ name, author }: Pick<MachineToken, 'name' | 'author'>) {
  const [resourceType, id] = author.split('/');
  const deviceName = [{ name, type: 'user-friendly-name' }];
  return parseResource(JSON.stringify({ resourceType, id, status: 'active', deviceName }));
}
