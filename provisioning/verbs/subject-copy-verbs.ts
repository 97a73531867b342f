import type { ContentPart, CopyHistory, CopyLooks } from '../../journal/subject-copy/copy-source.js';
import { JournalCopySource } from '../../journal/subject-copy/journal-copy-source.js';
import { parseResourceId, parseResourceType, parseSiteCode, type ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { namedOperator } from '../../record/accounts/program-author.js';
import type { CopyHead } from '../../record/subject-copy/copy-piece.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const nameCharactersMax = 255;
const sitesMax = 10_000;
const partsMax = 1_000_000;

/**
 * `subject-copy-begin` {patient, operator}: whose copy it is, once the audit has it.
 * @throws Problem `not-found`, `gone` where the record was erased or withdrawn
 */
export async function beginCopy({ journal, node, now }: VerbContext, args: unknown): Promise<CopyHead> {
  const given = new VerbArguments(args);
  const patient = patientIn(given);
  const author = namedOperator(given.text('operator', nameCharactersMax));
  const found = await journal.records.read({ type: parseResourceType('Patient'), id: patient });
  if (found === undefined) throw new Problem('not-found', `Patient/${patient}`);
  if (found.deleted) throw new Problem(found.erased ? 'erased' : 'deleted', `Patient/${patient}`);
  await journal.records.audit([{ author, action: 'export copy', subject: `Patient/${patient}`, outcome: 'done' }]);
  return { patient, node: { code: node.code, name: node.name }, madeAt: now() };
}

/** `subject-copy-page` {patient, type, after?} */
export async function readCopyPage(context: VerbContext, args: unknown) {
  const given = new VerbArguments(args);
  const type = given.text('type', nameCharactersMax);
  return sourceOf(context, given).page(type, given.optionalText('after', nameCharactersMax) ?? '');
}

/** `subject-copy-history` {patient, type, id, cursor?} */
export async function readCopyHistory(context: VerbContext, args: unknown): Promise<CopyHistory> {
  const given = new VerbArguments(args);
  const [type, id] = [given.text('type', nameCharactersMax), given.text('id', nameCharactersMax)];
  return sourceOf(context, given).history(type, id, given.optionalText('cursor', nameCharactersMax));
}

/** `subject-copy-content` {patient, hash, part}; `null` while it is not here */
export async function readCopyContent(context: VerbContext, args: unknown): Promise<ContentPart | null> {
  const given = new VerbArguments(args);
  const part = given.optionalInteger('part', 0, partsMax) ?? 0;
  return (await sourceOf(context, given).content(given.text('hash', 64), part)) ?? null;
}

/** `subject-copy-looks` {patient, from?, to?} */
export async function readCopyLooks(context: VerbContext, args: unknown): Promise<CopyLooks> {
  const given = new VerbArguments(args);
  const from = given.optionalInteger('from', 1, Number.MAX_SAFE_INTEGER);
  const to = given.optionalInteger('to', 1, Number.MAX_SAFE_INTEGER);
  return sourceOf(context, given).looks(from === undefined || to === undefined ? undefined : { from, to });
}

/** `subject-copy-holders` {patient, origins} */
export async function readCopyHolders(context: VerbContext, args: unknown) {
  const given = new VerbArguments(args);
  return sourceOf(context, given).holders(given.list('origins', sitesMax).map((site) => parseSiteCode(String(site))));
}

function sourceOf({ journal, contents }: VerbContext, given: VerbArguments): JournalCopySource {
  return new JournalCopySource({ ...journal, contents }, patientIn(given));
}

/** @throws Problem `usage-wrong` */
function patientIn(given: VerbArguments): ResourceId {
  const text = given.text('patient', nameCharactersMax);
  try {
    return parseResourceId(text);
  } catch (cause) {
    throw new Problem('usage-wrong', 'patient: an id', [], { cause });
  }
}
