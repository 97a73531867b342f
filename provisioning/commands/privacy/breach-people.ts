import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { Problem } from '../../../protocol/problem.js';
import { systemErrorCode } from '../../folder/atomic-file.js';
import { contactsPerCallMax } from '../../verbs/breach-contacts.js';
import type { NodeSession } from '../node-session.js';

/**
 * Writes whom a breach concerns and how to reach them, a line of CSV for each, into a new file that its owner alone reads. The
 * audit of the node has each of them before their line is written (rule R49).
 * @throws Problem `already-exists`; nothing is left behind of a list that is not whole
 */
export async function writePeople(
  session: Pick<NodeSession, 'call'>,
  file: string,
  patients: ReadonlySet<string>,
  operator: string,
): Promise<void> {
  const handle = openNew(file);
  let isWhole = false;
  try {
    writeSync(handle, 'patient,name,reach\n');
    const ids = [...patients].sort();
    for (let at = 0; at < ids.length; at += contactsPerCallMax) {
      const some = ids.slice(at, at + contactsPerCallMax);
      const contacts = await session.call('breach-contacts', { patients: some, operator });
      const lines = contacts.map(({ patient, name, reach }) => [patient, name, reach.join(' ; ')].map(cell).join(','));
      writeSync(handle, `${lines.join('\n')}\n`);
    }
    isWhole = true;
  } finally {
    closeSync(handle);
    if (!isWhole) rmSync(file, { force: true });
  }
}

function openNew(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (cause) {
    if (systemErrorCode(cause) === 'EEXIST') throw new Problem('already-exists', file, [], { cause });
    throw cause;
  }
}

/** RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
