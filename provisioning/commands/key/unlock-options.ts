import type { Command } from 'commander';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import type { Call } from '../leaf.js';
import { readSecretFile, SecretInput } from './secret-input.js';

const question: Words = {
  en: 'Passphrase or recovery code',
  fr: 'Phrase secrète ou code de secours',
};

export function addUnlockOptions(command: Command, words: (words: Words) => string): void {
  command.option(
    '--unlock [file]',
    words({
      en: 'open the key with a passphrase or recovery code: asked for, or the first line of a file',
      fr: 'ouvrir la clé par une phrase secrète ou un code de secours : demandé, ou la première ligne d’un fichier',
    }),
  );
}

/** What a person gives to open the data key, where `--unlock` says that one does. */
export async function readUnlocking(
  context: Pick<CommandContext, 'language' | 'error'>,
  call: Call,
  input?: SecretInput,
): Promise<string | undefined> {
  const wanted = call.options['unlock'];
  if (wanted === undefined || wanted === false) return undefined;
  if (typeof wanted === 'string') return readSecretFile(wanted);
  const source = input ?? new SecretInput(process.stdin, context.error);
  try {
    return await source.ask(say(context, question));
  } finally {
    if (input === undefined) source.close();
  }
}
