import { deletionLineOf } from '../../journal/exports/standing.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import type { CallVerb } from '../import/import-options.js';
import type { ExportFolder, ExportState } from './export-folder.js';
import type { ExportedFile, ExportManifest, ExportProgress, ExportRequest } from './export-request.js';

export interface ExportOptions {
  readonly request: ExportRequest;
  readonly operator: string;
  readonly call: CallVerb;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: (progress: ExportProgress) => void;
  readonly shouldStop: () => boolean;
}

export interface ExportReport {
  readonly manifest: ExportManifest | null;
  readonly resources: number;
  readonly resumed: boolean;
  /** Whether somebody stopped it: the same command goes on. */
  readonly stopped: boolean;
}

const deletedFile = 'deleted.ndjson';
const bundleBegin = '{"resourceType":"Bundle","type":"collection","entry":[';

/** Writes an export into a folder, page by page; what is there after a cut is gone on with (rules F86, F87). */
export async function exportToFolder(folder: ExportFolder, options: ExportOptions): Promise<ExportReport> {
  const { request, now, shouldStop } = options;
  const found = folder.open(request);
  const begun = await begin(options);
  let state: ExportState = found ?? { request, ...begun, type: 0, after: '', files: [] };
  // Also an export that finds nothing is one.
  if (found === undefined) folder.keep(state);
  while (state.type < state.types.length) {
    if (shouldStop()) return { manifest: null, resources: countOf(state), resumed: found !== undefined, stopped: true };
    state = await writePage(folder, options, state);
    folder.keep(state);
    options.onProgress({ type: state.types[state.type] ?? '', resources: countOf(state) });
  }
  state = endBundle(folder, state);
  const manifest = await folder.finish(state, new Date(now()).toISOString());
  return { manifest, resources: countOf(state), resumed: found !== undefined, stopped: false };
}

/** Writes an export as one stream. */
export async function exportToStream(
  write: (text: string) => Promise<void>,
  options: ExportOptions,
): Promise<ExportReport> {
  const { request, shouldStop, onProgress } = options;
  let state: ExportState = { request, ...(await begin(options)), type: 0, after: '', files: [] };
  let resources = 0;
  const isBundle = request.format === 'bundle';
  if (isBundle) await write(bundleBegin);
  while (state.type < state.types.length && !shouldStop()) {
    const { lines, next } = await readPage(options, state);
    if (lines.length > 0) await write(isBundle ? entriesOf(lines, resources === 0) : `${lines.join('\n')}\n`);
    resources += lines.length;
    onProgress({ type: state.types[state.type] ?? '', resources });
    state = next === undefined ? { ...state, type: state.type + 1, after: '' } : { ...state, after: next };
  }
  if (isBundle) await write(']}\n');
  return { manifest: null, resources, resumed: false, stopped: shouldStop() };
}

async function begin({ request, call, operator }: ExportOptions) {
  const unknown = request.types.find((type) => !isResourceTypeKnown(type));
  if (unknown !== undefined) throw new Problem('type-unknown', unknown);
  const of = request.patient === null ? '' : `/Patient/${request.patient}`;
  const { through, types, site } = await call('export-begin', { operator, subject: `export${of}` });
  const wanted = types.filter((type) => request.types.length === 0 || request.types.includes(type));
  return { through, site, types: wanted };
}

function readPage({ call, request }: ExportOptions, { through, types, type, after }: ExportState) {
  const { patient, since } = request;
  return call('export-page', { through, type: types[type], patient, since, ...(after !== '' && { after }) });
}

async function writePage(folder: ExportFolder, options: ExportOptions, state: ExportState): Promise<ExportState> {
  const { lines, deleted, next } = await readPage(options, state);
  const type = state.types[state.type] ?? '';
  const { gzip, format, since } = options.request;
  const end = gzip ? '.gz' : '';
  const name = format === 'bundle' ? `bundle.json${end}` : `${type}.ndjson${end}`;
  let { files } = state;
  const add = (file: string, of: string | null, count: number, text: (isFirst: boolean) => string) => {
    const known = files.find((each) => each.file === file) ?? { file, type: of, count: 0, bytes: 0 };
    const bytes = folder.append(file, known.bytes, text(known.bytes === 0), gzip);
    files = replaced(files, { ...known, count: known.count + count, bytes });
  };
  if (lines.length > 0 && format === 'ndjson') add(name, type, lines.length, () => `${lines.join('\n')}\n`);
  if (lines.length > 0 && format === 'bundle') {
    add(name, null, lines.length, (isFirst) => (isFirst ? bundleBegin : '') + entriesOf(lines, isFirst));
  }
  // Whoever follows an export must hear of what is gone since.
  if (since !== null && deleted.length > 0) {
    add(deletedFile + end, null, deleted.length, () => deleted.map((id) => `${deletionLineOf(type, id)}\n`).join(''));
  }
  return next === undefined ? { ...state, files, type: state.type + 1, after: '' } : { ...state, files, after: next };
}

function endBundle(folder: ExportFolder, state: ExportState): ExportState {
  const { format, gzip } = state.request;
  if (format !== 'bundle') return state;
  const file = `bundle.json${gzip ? '.gz' : ''}`;
  const known = state.files.find((each) => each.file === file) ?? { file, type: null, count: 0, bytes: 0 };
  const text = known.bytes === 0 ? `${bundleBegin}]}\n` : ']}\n';
  const bytes = folder.append(file, known.bytes, text, gzip);
  return { ...state, files: replaced(state.files, { ...known, bytes }) };
}

function entriesOf(lines: readonly string[], isFirst: boolean): string {
  return `${isFirst ? '' : ','}\n${lines.map((line) => `{"resource":${line}}`).join(',\n')}`;
}

function replaced(files: readonly ExportedFile[], file: ExportedFile): readonly ExportedFile[] {
  const others = files.filter((each) => each.file !== file.file);
  return [...others, file];
}

function countOf({ files }: ExportState): number {
  return files.filter(({ file }) => !file.startsWith(deletedFile)).reduce((sum, { count }) => sum + count, 0);
}
