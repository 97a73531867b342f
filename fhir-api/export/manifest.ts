import type { ExportFile, ExportFileKey, ExportJob } from '../../journal/exports/export-job-store.js';
import { leftOut } from '../../journal/exports/of-patients.js';
import { instantOf } from '../answer.js';

const forms: readonly (readonly [ExportFileKey['kind'], RegExp])[] = [
  ['output', /^([A-Z][A-Za-z]+)\.ndjson$/],
  ['deleted', /^([A-Z][A-Za-z]+)\.deleted\.ndjson$/],
];

/** The last segment of the address of the file that says what was left out. */
export const leftOutFile = 'left-out.ndjson';

/** The last segment of the address of a file. */
export function fileNameOf({ type, kind }: ExportFileKey): string {
  return kind === 'output' ? `${type}.ndjson` : `${type}.deleted.ndjson`;
}

/** The file of such a segment. */
export function fileOfName(name: string): ExportFileKey | undefined {
  for (const [kind, form] of forms) {
    const type = form.exec(name)?.[1];
    if (type !== undefined) return { type, kind };
  }
  return undefined;
}

/** How far an export is, in words for `X-Progress`: at most 100 characters. */
export function progressOf({ type, types, lines }: ExportJob): string {
  return `${lines} resources, type ${Math.min(type + 1, types.length)} of ${types.length}`;
}

/**
 * The manifest of an export that is whole (FHIR Bulk Data Access 2.0.0, response – complete status).
 * @param address of the export, without a slash at its end
 */
export function manifestOf(job: ExportJob, files: readonly ExportFile[], address: string): string {
  const shown = (kind: ExportFile['kind']) =>
    files
      .filter((file) => file.kind === kind)
      .map((file) => ({
        type: kind === 'output' ? file.type : 'Bundle',
        url: `${address}/${fileNameOf(file)}`,
        count: file.lines,
      }));
  const count = leftOut(job).length;
  const error = count === 0 ? [] : [{ type: 'OperationOutcome', url: `${address}/${leftOutFile}`, count }];
  return JSON.stringify({
    transactionTime: instantOf(job.begunMilliseconds),
    request: job.request,
    requiresAccessToken: true,
    output: shown('output'),
    deleted: shown('deleted'),
    error,
  });
}
