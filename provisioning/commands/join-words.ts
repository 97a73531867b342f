import type { JoinStep } from '../enrolment/join-step.js';
import type { Words } from '../words.js';
import { type CommandContext, say } from './command-context.js';

/** What is said to the technician when a step of the enrolment is done. */
const stepWords: Readonly<Record<JoinStep, Words>> = {
  'code-read': {
    en: 'the code is typed right (checked here, nothing was sent)',
    fr: 'le code est bien saisi (vérifié ici, rien n’a été envoyé)',
  },
  'already-joined': {
    en: 'this box was enrolled with this code before',
    fr: 'ce boîtier a déjà été enrôlé avec ce code',
  },
  'hub-proven': {
    en: 'the hub answers, and has proven that it knows the code',
    fr: 'le central répond, et a prouvé qu’il connaît le code',
  },
  'key-made': {
    en: 'a key was made; it never leaves this box',
    fr: 'une clé a été créée ; elle ne quitte jamais ce boîtier',
  },
  'key-kept': {
    en: 'the key of the attempt before asks again',
    fr: 'la clé de l’essai précédent redemande',
  },
  'certificate-given': {
    en: 'the hub has signed the certificate of this box',
    fr: 'le central a signé le certificat de ce boîtier',
  },
  written: { en: 'all is written to the disk', fr: 'tout est écrit sur le disque' },
};

/** Says each step as it is reached, on standard error: a line of words, or one of JSON for programs. */
export function stepTeller(context: CommandContext, isJson: boolean): (step: JoinStep) => void {
  return (step) => context.error(isJson ? `${JSON.stringify({ step })}\n` : `✓ ${say(context, stepWords[step])}\n`);
}
