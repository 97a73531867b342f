/**
 * Under the shim: FOLDER. Opens a journal again and again, and each time the next write, fsync or truncation of what a few
 * commands do fails. Says in one line of JSON what came of it.
 */
import { cpSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Journal, openJournal } from '../../../journal/open.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { observation, patient, testKey, write } from '../../support/journal-fixtures.js';
import { plantedDriver } from '../images/planted-driver.js';
import type { IoErrorsReport } from './io-errors.js';

const [folder = ''] = process.argv.slice(2);
const site = parseSiteCode('7KD');
const orders = openSync(join(folder, '.orders'), 'a+');
const order = (text: string) => writeSync(orders, text);
const attempts = 6;
/** Copied into the file within a few commands, so that each write of that fails, too. */
const driver = plantedDriver({ plant: undefined, checkpointPages: 30, acknowledge: () => undefined });

const broken: string[] = [];
const report = { tried: 0, refused: 0, acknowledged: 0, broken };
const open = (name: string): Journal =>
  openJournal({
    ...{ file: join(folder, name, 'journal.db'), key: testKey, role: 'site', site, epoch: 1, openDriver: driver },
  });

/** How many operations failed since the last order. */
function failures(): number {
  const text = Buffer.alloc(100);
  return Number(text.toString('utf8', 0, readSync(orders, text)).split(' ')[3]);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Problem ? error.code : `other: ${String(error)}`),
  );
}

function closeQuietly(journal: Journal): void {
  try {
    journal.close();
  } catch {
    // A disk that fails may fail here, too; what was acknowledged is looked for afterwards.
  }
}

/** @returns whether anything failed: there was an operation of that number */
async function tryOne(
  operation: string,
  nth: number,
  count: number,
  errno: number,
  expected: string,
): Promise<boolean> {
  const name = `${operation} ${nth} of ${count} with ${errno}`;
  rmSync(join(folder, 'try'), { recursive: true, force: true });
  cpSync(join(folder, 'base'), join(folder, 'try'), { recursive: true });
  const journal = open('try');
  order(`${operation} ${nth} ${count} ${errno}`);
  const done: string[] = [];
  const codes: string[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const more = { note: [{ text: 'x'.repeat(3_000) }] };
    const code = await codeOf(write(journal, patient(`p${attempt}`), observation(`o${attempt}`, `p${attempt}`, more)));
    codes.push(code);
    if (code === 'done') done.push(`p${attempt}`, `o${attempt}`);
  }
  const refused = codes.findIndex((code) => code !== 'done');
  if (refused >= 0) {
    report.refused += 1;
    const rest = codes.slice(refused);
    if (rest[0] !== expected) broken.push(`${name}: refused with ${rest[0]}`);
    const isOver = expected === 'disk-failed';
    if (isOver && rest.some((code) => code !== 'disk-failed')) broken.push(`${name}: then ${rest.join(' ')}`);
  }
  const hasFailed = failures() > 0;
  order('none 0 0 0');
  // A full disk that is full no more is written to at once; one that failed, after it was opened anew.
  if (expected === 'disk-full') {
    const code = await codeOf(write(journal, patient('later')));
    if (code === 'done') done.push('later');
    else broken.push(`${name}: not written to when there was room: ${code}`);
  }
  closeQuietly(journal);
  await look(name, done);
  report.tried += 1;
  report.acknowledged += done.length;
  return hasFailed;
}

/** The journal opened anew holds what was acknowledged, of each command all or nothing, and goes on. */
async function look(name: string, done: readonly string[]): Promise<void> {
  try {
    const journal = open('try');
    const has = async (id: string) =>
      (await journal.records.read(id.startsWith('o') ? observation(id, 'p') : patient(id))) !== undefined;
    for (const id of done) if (!(await has(id))) broken.push(`${name}: ${id} is lost`);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if ((await has(`p${attempt}`)) !== (await has(`o${attempt}`))) broken.push(`${name}: half a command`);
    }
    const { pages, audit } = journal.verify();
    if (!pages || !audit) broken.push(`${name}: corrupt`);
    await write(journal, patient('after'));
    journal.close();
  } catch (error) {
    broken.push(`${name}: cannot be opened anew: ${error instanceof Problem ? error.code : String(error)}`);
  }
}

mkdirSync(join(folder, 'base'));
open('base').close();
for (const operation of ['write', 'sync', 'size']) {
  for (const [errno, expected] of [
    [5, 'disk-failed'],
    [30, 'disk-failed'],
    ...(operation === 'write' ? [[28, 'disk-full'] as const] : []),
  ] as const) {
    for (const count of [1, 1_000_000]) {
      let isMore = true;
      for (let nth = 1; isMore; nth += 1) isMore = await tryOne(operation, nth, count, errno, expected);
    }
  }
}
process.stdout.write(`${JSON.stringify(report satisfies IoErrorsReport)}\n`);
