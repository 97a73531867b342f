import type { Approval } from '../../journal/approvals/approval-store.js';
import type { User } from '../../journal/people-store.js';
import type { SecondFactor } from '../../journal/second-factors/second-factor-store.js';
import { crockfordAlphabet } from '../../protocol/check-characters.js';
import { Problem } from '../../protocol/problem.js';
import type { AccountChange } from '../../record/accounts/account-change.js';
import { givenPasswordUntil } from '../../record/accounts/given-password.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import { parseResource } from '../../record/parse.js';
import { type Role, roles } from '../../record/role.js';
import { charactersMax, charactersMin, type PasswordFault } from '../secrets/judge-password.js';
import { hashPassword } from '../secrets/password.js';
import { hashSecret, newSecret } from '../secrets/secret.js';
import { VerbArguments } from './arguments.js';
import { noteOperator } from './note-operator.js';
import { approvalWanted, keepWaiting, type ShownApproval, shownApproval, stopWaiting } from './user-approval.js';
import type { VerbContext } from './verb-context.js';

const tokenMillisecondsMin = 60_000;
const tokenMillisecondsMax = 366 * 24 * 60 * 60 * 1000;

/** A user without what proves them. */
export interface ShownUser extends Omit<User, 'passwordHash' | 'givenMilliseconds'> {
  /** Until when the password holds that was given to them (rule N30), milliseconds since 1970; null where it is their own. */
  readonly passwordUntilMilliseconds: number | null;
  readonly secondFactor: { readonly takenMilliseconds: number; readonly recoveryCodesLeft: number } | null;
  /** Security keys that are theirs. */
  readonly keys: number;
  /** Whether account or role wait for a second person, or were refused (rule N26). */
  readonly approval: ShownApproval;
}

export interface NewPassword {
  readonly user: ShownUser;
  /** Present when it was made here; shown once, never kept. */
  readonly password?: string;
}

/**
 * `user-add` {name, displayName, role, password?}: the user, and the Practitioner that stands as author of their writes. It waits for
 * a second person where one has to approve (rule N26).
 * @throws Problem `already-exists`, `usage-wrong`
 */
export async function addUser(context: VerbContext, args: unknown): Promise<NewPassword> {
  const given = new VerbArguments(args);
  const name = parseUserName(given);
  const role = parseRole(given);
  const displayName = given.optionalText('displayName', 120) ?? name;
  const { people, records } = context.journal;
  if ((await people.findUser(name)) !== undefined) throw new Problem('already-exists', `user ${name}`);
  const { password, made } = await choosePassword(context, given, { name, displayName });
  const passwordHash = await hashPassword(password);
  const id = context.newId();
  const practitioner = { resourceType: 'Practitioner', id, active: true, name: [{ text: displayName }] };
  const resource = parseResource(JSON.stringify(practitioner));
  const author = `Practitioner/${id}`;
  await records.commitBundle({ author, entries: [{ verb: 'create', resource }] });
  const asked = await approvalWanted(context, { user: name, role, isNew: true });
  // Shut as long as it waits, for earlier programs and in older backups, too.
  const user: User = {
    ...{ name, displayName, role, passwordHash, author, disabled: asked !== undefined },
    givenMilliseconds: givenNow(context),
  };
  context.accounts?.keepUser(user);
  await people.addUser(user, asked);
  await noteOperator(context, 'user-add', author);
  return { user: await shownNow(context, user), ...(made ? { password } : {}) };
}

/** What somebody at the command line changed (rule N24). */
export function changeOf(kind: AccountChange['kind'], { now }: VerbContext): AccountChange {
  return { kind, author: commandLineAuthor, address: '', session: '', milliseconds: now() };
}

/** `user-list` {} */
export async function listUsers({ journal }: VerbContext): Promise<readonly ShownUser[]> {
  const factors = new Map((await journal.secondFactors.list()).map((factor) => [factor.user, factor]));
  const keys = await journal.securityKeys.list();
  const keysOf = (name: string) => keys.filter(({ user }) => user === name).length;
  const asked = new Map((await journal.approvals.list()).map((approval) => [approval.user, approval]));
  return (await journal.people.listUsers()).map((user) =>
    shown(user, factors.get(user.name), keysOf(user.name), asked.get(user.name)),
  );
}

/** `user-disable` {name}: their sessions and tokens stop too. @throws Problem `not-found` */
export async function disableUser(context: VerbContext, args: unknown): Promise<ShownUser> {
  const user = await findUser(context, new VerbArguments(args));
  context.accounts?.keepUser({ ...user, disabled: true });
  await context.journal.people.updateUser(user.name, { disabled: true });
  await stopWaiting(context, user.name);
  await noteOperator(context, 'user-disable', user.author);
  return shownNow(context, { ...user, disabled: true });
}

/**
 * `user-reset` {name, password?, secondFactor?}: a new password; a disabled user may sign in again, unless nobody approved of the account yet. With `secondFactor`
 * they take a new second factor then, and the one before is good no more (rule N6).
 * @throws Problem `not-found`
 */
export async function resetUser(context: VerbContext, args: unknown): Promise<NewPassword> {
  const given = new VerbArguments(args);
  const user = await findUser(context, given);
  const { password, made } = await choosePassword(context, given, user);
  const passwordHash = await hashPassword(password);
  const disabled = await keepWaiting(context, user.name);
  const renewed = { passwordHash, givenMilliseconds: givenNow(context) };
  context.accounts?.keepUser({ ...user, ...renewed, disabled });
  await context.journal.people.updateUser(user.name, { ...renewed, disabled }, changeOf('password-reset', context));
  await noteOperator(context, 'user-reset', user.author);
  await resetSecondFactor(context, user, given.flag('secondFactor'));
  return { user: await shownNow(context, { ...user, ...renewed, disabled }), ...(made ? { password } : {}) };
}

/** One that was taken from them before, and came back with a backup, goes in any case. */
async function resetSecondFactor(context: VerbContext, { name, author }: User, isWanted: boolean): Promise<void> {
  const { accounts, journal } = context;
  const factor = await journal.secondFactors.find(name);
  const keys = isWanted ? await journal.securityKeys.listOf(name) : [];
  const isTaken = factor !== undefined && (isWanted || accounts?.isFactorRevoked(factor) === true);
  if (!isTaken && keys.length === 0) return;
  if (isTaken) accounts?.keepRevokedFactor(factor);
  for (const key of keys) accounts?.keepRevokedKey(key);
  // Recovery codes go with either.
  await journal.secondFactors.remove(name, changeOf('second-factor-removed', context));
  if (keys.length > 0) await journal.securityKeys.removeAllOf(name);
  await noteOperator(context, 'second-factor-remove', author);
}

export interface IssuedToken {
  /** The bearer token; shown once, only its hash is kept. */
  readonly secret: string;
  readonly user: string;
  readonly expiresMilliseconds: number;
}

/** `token-issue` {user, ttlMilliseconds}. @throws Problem `not-found`, `forbidden` for a disabled user */
export async function issueToken(context: VerbContext, args: unknown): Promise<IssuedToken> {
  const given = new VerbArguments(args);
  const ttl = given.optionalInteger('ttlMilliseconds', tokenMillisecondsMin, tokenMillisecondsMax);
  if (ttl === undefined) throw new Problem('usage-wrong', 'ttlMilliseconds is missing');
  const user = await findUser(context, given, 'user');
  if (user.disabled) throw new Problem('forbidden', `user ${user.name} is disabled`);
  const secret = newSecret();
  const createdMilliseconds = context.now();
  const expiresMilliseconds = createdMilliseconds + ttl;
  const credential = { hash: hashSecret(secret), user: user.name, createdMilliseconds, expiresMilliseconds };
  await context.journal.people.addCredential({ ...credential, kind: 'token' });
  await noteOperator(context, 'token-issue', user.author);
  return { secret, user: user.name, expiresMilliseconds };
}

export async function findUser(context: VerbContext, given: VerbArguments, argument = 'name'): Promise<User> {
  const name = given.text(argument, 64);
  const user = await context.journal.people.findUser(name);
  if (user === undefined) throw new Problem('not-found', `user ${name}`);
  return user;
}

function parseUserName(given: VerbArguments): string {
  const name = given.text('name', 64);
  if (!/^[a-z0-9.-]+$/.test(name)) throw new Problem('usage-wrong', 'user name: a-z 0-9 . -');
  return name;
}

export function parseRole(given: VerbArguments): Role {
  const text = given.text('role', 32);
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new Problem('usage-wrong', `role: ${roles.join(', ')}`);
  return role;
}

const faultDetails: Readonly<Record<PasswordFault, string>> = {
  'too-short': `password: at least ${charactersMin} characters`,
  'too-long': `password: at most ${charactersMax} characters`,
  guessable: 'password: soon guessed',
};

/** In the folder of a demo, where the screen shows the one of all accounts, a password is its people's own at once (rule N30). */
function givenNow({ node, now }: VerbContext): number | undefined {
  return node.demo === undefined ? now() : undefined;
}

/** One that somebody chose for another is judged as one's own (rule N9). */
async function choosePassword(
  context: VerbContext,
  given: VerbArguments,
  { name, displayName }: Pick<User, 'name' | 'displayName'>,
): Promise<{ password: string; made: boolean }> {
  const password = given.optionalText('password', charactersMax + 1);
  if (password === undefined) return { password: newPassword(context), made: true };
  const fault = await context.judgePassword(password, { name, displayName, place: context.node.name });
  if (fault !== undefined) throw new Problem('usage-wrong', faultDetails[fault]);
  return { password, made: false };
}

/** 80 random bits in characters that cannot be confused on paper, e.g. `K7QD-2M8X-0ZVA-91TP`. */
function newPassword(context: VerbContext): string {
  const characters = [...context.randomBytes(16)].map((byte) => crockfordAlphabet[byte & 31] ?? '').join('');
  return (characters.match(/.{4}/g) ?? []).join('-');
}

export async function shownNow({ journal }: VerbContext, user: User): Promise<ShownUser> {
  const keys = await journal.securityKeys.listOf(user.name);
  const factor = await journal.secondFactors.find(user.name);
  return shown(user, factor, keys.length, await journal.approvals.find(user.name));
}

function shown(
  { passwordHash: _, givenMilliseconds: given, ...rest }: User,
  factor: SecondFactor | undefined,
  keys: number,
  asked: Approval | undefined,
): ShownUser {
  const approval = shownApproval(asked);
  const user = { ...rest, passwordUntilMilliseconds: given === undefined ? null : givenPasswordUntil(given) };
  if (factor === undefined) return { ...user, keys, approval, secondFactor: null };
  const { takenMilliseconds, recoveryCodesLeft } = factor;
  return { ...user, keys, approval, secondFactor: { takenMilliseconds, recoveryCodesLeft } };
}
