import type { Command } from 'commander';
import { formatTime } from '../../time-text.js';
import type { ForcedByHand } from '../../verbs/link-control-verbs.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function linksForceCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'force <name>',
    summary: {
      en: 'send everything that may go over a link over it, for four hours at most',
      fr: 'faire passer par une liaison tout ce qui peut y passer, quatre heures au plus',
    },
    examples: [
      ['carnet links force satellite', { en: 'while it works; else the others', fr: 'tant qu’elle marche' }],
      ['carnet links release', { en: 'let the program choose again', fr: 'rendre le choix au programme' }],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const [link = ''] = call.positionals;
      const forced = await runVerb(requiredText(call, 'dir'), 'link-force', { link });
      return { json: forced, text: describe(context, forced) };
    },
  });
}

function describe(context: CommandContext, { link, until, state }: ForcedByHand): string {
  const text = say(context, {
    en: `${link} carries all that may go over it, until ${formatTime(until)} or: carnet links release`,
    fr: `${link} porte tout ce qui peut y passer, jusqu’à ${formatTime(until)} ou : carnet links release`,
  });
  if (state !== 'down') return text;
  const down = say(context, {
    en: 'It is down now: the other links carry until it is back.',
    fr: 'Elle est coupée : les autres liaisons portent jusqu’à son retour.',
  });
  return `${text}\n${down}`;
}
