import type {
  ImportedFile,
  KeptImport,
  UndoneCounts,
  UndoneResource,
  UndoRound,
} from '../../journal/imports/import-store.js';
import { Problem } from '../../protocol/problem.js';
import { asObject, asText } from '../../record/elements.js';
import { VerbArguments } from './arguments.js';
import type { RefusedResource } from './import-chunk.js';
import type { VerbContext } from './verb-context.js';

const filesMax = 1_000;
const listedMax = 100;
const nameCharactersMax = 255;

/** A refusal of an import with the number of its file and its place there. */
export interface ListedRefusal extends RefusedResource {
  readonly file: number;
  readonly position: number;
}

/** `import-begin` {files: [{name, sha256}], operator}: goes on with the open import of the same files, or begins one. */
export function beginImport(context: VerbContext, args: unknown): Promise<KeptImport> {
  const given = new VerbArguments(args);
  const files = given.list('files', filesMax).map(readFile);
  return context.journal.imports.begin(files, given.text('operator', nameCharactersMax));
}

/** `import-end` {import} */
export function endImport(context: VerbContext, args: unknown): Promise<KeptImport> {
  return context.journal.imports.end(idOf(args));
}

/** `import-list` {}: the newest first. */
export function listImports(context: VerbContext): Promise<readonly KeptImport[]> {
  return context.journal.imports.list(listedMax);
}

/** `import-show` {import} */
export function showImport(context: VerbContext, args: unknown): Promise<KeptImport> {
  return context.journal.imports.find(idOf(args));
}

/** `import-refusals` {import, file, position}: those behind that place, page by page. */
export async function listRefusals(context: VerbContext, args: unknown): Promise<readonly ListedRefusal[]> {
  const given = new VerbArguments(args);
  const after = {
    file: given.optionalInteger('file', 0, filesMax) ?? 0,
    position: given.optionalInteger('position', -1, Number.MAX_SAFE_INTEGER) ?? -1,
  };
  const found = await context.journal.imports.refusals(idOf(args), after);
  return found.map(({ file, position, refusal }) => ({ ...(JSON.parse(refusal) as RefusedResource), file, position }));
}

/** `import-undo` {import, operator}: one round; again until nothing is left. */
export function undoImport(context: VerbContext, args: unknown): Promise<UndoRound> {
  const given = new VerbArguments(args);
  return context.journal.imports.undo(idOf(args), given.text('operator', nameCharactersMax));
}

/** `import-undone` {import}: where it stands, and how much of it was taken back so far. */
export async function countUndone(
  context: VerbContext,
  args: unknown,
): Promise<UndoneCounts & Pick<KeptImport, 'state'>> {
  const { imports } = context.journal;
  const { state } = await imports.find(idOf(args));
  return { state, ...(await imports.undone(idOf(args))) };
}

/** `import-left` {import}: what undoing left, and why. */
export function listLeft(context: VerbContext, args: unknown): Promise<readonly UndoneResource[]> {
  return context.journal.imports.left(idOf(args));
}

function idOf(args: unknown): number {
  const id = new VerbArguments(args).optionalInteger('import', 1, Number.MAX_SAFE_INTEGER);
  if (id === undefined) throw new Problem('usage-wrong', 'import');
  return id;
}

function readFile(value: unknown): ImportedFile {
  const [name, sha256] = [asText(asObject(value)?.['name']), asText(asObject(value)?.['sha256'])];
  if (name === undefined || !/^[0-9a-f]{64}$/.test(sha256 ?? '')) throw new Problem('usage-wrong', 'files');
  return { name: name.slice(0, nameCharactersMax), sha256: sha256 ?? '' };
}
