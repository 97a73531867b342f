import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { formatTime } from '../../time-text.js';
import type { NewPassword, ShownUser } from '../../verbs/user-verbs.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import type { Call, Outcome } from '../leaf.js';

export function addPasswordOption(command: Command, words: (words: Words) => string): void {
  const help = {
    en: 'read the password from standard input, else one is made',
    fr: 'lire le mot de passe sur l’entrée standard, sinon il est créé',
  };
  command.option('--password-stdin', words(help));
}

/** The first line of standard input; never an argument, which other users of the machine could see. */
export async function readPassword(call: Call): Promise<string | undefined> {
  if (call.options['passwordStdin'] !== true) return undefined;
  for await (const line of createInterface({ input: process.stdin })) return line;
  throw new Problem('usage-wrong', '--password-stdin');
}

export function showPassword(context: CommandContext, result: NewPassword): Outcome {
  const { user, password } = result;
  const made =
    password === undefined
      ? ''
      : say(context, {
          en: `\nPassword, shown once: ${password}`,
          fr: `\nMot de passe, affiché une seule fois : ${password}`,
        });
  const until = user.passwordUntilMilliseconds;
  // A program of before an upgrade says nothing of it.
  const held = typeof until !== 'number' ? '' : `\n${say(context, heldWords(formatTime(until)))}`;
  const isWaiting = user.approval === 'waiting' && user.disabled;
  const text = say(context, isWaiting ? waitingWords(user) : signInWords(user));
  return { json: result, text: `${text}${made}${held}` };
}

/** Whoever gives it says it with the password. */
function heldWords(until: string): Words {
  return {
    en: `It is good until ${until} (72 hours); the person chooses their own when they first sign in.`,
    fr: `Il sert jusqu’au ${until} (72 heures) ; la personne choisit le sien à sa première connexion.`,
  };
}

function signInWords({ name, role }: ShownUser): Words {
  return { en: `${name} (${role}) can sign in.`, fr: `${name} (${role}) peut se connecter.` };
}

/** Who made the account is the first of two. */
function waitingWords({ name, role }: ShownUser): Words {
  return {
    en: `${name} (${role}) can sign in once an administrator or the chief doctor has approved, in Carnet under Approvals.`,
    fr: `${name} (${role}) pourra se connecter après approbation de l’administration ou du médecin-chef, dans Carnet, page Approbations.`,
  };
}
