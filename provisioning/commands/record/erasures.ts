import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { erasureWords } from './erasure-words.js';

/** `carnet record erasures`. */
export function recordErasuresCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'erasures',
    summary: {
      en: 'what was erased by order of law, and which sites have done it',
      fr: 'ce qui fut effacé sur décision légale, et quels sites l’ont fait',
    },
    examples: [
      [
        'carnet record erasures',
        { en: 'at the hub: who has not done it yet', fr: 'au central : qui ne l’a pas encore fait' },
      ],
      ['carnet record erasures --dir var/site --json', { en: 'at a site: its own', fr: 'sur un site : les siens' }],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'hub'),
    run: async (call) => {
      const erasures = await runVerb(requiredText(call, 'dir'), 'record-erasures', {});
      const none = say(context, { en: 'Nothing was erased.', fr: 'Rien n’a été effacé.' });
      const text = erasures.map((erasure) => erasureWords(context, erasure)).join('\n\n');
      return { json: { erasures }, text: erasures.length === 0 ? none : text };
    },
  });
}
