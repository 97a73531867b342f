import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../journal/open.js';
import type { StoredVersion } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { unlockDataKey } from '../../provisioning/custody/key-slots.js';
import type { ImportReport } from '../../provisioning/import/import-report.js';
import { nodePaths, readNode } from '../../provisioning/node-folder.js';
import { callCarnet } from './run-carnet.js';
import { temporaryFolder } from './temporary-folder.js';

export type SaidReport = ImportReport & { readonly report: string | null; readonly dryRun: boolean };

/** Runs `carnet import … --json` in this process. */
export async function runImport(dir: string, files: readonly string[], ...more: readonly string[]) {
  const { exit, out, error } = await callCarnet(['import', ...files, '--dir', dir, '--json', ...more]);
  return { exit, error, report: (out === '' ? {} : JSON.parse(out)) as SaidReport };
}

/** Writes files into a folder of their own; objects become JSON, lists of them NDJSON. Returns their paths. */
export function writeFiles(
  t: { teardown(remove: () => void): unknown },
  files: Readonly<Record<string, string | Uint8Array | object>>,
): readonly string[] {
  const folder = temporaryFolder(t);
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    const lines = Array.isArray(content) ? content.map((line) => JSON.stringify(line)).join('\n') : undefined;
    const isText = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, isText ? content : (lines ?? JSON.stringify(content)));
    return path;
  });
}

/** Opens the journal of a folder whose program does not run. */
export async function withJournal<Result>(
  dir: string,
  work: (journal: ReturnType<typeof openJournal>) => Promise<Result>,
): Promise<Result> {
  const { kind: role, code: site, epoch } = readNode(dir);
  const place = { file: nodePaths(dir).journal, role, site, epoch };
  const journal = openJournal({ ...place, key: await unlockDataKey(dir) });
  try {
    return await work(journal);
  } finally {
    journal.close();
  }
}

/** What stands under `Type/id`; `undefined` where there is nothing. */
export function readHere(dir: string, reference: string): Promise<StoredVersion | undefined> {
  const [type = '', id = ''] = reference.split('/');
  return withJournal(dir, ({ records }) => records.read({ type: parseResourceType(type), id: parseResourceId(id) }));
}

/** How many versions there are in all, and how many of the audit rows say what. */
export function countVersions(dir: string): Promise<number> {
  return withJournal(dir, async ({ records }) => {
    let [count, cursor] = [0, undefined as string | undefined];
    do {
      const page = await records.history({ count: 200, ...(cursor !== undefined && { cursor }) });
      count += page.versions.length;
      cursor = page.next;
    } while (cursor !== undefined);
    return count;
  });
}
