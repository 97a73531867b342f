import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite, { type Database, type Options } from 'better-sqlite3';
import { type Journal, openJournal } from '../../journal/open.js';
import { ciphers } from '../../journal/sqlite/key.js';
import { parseSiteCode } from '../../protocol/ids.js';
import type { ParsedResource } from '../../record/resource.js';
import { makeConsultations, makeReady } from './bench-data.js';
import { type Bench, type Measurement, percentile, round } from './measurement.js';
import { author } from './preload.js';

const visits = 600;
/** Each is read from a journal that was just opened. */
const readRounds = 9;

type Form = (typeof ciphers)[number] | 'plain';
const forms: readonly Form[] = ['plain', ...ciphers];

/** What encryption costs a clinician: the same journal with each cipher and with none, turn by turn in one run. */
export const encryption: Bench = {
  name: 'encryption',
  title: 'Commit and read of the encrypted journal, beside one without encryption',
  run: async () => {
    const dir = mkdtempSync(join(tmpdir(), 'carnet-bench-'));
    try {
      const groups = makeConsultations(visits, 'encryption').map((group) => group.map(makeReady));
      return [...(await commits(dir, groups)), ...(await coldReads(dir, groups.flat()))];
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

/** Takes no notice of what keys a database; all else is the journal's own. */
class PlainDatabase extends Sqlite {
  override pragma(source: string, options?: Sqlite.PragmaOptions): unknown {
    if (/^(cipher|algorithm|key)=/.test(source)) return undefined;
    return source === 'cipher' ? ciphers[0] : super.pragma(source, options);
  }
}

function openForm(dir: string, form: Form): Journal {
  const openDriver = (file: string, options: Options): Database => new PlainDatabase(file, options);
  return openJournal({
    ...{ file: join(dir, `${form}.db`), key: 'c1'.repeat(32), role: 'site', site: parseSiteCode('7KD'), epoch: 1 },
    ...(form === 'plain' ? { openDriver } : { cipher: form }),
  });
}

/** The forms by turns, each turn begun by another one: what else the machine does falls on all of them. */
function* turns(rounds: number): Iterable<{ readonly form: Form; readonly round: number }> {
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < forms.length; index += 1) {
      const form = forms[(round + index) % forms.length];
      if (form !== undefined) yield { form, round };
    }
  }
}

async function commits(dir: string, groups: readonly (readonly ParsedResource[])[]): Promise<readonly Measurement[]> {
  const journals = new Map(forms.map((form) => [form, openForm(dir, form)]));
  const milliseconds = new Map<Form, number[]>(forms.map((form) => [form, []]));
  try {
    for (const { form, round: visit } of turns(groups.length)) {
      const entries = (groups[visit] ?? []).map((resource) => ({ verb: 'create' as const, resource }));
      const began = performance.now();
      await journals.get(form)?.records.commitBundle({ author, entries });
      milliseconds.get(form)?.push(performance.now() - began);
    }
  } finally {
    for (const journal of journals.values()) journal.close();
  }
  for (const form of forms) checkForm(dir, form);
  return compare('commit-p50-ms', milliseconds, { visits, fsync: true });
}

/** A figure counts only where what it is called is what was measured. */
function checkForm(dir: string, form: Form): void {
  const isPlain =
    readFileSync(join(dir, `${form}.db`))
      .subarray(0, 15)
      .toString() === 'SQLite format 3';
  if (isPlain !== (form === 'plain')) throw new Error(`the file ${form} is not what it is called`);
}

/** With nothing in SQLite's memory; the files are in the system's, or the disk would hide what decryption costs. */
async function coldReads(dir: string, resources: readonly ParsedResource[]): Promise<readonly Measurement[]> {
  const milliseconds = new Map<Form, number[]>(forms.map((form) => [form, []]));
  for (const { form } of turns(readRounds)) {
    const journal = openForm(dir, form);
    const began = performance.now();
    for (const resource of resources) await journal.records.read(resource);
    milliseconds.get(form)?.push((performance.now() - began) / resources.length);
    journal.close();
  }
  return compare('cold-read-p50-ms', milliseconds, { resources: resources.length, rounds: readRounds });
}

function compare(
  metric: string,
  milliseconds: ReadonlyMap<Form, readonly number[]>,
  conditions: Measurement['conditions'],
): readonly Measurement[] {
  const peerValue = percentile(milliseconds.get('plain') ?? [], 0.5);
  return ciphers.map((cipher) => {
    const value = percentile(milliseconds.get(cipher) ?? [], 0.5);
    return {
      ...{ bench: 'encryption', metric, value: round(value), unit: 'ms', peer: 'plain', peerValue: round(peerValue) },
      ...{ ratio: round(value / peerValue), conditions: { cipher, ...conditions } },
    };
  });
}
