import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { problemOfSystemError, syncPath } from '../folder/atomic-file.js';
import type { Words } from '../words.js';
import type { Finding } from './import-report.js';

const headings = [
  ...['kind', 'file', 'line', 'record', 'other', 'otherFile', 'otherLine'],
  ...['reason', 'name', 'birthDate'],
] as const;
type Row = Readonly<Record<(typeof headings)[number], string | number>>;

/** What each finding means, for whoever opens the file. */
const reasons: Readonly<Record<string, Words>> = {
  'same-record': {
    en: 'the same record twice in the files; the last one stands',
    fr: 'le même dossier deux fois dans les fichiers ; le dernier reste',
  },
  'same-identifier': {
    en: 'same identifier: taken for one person, joined',
    fr: 'même identifiant : une seule personne, réuni',
  },
  'at-odds': {
    en: 'same identifier, another birth date or sex: not taken',
    fr: 'même identifiant, autre date de naissance ou sexe : non importé',
  },
  several: {
    en: 'the identifier stands on several records: not taken',
    fr: 'l’identifiant figure sur plusieurs dossiers : non importé',
  },
  possible: {
    en: 'same name, birth date and sex: please look; not joined',
    fr: 'même nom, date de naissance et sexe : à vérifier ; non réuni',
  },
};

/**
 * The report that an administrator opens, as CSV or JSON by the end of its name. It names patients: only its owner may
 * read it (mode 0600). It is there whole once `finish` returns, and not before.
 */
export class ReportFile {
  readonly path: string;
  readonly #temporary: string;
  readonly #language: keyof Words;
  readonly #isJson: boolean;
  #file: number | undefined;
  #rows = 0;

  constructor(path: string, language: keyof Words) {
    this.path = path;
    this.#temporary = `${path}.part`;
    this.#language = language;
    this.#isJson = path.toLowerCase().endsWith('.json');
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  add(finding: Finding): void {
    const row = finding.kind === 'refused' ? refusedRow(finding) : this.#duplicateRow(finding);
    const text = this.#isJson ? JSON.stringify(row) : headings.map((heading) => csvField(row[heading])).join(',');
    this.#write(
      (this.#rows === 0 ? this.#beginning() : this.#isJson ? ',\n' : '') + text + (this.#isJson ? '' : '\r\n'),
    );
    this.#rows += 1;
  }

  /** Puts it into its place; `false` where there was nothing to say. */
  finish(): boolean {
    if (this.#file === undefined) return false;
    try {
      if (this.#isJson) this.#write('\n]\n');
      fsyncSync(this.#file);
      closeSync(this.#file);
      this.#file = undefined;
      renameSync(this.#temporary, this.path);
      syncPath(dirname(this.path));
      return true;
    } catch (cause) {
      throw problemOfSystemError(cause, this.path);
    }
  }

  /** Removes what was begun. */
  drop(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#temporary, { force: true });
  }

  #beginning(): string {
    // Excel takes a CSV for UTF-8 only by its mark.
    return this.#isJson ? '[\n' : `\uFEFF${headings.join(',')}\r\n`;
  }

  #write(text: string): void {
    try {
      if (this.#file === undefined) {
        rmSync(this.#temporary, { force: true });
        this.#file = openSync(this.#temporary, 'wx', 0o600);
      }
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch (cause) {
      throw problemOfSystemError(cause, this.path);
    }
  }

  #duplicateRow({ file, otherFile, duplicate }: Extract<Finding, { kind: 'duplicate' }>): Row {
    const { kind, line, record, other, otherPlace, name, birthDate } = duplicate;
    const places = { otherFile: otherFile ?? '', otherLine: otherPlace?.line ?? '' };
    return {
      kind,
      file,
      line,
      record,
      other,
      ...places,
      reason: reasons[kind]?.[this.#language] ?? '',
      name,
      birthDate,
    };
  }
}

function refusedRow({ file, refusal }: Extract<Finding, { kind: 'refused' }>): Row {
  const { line, code, issues } = refusal;
  const reason = [code, ...issues.map(({ path, text }) => `${path} ${text}`.trim())].join('; ');
  const none = { record: '', other: '', otherFile: '', otherLine: '', name: '', birthDate: '' };
  return { kind: 'refused', file, line, reason, ...none };
}

/** A field of RFC 4180; what a spreadsheet would run as a formula gets a mark before it. */
function csvField(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
