import type { UpgradeOutcome } from '../../upgrade/upgrade-state.js';
import { type CommandContext, say } from '../command-context.js';
import type { Outcome } from '../leaf.js';
import { outcomeText } from './upgrade-words.js';

/** How an upgrade ended, also under `--json`; exit 1 where it is not what was wanted. */
export function endedText(context: CommandContext, version: string, outcome: UpgradeOutcome | undefined): Outcome {
  if (outcome !== undefined) {
    return { json: outcome, text: outcomeText(context, outcome), exit: outcome.outcome === 'ok' ? 0 : 1 };
  }
  const text = say(context, { en: `Carnet ${version} runs already.`, fr: `Carnet ${version} tourne déjà.` });
  return { json: { outcome: 'ok', to: version, already: true }, text };
}
