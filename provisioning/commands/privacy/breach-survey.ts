import { type AccessKind, accessKinds } from '../../../record/access.js';
import type { BreachFacts, BreachWay } from '../../../record/privacy/breach.js';
import { processingOfKind } from '../../../record/privacy/processing.js';
import type { BreachLooks } from '../../verbs/breach-verbs.js';
import type { NodeSession } from '../node-session.js';

type Surveyed = Pick<
  BreachFacts,
  'accounts' | 'signIns' | 'openSessions' | 'kinds' | 'words' | 'unnamed' | 'acts' | 'patients'
>;

export interface BreachSurvey {
  readonly facts: Surveyed;
  /** Ids of those concerned. */
  readonly patients: ReadonlySet<string>;
}

/** Gathers what a node knows of a breach, a stretch of its audit at a time (rule R47). */
export async function surveyBreach(
  session: NodeSession,
  way: BreachWay,
  { from, to }: Pick<BreachFacts, 'from' | 'to'>,
  operator: string,
): Promise<BreachSurvey> {
  if (way.kind === 'stolen-box') return surveyBox(session, from, operator);
  const whose = way.kind === 'account' ? { account: way.account } : { address: way.address };
  const { accounts: found, ...who } = await session.call('breach-who', { ...whose, from, to, operator });
  const authors = found.map(({ author }) => author);
  const patients = new Set<string>();
  const [kinds, words]: [Record<string, number>, Record<string, number>] = [{}, {}];
  let unnamed = 0;
  for (let next: BreachLooks['next'], isFirst = true; authors.length > 0 && (isFirst || next !== undefined); ) {
    const stretch = next === undefined ? {} : { start: next.from, end: next.to };
    const looks: BreachLooks = await session.call('breach-looks', { authors, from, to, ...stretch });
    for (const patient of looks.patients) patients.add(patient);
    addCounts(kinds, looks.kinds);
    addCounts(words, looks.words);
    unnamed += looks.unnamed;
    next = looks.next;
    isFirst = false;
  }
  const accounts = found.map(({ name, role, disabled }) => ({ name, role, disabled }));
  const acts = authors.length === 0 ? [] : await session.call('breach-acts', { from, authors });
  return { facts: { ...who, accounts, kinds, words, unnamed, acts, patients: patients.size }, patients };
}

/** Whoever has the box has all that it holds; what protects it says the report. */
async function surveyBox(session: NodeSession, from: number, operator: string): Promise<BreachSurvey> {
  const patients = new Set<string>();
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const page: { readonly patients: readonly string[]; readonly next?: string } = await session.call(
      'breach-held',
      after === undefined ? { operator } : { operator, after },
    );
    for (const patient of page.patients) patients.add(patient);
    after = page.next;
  }
  const ofPeople = accessKinds.filter(
    (kind) => processingOfKind[kind] === 'care' || processingOfKind[kind] === 'billing',
  );
  const kinds = Object.fromEntries(ofPeople.map((kind: AccessKind) => [kind, 1]));
  const acts = await session.call('breach-acts', { from });
  const nobody = { accounts: [], signIns: [], openSessions: [], words: {}, unnamed: 0 };
  return { facts: { ...nobody, kinds, acts, patients: patients.size }, patients };
}

function addCounts(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}
