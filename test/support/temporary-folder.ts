import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for one test; the test's teardown removes it. */
export function temporaryFolder(t: { teardown(remove: () => void): unknown }): string {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
