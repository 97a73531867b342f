import type { DuePage } from '../../journal/retention/retention-store.js';
import { Problem } from '../../protocol/problem.js';
import { faultOf, type RetentionDays } from '../../record/privacy/retention.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const operatorCharactersMax = 255;
const changesMax = 20;
const cursorCharactersMax = 128;

/** `retention-days`: for how many days each kind is kept. */
export function readRetention({ journal }: VerbContext): Promise<RetentionDays> {
  return journal.retention.days();
}

/** `retention-set` {changes: [[kind, days]], operator}: the times from now on. @throws Problem `usage-wrong` */
export async function setRetention({ journal }: VerbContext, args: unknown): Promise<RetentionDays> {
  const given = new VerbArguments(args);
  const author = `carnet:operator/${given.text('operator', operatorCharactersMax)}`;
  await journal.retention.setDays(Object.fromEntries(given.list('changes', changesMax).map(changeOf)), author);
  return journal.retention.days();
}

function changeOf(change: unknown): readonly [kind: string, days: number] {
  const [kind, days] = Array.isArray(change) ? (change as readonly unknown[]) : [];
  const fault = typeof kind === 'string' && typeof days === 'number' ? faultOf(kind, days) : 'unknown';
  if (fault !== undefined) throw new Problem('usage-wrong', `${kind}=${days}`);
  return [String(kind), Number(days)];
}

/** `retention-due` {before, after?}: records in which nothing was written since a moment; a bounded look. */
export function readDue({ journal }: VerbContext, args: unknown): Promise<DuePage> {
  const given = new VerbArguments(args);
  const before = given.optionalInteger('before', 0, Number.MAX_SAFE_INTEGER);
  if (before === undefined) throw new Problem('usage-wrong', 'before is missing');
  return journal.retention.due(before, given.optionalText('after', cursorCharactersMax) ?? '');
}
