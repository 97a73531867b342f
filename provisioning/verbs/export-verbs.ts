import type { ExportPage } from '../../journal/exports/export-store.js';
import { parseResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

const nameCharactersMax = 255;
/** Text of one page; with its frame it is below what one line of the control socket may hold. */
const pageBytesMax = 4 * 1024 * 1024;

/** `export-begin` {operator, subject}: the moment to show, and the types that there are. */
export async function beginExport(context: VerbContext, args: unknown) {
  const given = new VerbArguments(args);
  const begun = await context.journal.exports.begin(
    given.text('operator', nameCharactersMax),
    given.text('subject', nameCharactersMax),
  );
  return { ...begun, site: context.node.code };
}

/** `export-page` {through, type, patient?, since?, after?}: what stood at that moment, behind an id. */
export async function readExportPage(context: VerbContext, args: unknown): Promise<ExportPage> {
  const given = new VerbArguments(args);
  const through = given.optionalInteger('through', 0, Number.MAX_SAFE_INTEGER);
  if (through === undefined) throw new Problem('usage-wrong', 'through');
  const patient = given.optionalText('patient', nameCharactersMax);
  const since = given.optionalInteger('since', 0, Number.MAX_SAFE_INTEGER);
  return context.journal.exports.page({
    ...{ through, type: given.text('type', nameCharactersMax), bytesMax: pageBytesMax },
    after: given.optionalText('after', nameCharactersMax) ?? '',
    ...(patient !== undefined && { patient: parseResourceId(patient) }),
    ...(since !== undefined && { since }),
  });
}
