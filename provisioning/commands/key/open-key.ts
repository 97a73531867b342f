import type { Command } from 'commander';
import { unlockDataKey } from '../../custody/key-slots.js';
import type { Words } from '../../words.js';
import type { CommandContext } from '../command-context.js';
import type { Call } from '../leaf.js';
import { addFolderOption, requiredText } from '../options.js';
import { SecretInput } from './secret-input.js';
import { addUnlockOptions, readUnlocking } from './unlock-options.js';

/** The folder of a key command and what opens its key now. */
export function addKeyOptions(command: Command, words: (words: Words) => string, context: CommandContext): void {
  addFolderOption(command, words, context, 'site');
  addUnlockOptions(command, words);
}

export interface HeldKey {
  readonly dir: string;
  /** 64 hexadecimal digits. */
  readonly key: string;
  /** For what is asked next. */
  readonly input: SecretInput;
}

/** Opens the data key for a command that changes its slots. @throws Problem of `unlockDataKey` */
export async function withKey<T>(context: CommandContext, call: Call, work: (held: HeldKey) => Promise<T>): Promise<T> {
  const dir = requiredText(call, 'dir');
  const input = new SecretInput(process.stdin, context.error);
  try {
    const typed = await readUnlocking(context, call, input);
    return await work({ dir, input, key: await unlockDataKey(dir, typed === undefined ? {} : { typed }) });
  } finally {
    input.close();
  }
}
