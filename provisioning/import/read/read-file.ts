import { Problem } from '../../../protocol/problem.js';
import { CsvTable } from '../csv/csv-table.js';
import type { Mapping } from '../csv/mapping.js';
import { importTextCharactersMax } from '../limits.js';
import { type FileForm, fileForm } from './file-form.js';
import type { FoundResource } from './found-resource.js';
import { LineSplitter, notUtf8 } from './line-splitter.js';
import { readBundleFile } from './read-bundle.js';
import type { Source } from './source.js';

/** A file of resources in a form that is known. */
export interface ResourceFile {
  readonly source: Source;
  readonly form: FileForm;
  /** Reads it from its beginning; `onBytes` is told how far it got. Only the resource at hand is in memory. */
  read(onBytes: (bytes: number) => void): AsyncGenerator<FoundResource>;
}

/**
 * Looks at the beginning of a file.
 * @throws FileFault `body-malformed`, `usage-wrong`: nothing that can be brought in
 */
export async function openResourceFile(source: Source, mapping: Mapping | undefined): Promise<ResourceFile> {
  const form = fileForm(source.name, await source.head(), mapping !== undefined);
  if (form === 'rows' && mapping !== undefined) {
    const table = await CsvTable.open(source, mapping);
    return { source, form, read: (onBytes) => table.read(onBytes) };
  }
  const readers = { bundle: readBundleFile, single: readSingle, lines: readLines, rows: readLines };
  return { source, form, read: (onBytes) => readers[form](source, onBytes) };
}

async function* readSingle(source: Source, onBytes: (bytes: number) => void): AsyncGenerator<FoundResource> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  try {
    for await (const piece of source.read(onBytes)) {
      text += decoder.decode(piece, { stream: true });
      if (text.length > importTextCharactersMax) break;
    }
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    text = '';
    yield { line: 1, resource: notUtf8({ cause }) };
    return;
  }
  yield { line: 1, resource: text.length > importTextCharactersMax ? new Problem('too-large') : text };
}

async function* readLines(source: Source, onBytes: (bytes: number) => void): AsyncGenerator<FoundResource> {
  const splitter = new LineSplitter();
  for await (const piece of source.read(onBytes)) {
    for (const { line, text } of splitter.push(piece)) yield { line, resource: text };
  }
  for (const { line, text } of splitter.finish()) yield { line, resource: text };
}
