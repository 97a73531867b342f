import { auditClasses, classKeyOf } from '../../journal/audit/audit-class.js';
import type { AuditQuery, AuditStretch, KeptEntry } from '../../journal/audit/audit-query.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import { Problem } from '../../protocol/problem.js';
import { accessKindOf } from '../../record/access.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const nameCharactersMax = 255;
const authorsMax = 200;
const entriesMax = 2_000;
const actsMax = 200;

/** Somebody whose account a breach is about. */
export interface BreachAccount {
  readonly name: string;
  readonly author: string;
  readonly role: string;
  readonly disabled: boolean;
}

/** Who it is about and from where; times in milliseconds since 1970. */
export interface BreachWho {
  readonly accounts: readonly BreachAccount[];
  readonly signIns: readonly { readonly at: number; readonly user: string; readonly address: string }[];
  readonly openSessions: readonly { readonly user: string; readonly address: string; readonly since: number }[];
}

/** What was done with records: of how many, never what they say. */
export interface BreachLooks {
  /** Ids, each once in one answer. */
  readonly patients: readonly string[];
  /** By kind of data (`record/access.ts`), and by the word of the audit. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, number>>;
  /** Of these no patient is named: searches over many, and exports. */
  readonly unnamed: number;
  readonly next?: AuditStretch;
}

/** `breach-who` {account | address, from, to, operator}. @throws Problem `not-found` for an account that is not there */
export async function readBreachWho(context: VerbContext, args: unknown): Promise<BreachWho> {
  const { journal, now } = context;
  const given = new VerbArguments(args);
  const [account, address] = ['account', 'address'].map((name) => given.optionalText(name, nameCharactersMax));
  const { from, to } = periodIn(given);
  const { people, signIns } = journal;
  if (account !== undefined && (await people.findUser(account)) === undefined) throw new Problem('not-found', account);
  const came = (await signIns.between(from, to)).filter(
    (each) =>
      each.user !== '' &&
      each.credential !== '' &&
      (account === undefined ? each.address === address : each.user === account),
  );
  await noteReport(context, given);
  const names = new Set(account === undefined ? came.map(({ user }) => user) : [account]);
  const accounts = (await people.listUsers()).filter(({ name }) => names.has(name));
  const openSessions = [];
  for (const { name: user } of accounts) {
    for (const session of await people.listSessions(user, now())) {
      if (account === undefined && session.address !== address) continue;
      openSessions.push({ user, address: session.address, since: session.createdMilliseconds });
    }
  }
  return {
    accounts: accounts.map(({ name, author, role, disabled }) => ({ name, author, role, disabled })),
    signIns: came.map((each) => ({ at: each.milliseconds, user: each.user, address: each.address })),
    openSessions,
  };
}

/** `breach-looks` {authors, from, to, start?, end?}: a stretch of what some people did with records in a time. */
export async function readBreachLooks({ journal }: VerbContext, args: unknown): Promise<BreachLooks> {
  const given = new VerbArguments(args);
  const { from, to } = periodIn(given);
  const references = given.list('authors', authorsMax).map(String);
  const query = { times: timesOf(from, to), agents: [{ references, names: [] }], entities: [] };
  const page = await journal.auditEntries.find({ ...query, ...stretchIn(given), isRising: true, count: entriesMax });
  const patients = new Set<string>();
  const [kinds, words]: [Record<string, number>, Record<string, number>] = [{}, {}];
  let unnamed = 0;
  for (const entry of page.entries) {
    const type = entry.subject.split('/', 1)[0] ?? '';
    const word = entry.action.split(' ', 1)[0] ?? '';
    const isExport = word === 'export' && entry.subject !== '' && !entry.subject.includes('/');
    if (entry.outcome !== 'done' || !(isExport || isResourceTypeKnown(type))) continue;
    words[word] = (words[word] ?? 0) + 1;
    if (isResourceTypeKnown(type)) kinds[accessKindOf(type)] = (kinds[accessKindOf(type)] ?? 0) + 1;
    const patient = patientOf(entry);
    if (patient !== undefined) patients.add(patient);
    else if (word === 'search' || word === 'export' || word === 'history') unnamed += 1;
  }
  return { patients: [...patients], kinds, words, unnamed, ...(page.next && { next: page.next }) };
}

function patientOf({ subject, patient }: KeptEntry): string | undefined {
  return /^Patient\/([A-Za-z0-9.-]{1,64})(?:\/|$)/.exec(subject)?.[1] ?? patient;
}

/** `breach-held` {after?, operator}: all patients whose records lie here, a page of them. */
export async function readBreachHeld(context: VerbContext, args: unknown) {
  const given = new VerbArguments(args);
  const after = given.optionalText('after', nameCharactersMax) ?? '';
  if (after === '') await noteReport(context, given);
  const page = await context.journal.retention.due(Number.MAX_SAFE_INTEGER, after);
  const patients = page.records.map(({ patient }) => patient as string);
  return { patients, ...(page.next !== undefined && { next: page.next }) };
}

/** Who made a report stands in the audit, as whoever reads that does (rule R63). */
async function noteReport({ journal }: VerbContext, given: VerbArguments): Promise<void> {
  const author = `carnet:operator/${given.text('operator', nameCharactersMax)}`;
  await journal.records.audit([{ author, action: 'breach report', subject: '', outcome: 'done' }]);
}

/** What is done against a breach, as the audit names it. */
const acts = [
  'user-disable',
  'user-reset',
  'user-role',
  'password',
  'session-end',
  'sign-out-everywhere',
  'second-factor-remove',
  'token-revoke',
  'order',
];

/** `breach-acts` {from, authors?}: what was done about accounts, sessions and boxes since; a bounded number. */
export async function readBreachActs({ journal }: VerbContext, args: unknown) {
  const given = new VerbArguments(args);
  const from = given.optionalInteger('from', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const authors = given.list('authors', authorsMax).map(String);
  const classes = auditClasses.flatMap((one) =>
    one.outcome === 'done' && acts.includes(one.word ?? '') ? [classKeyOf(one)] : [],
  );
  const query = { times: timesOf(from, Number.MAX_SAFE_INTEGER), agents: [], entities: [], classes, isRising: true };
  const found = [];
  for (let stretch: AuditStretch | undefined; found.length < actsMax; ) {
    const page = await journal.auditEntries.find({ ...query, count: actsMax, ...(stretch && { stretch }) });
    found.push(...page.entries.filter(({ author, subject }) => isAbout(authors, author, subject)));
    if (page.next === undefined) break;
    stretch = page.next;
  }
  return found.map(({ milliseconds, action }) => ({ at: milliseconds, word: action.split(' ', 1)[0] ?? '' }));
}

function isAbout(authors: readonly string[], author: string, subject: string): boolean {
  return (
    authors.length === 0 || authors.includes(subject) || (authors.includes(author) && !author.startsWith('carnet:'))
  );
}

/** @throws Problem `usage-wrong` */
function periodIn(given: VerbArguments): { readonly from: number; readonly to: number } {
  const from = given.optionalInteger('from', 0, Number.MAX_SAFE_INTEGER);
  const to = given.optionalInteger('to', 0, Number.MAX_SAFE_INTEGER);
  if (from === undefined || to === undefined || to <= from) throw new Problem('usage-wrong', 'from, to');
  return { from, to };
}

function stretchIn(given: VerbArguments): Pick<AuditQuery, 'stretch'> {
  const start = given.optionalInteger('start', 1, Number.MAX_SAFE_INTEGER);
  const end = given.optionalInteger('end', 0, Number.MAX_SAFE_INTEGER);
  return start === undefined || end === undefined ? {} : { stretch: { from: start, to: end } };
}

function timesOf(from: number, to: number): readonly (readonly SearchValue[])[] {
  return [[{ prefix: 'ge', text: '', start: from, end: from }], [{ prefix: 'lt', text: '', start: to, end: to }]];
}
