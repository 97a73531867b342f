import type { RunningBox } from './running-box.js';
import type { VerbContext } from './verb-context.js';

/** `box` {}: `null` where no program runs. */
export async function readBox({ box }: VerbContext): Promise<RunningBox | null> {
  return (await box?.()) ?? null;
}
