import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { ShownSettings } from '../../../config/shown-settings.js';
import { Problem } from '../../../protocol/problem.js';
import type { KeptDecision } from '../../../protocol/telemetry/kept-decision.js';
import { callControl } from '../../control/client.js';
import { writeFileAtomically } from '../../folder/atomic-file.js';
import { readHardware } from '../../machine/read-hardware.js';
import type { Examination } from '../examine.js';
import { buildBundle } from './build-bundle.js';

export interface BundleOrder {
  /** The node's folder. */
  readonly dir: string;
  readonly file: string;
  readonly examination: Examination;
  readonly nowMilliseconds: number;
  /** @throws Problem `usage-wrong` where they cannot be read */
  readonly readSettings: () => ShownSettings;
}

/**
 * Writes the support bundle of a node: one JSON object, compressed (`zcat FILE`), for its owner only (rule O3).
 * @throws Problem `already-exists`, `permission-denied`, `disk-full`, `not-found` for a folder that is not there
 */
export async function writeBundle(order: BundleOrder): Promise<void> {
  const { dir, file, examination, nowMilliseconds, readSettings } = order;
  if (existsSync(file)) throw new Problem('already-exists', file);
  const isRunning = examination.running.box !== undefined;
  const settings = await unlessProblem<ShownSettings>(readSettings, (code) => ({ 'settings.json': code }));
  const readDecisions = async () => (await callControl(dir, 'link-decisions', {})) as readonly KeptDecision[];
  const decisions = isRunning ? await unlessProblem(readDecisions, () => []) : [];
  const hardware = await readHardware();
  const bundle = buildBundle({ examination, settings, decisions, hardware, atMilliseconds: nowMilliseconds });
  writeFileAtomically(file, gzipSync(`${JSON.stringify(bundle, null, 1)}\n`));
}

/** What cannot be read must not keep the rest from whoever helps. */
async function unlessProblem<Read>(read: () => Read | Promise<Read>, otherwise: (code: string) => Read): Promise<Read> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof Problem) return otherwise(cause.code);
    throw cause;
  }
}
