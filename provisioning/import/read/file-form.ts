import type { Buffer } from 'node:buffer';
import { FileFault } from '../file-fault.js';

/** A Bundle · one resource a line (NDJSON) · one resource, indented over several lines · rows of patients. */
export type FileForm = 'bundle' | 'lines' | 'single' | 'rows';

/** How much of a file's beginning `fileForm` wants to see, in bytes. */
export const headBytes = 64 * 1024;

/**
 * Tells the form of a file by its name and its beginning.
 * @param hasMapping whether it was said what the columns of a table mean
 * @throws FileFault `body-malformed` when it is nothing that can be brought in, `usage-wrong` for a table without mapping
 */
export function fileForm(name: string, head: Buffer, hasMapping = false): FileForm {
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const base = name.toLowerCase().replace(/\.gz$/, '');
  if (text.startsWith('{')) return formOfJson(base, text);
  if (/\.(csv|tsv|tab)$/.test(base) || (hasMapping && !/\.(nd)?json$/.test(base))) {
    refuseBinary(head);
    if (hasMapping) return 'rows';
    throw new FileFault('usage-wrong', {
      en: `${name}: a table needs --mapping FILE.json; \`carnet import --mapping-example\` prints one`,
      fr: `${name} : un tableau demande --mapping FICHIER.json ; \`carnet import --mapping-example\` en donne un`,
    });
  }
  if (text === '' && /\.ndjson$/.test(base)) return 'lines';
  throw notFhir(name, head, text);
}

function formOfJson(base: string, text: string): FileForm {
  if (base.endsWith('.ndjson')) return 'lines';
  const firstLine = text.split('\n', 1)[0] ?? '';
  const first = resourceTypeOf(firstLine);
  if (first !== undefined) return first === 'Bundle' ? 'bundle' : 'lines';
  // The first line is no whole resource: either the file is indented, or the line is longer than what was read.
  if (/"resourceType"\s*:\s*"(\w+)"/.exec(text)?.[1] === 'Bundle') return 'bundle';
  if (/^\{[^{[]*"entry"\s*:\s*\[/.test(text)) return 'bundle';
  return firstLine.length < text.length && !firstLine.trimEnd().endsWith('}') ? 'single' : 'lines';
}

function refuseBinary(head: Buffer): void {
  const isWide = head[0] === 0xff && head[1] === 0xfe;
  if (head.subarray(0, 2).toString('latin1') !== 'PK' && (isWide || !head.includes(0))) return;
  throw notFhir('', head, '');
}

function notFhir(name: string, head: Buffer, text: string): FileFault {
  const place = name === '' ? '' : `${name}: `;
  const said = (en: string, fr: string) => new FileFault('body-malformed', { en: place + en, fr: place + fr });
  if (text === '' && head.length === 0) return said('the file is empty', 'le fichier est vide');
  if (head.subarray(0, 2).toString('latin1') === 'PK') {
    return said(
      'a ZIP or Excel file; save the sheet as CSV, or unpack it',
      'un fichier ZIP ou Excel ; enregistrez la feuille en CSV, ou décompressez-le',
    );
  }
  if (head[0] === 0xff && head[1] === 0xfe)
    return said('UTF-16; save it as UTF-8', 'de l’UTF-16 ; enregistrez-le en UTF-8');
  if (text.startsWith('<')) return said('XML; only FHIR in JSON is read', 'du XML ; seul FHIR en JSON est lu');
  if (text.startsWith('[')) {
    return said(
      'a JSON array; FHIR has no such file: put each resource on a line of its own (NDJSON)',
      'un tableau JSON ; FHIR n’a pas ce format : mettez chaque ressource sur sa ligne (NDJSON)',
    );
  }
  return said('not a FHIR file (JSON)', 'ce n’est pas un fichier FHIR (JSON)');
}

function resourceTypeOf(line: string): string | undefined {
  try {
    const type: unknown = (JSON.parse(line) as { resourceType?: unknown } | null)?.resourceType;
    return typeof type === 'string' ? type : '';
  } catch {
    return undefined;
  }
}
