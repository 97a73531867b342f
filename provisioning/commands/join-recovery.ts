import { addFirstRecovery } from '../custody/first-recovery.js';
import type { CommandContext } from './command-context.js';
import { say } from './command-context.js';
import { problemOfAnything } from './failure.js';
import { recoveryWords } from './key/recovery-words.js';
import type { Outcome } from './leaf.js';

/** Says the recovery code of a box that has just become a site (rule E24). That it has none undoes nothing. */
export async function withRecovery(context: CommandContext, dir: string, joined: Outcome): Promise<Outcome> {
  try {
    const recovery = await addFirstRecovery(dir);
    if (recovery === undefined) return joined;
    const text = `${joined.text}\n${say(context, recoveryWords(recovery.code, recovery.slot))}`;
    return { ...joined, json: { ...(joined.json as object), recovery }, text };
  } catch (cause) {
    const { code } = problemOfAnything(cause);
    const none = say(context, {
      en: `There is no recovery code yet (${code}). Make one when it is mended: carnet key add-slot recovery --dir ${dir}`,
      fr: `Il n’y a pas encore de code de secours (${code}). Créez-en un une fois réparé : carnet key add-slot recovery --dir ${dir}`,
    });
    return { ...joined, text: `${joined.text}\n${none}` };
  }
}
