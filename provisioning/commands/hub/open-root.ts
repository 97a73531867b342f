import type { Command } from 'commander';
import type { AuthorityPair } from '../../certificates/issuing-authority.js';
import { openRoot, rootCertificateIn } from '../../trust/root-file.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { readSecretFile, SecretInput } from '../key/secret-input.js';
import type { Call } from '../leaf.js';
import { requiredText, textOption } from '../options.js';

const help: Words = { en: 'the file of the root', fr: 'le fichier de la racine' };
const lostHelp: Words = {
  en: 'the file of the root, where the hub has lost its folder or identity/ in it: both are made anew',
  fr: 'le fichier de la racine, si le central a perdu son dossier ou identity/ : les deux sont refaits',
};
const secretHelp: Words = {
  en: 'what opens the file of the root, as the first line of a file; else it is asked for',
  fr: 'ce qui ouvre le fichier de la racine, première ligne d’un fichier ; sinon c’est demandé',
};

/** `--root` and where what opens it is read. */
export function addRootOptions(command: Command, words: (words: Words) => string): void {
  command.requiredOption('--root <file>', words(help)).option('--root-secret-file <file>', words(secretHelp));
}

/** The same where only a folder that has lost its identity needs them. */
export function addRootOptionsOfLost(command: Command, words: (words: Words) => string): void {
  command.option('--root <file>', words(lostHelp)).option('--root-secret-file <file>', words(secretHelp));
}

/** The root that a command names, opened with what a person types. @throws Problem of `openRoot` */
export async function openNamedRoot(context: CommandContext, call: Call): Promise<AuthorityPair> {
  return withInput(context, (input) => openRootFile(context, call, input, ['root', 'rootSecretFile']));
}

/** One input for all that is asked: a pipe is read line by line. */
export async function withInput<T>(context: CommandContext, work: (input: SecretInput) => Promise<T>): Promise<T> {
  const input = new SecretInput(process.stdin, context.error);
  try {
    return await work(input);
  } finally {
    input.close();
  }
}

/** @param names of the options that name the file, and the file of what opens it */
export async function openRootFile(
  context: CommandContext,
  call: Call,
  input: SecretInput,
  [fileOption, secretOption]: readonly [file: string, secret: string],
): Promise<AuthorityPair> {
  const path = requiredText(call, fileOption);
  // Nobody is to look for a code before the file is there.
  rootCertificateIn(path);
  const secretFile = textOption(call, secretOption);
  const question = { en: `Code or passphrase of ${path}`, fr: `Code ou phrase secrète de ${path}` };
  const typed = secretFile === undefined ? await input.ask(say(context, question)) : readSecretFile(secretFile);
  return openRoot(path, typed);
}
