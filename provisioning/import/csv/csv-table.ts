import { Problem } from '../../../protocol/problem.js';
import { FileFault } from '../file-fault.js';
import { headBytes } from '../read/file-form.js';
import type { FoundResource } from '../read/found-resource.js';
import type { Source } from '../read/source.js';
import { type CsvRow, CsvSplitter } from './csv-splitter.js';
import { headingKey, type Mapping } from './mapping.js';
import { type HeadedColumn, patientOfRow } from './row-patient.js';

type Encoding = NonNullable<Mapping['encoding']>;

const delimiters = [';', ',', '\t'] as const;
const rowFaults = {
  'quote-open': { en: 'a quoted field is not closed', fr: 'un champ entre guillemets n’est pas fermé' },
  'quote-stray': { en: 'text behind a closing quote', fr: 'du texte après un guillemet fermant' },
  'too-long': { en: 'the row is too long', fr: 'la ligne est trop longue' },
} as const;

/** A table of patients: one row each, the first with the headings. */
export class CsvTable {
  readonly #source: Source;
  readonly #mapping: Mapping;
  readonly #encoding: Encoding;
  readonly #delimiter: string;
  readonly #columns: readonly HeadedColumn[];

  private constructor(
    source: Source,
    mapping: Mapping,
    form: { readonly encoding: Encoding; readonly delimiter: string; readonly columns: readonly HeadedColumn[] },
  ) {
    this.#source = source;
    this.#mapping = mapping;
    this.#encoding = form.encoding;
    this.#delimiter = form.delimiter;
    this.#columns = form.columns;
  }

  /**
   * Finds out how the table is written, and compares its headings with the mapping.
   * @throws FileFault `usage-wrong` where a column is not in the mapping, or one of the mapping not in the table
   */
  static async open(source: Source, mapping: Mapping): Promise<CsvTable> {
    const encoding = mapping.encoding ?? (await encodingOf(source));
    const head = new TextDecoder(encoding).decode((await source.head()).subarray(0, headBytes));
    const delimiter = mapping.delimiter ?? separatorLine(head)?.[1] ?? delimiterOf(head);
    const { fields } = new CsvSplitter(delimiter).push(`${head.slice(separatorLine(head)?.[0].length ?? 0)}\n`)[0] ?? {
      fields: [],
    };
    return new CsvTable(source, mapping, { encoding, delimiter, columns: headed(fields, mapping, source.path) });
  }

  async *read(onBytes: (bytes: number) => void): AsyncGenerator<FoundResource> {
    const splitter = new CsvSplitter(this.#delimiter);
    const decoder = new TextDecoder(this.#encoding, { fatal: true });
    let isHeadRead = false;
    const give = function* (this: CsvTable, rows: readonly CsvRow[]): Generator<FoundResource> {
      for (const row of rows) {
        // As Excel writes it, to tell itself the delimiter.
        if (!isHeadRead && /^sep=/i.test(row.fields[0] ?? '')) continue;
        if (isHeadRead) yield this.#resourceOf(row);
        isHeadRead = true;
      }
    }.bind(this);
    for await (const piece of this.#source.read(onBytes)) yield* give(splitter.push(this.#decode(decoder, piece)));
    yield* give(splitter.push(this.#decode(decoder)));
    yield* give(splitter.finish());
  }

  #decode(decoder: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch (cause) {
      const words = {
        en: `${this.#source.path}: not ${this.#encoding}; say "encoding" in the mapping`,
        fr: `${this.#source.path} : pas du ${this.#encoding} ; indiquez « encoding » dans le fichier de correspondance`,
      };
      throw new FileFault('body-malformed', words, { cause });
    }
  }

  #resourceOf(row: CsvRow): FoundResource {
    const { line, fields, fault } = row;
    if (fault !== undefined) return { line, resource: new FileFault('body-malformed', rowFaults[fault]) };
    const expected = this.#columns.length;
    // Some programs leave out what is empty at the end of a row.
    if (fields.length > expected && fields.slice(expected).some((field) => field !== '')) {
      const words = {
        en: `${fields.length} fields in place of ${expected}`,
        fr: `${fields.length} champs au lieu de ${expected}`,
      };
      return { line, resource: new FileFault('body-malformed', words) };
    }
    try {
      return { line, resource: patientOfRow(fields, this.#columns, this.#mapping), isPart: true };
    } catch (cause) {
      if (cause instanceof Problem) return { line, resource: cause };
      throw cause;
    }
  }
}

/** By its first bytes; else UTF-8 where all of it is, or what Excel writes in Western Europe. */
async function encodingOf(source: Source): Promise<Encoding> {
  const head = await source.head();
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of source.read(() => {})) decoder.decode(piece, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    return 'windows-1252';
  }
}

function separatorLine(head: string): RegExpExecArray | null {
  return /^sep=([;,\t])\r?\n/i.exec(head);
}

/** The one that cuts the headings into most columns. */
function delimiterOf(head: string): string {
  const columns = delimiters.map((delimiter) => new CsvSplitter(delimiter).push(`${head}\n`)[0]?.fields.length ?? 0);
  return delimiters[columns.indexOf(Math.max(...columns))] ?? ';';
}

function headed(fields: readonly string[], mapping: Mapping, path: string): readonly HeadedColumn[] {
  const keys = fields.map(headingKey);
  const unknown = fields.filter((heading) => heading !== '' && !mapping.columns.has(headingKey(heading)));
  const missing = [...mapping.columns.keys()].filter((key) => !keys.includes(key));
  const twice = fields.filter((heading, index) => heading !== '' && keys.indexOf(headingKey(heading)) !== index);
  const wrong = [
    ...said(
      unknown,
      'not in the mapping (null leaves a column out)',
      'absentes de la correspondance (null les ignore)',
    ),
    ...said(missing, 'in the mapping, not in the table', 'dans la correspondance, pas dans le tableau'),
    ...said(twice, 'more than once in the table', 'plusieurs fois dans le tableau'),
  ];
  if (wrong.length === 0) {
    return fields.map((heading) => ({ heading, column: mapping.columns.get(headingKey(heading)) }));
  }
  const join = (language: 'en' | 'fr') => wrong.map((words) => words[language]).join(' · ');
  throw new FileFault('usage-wrong', { en: `${path}: columns ${join('en')}`, fr: `${path} : colonnes ${join('fr')}` });
}

function said(headings: readonly string[], en: string, fr: string) {
  if (headings.length === 0) return [];
  const shown = headings.slice(0, 10).join(', ').slice(0, 300);
  return [{ en: `${en}: ${shown}`, fr: `${fr} : ${shown}` }];
}
