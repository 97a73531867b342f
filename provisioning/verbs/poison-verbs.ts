import type { ReplayReport } from '../../journal/poison/poison-store.js';
import type { VerbContext } from './verb-context.js';

/** `replay` {}: tries every change that is set aside again (rule P6). */
export async function replayDeadLetters(context: VerbContext): Promise<ReplayReport> {
  const report = await context.journal.poison.replay();
  if (report.mended > 0) context.onReplayed?.();
  return report;
}
