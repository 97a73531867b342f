import type { Command } from 'commander';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { parseDuration } from '../quantity.js';

export function tokenIssueCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'issue',
    summary: {
      en: 'make a bearer token for a machine, shown once',
      fr: 'créer un jeton pour une machine, affiché une fois',
    },
    examples: [
      [
        'carnet token issue --user lab.analyser --ttl 8h --dir var/site',
        { en: 'good for eight hours', fr: 'valable huit heures' },
      ],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context);
      command
        .requiredOption('--user <user>', words({ en: 'who it acts for', fr: 'au nom de qui il agit' }))
        .requiredOption(
          '--ttl <duration>',
          words({ en: 'how long it is good: 30m, 8h, 7d', fr: 'durée de validité : 30m, 8h, 7d' }),
        );
    },
    run: async (call) => {
      const ttlMilliseconds = parseDuration(requiredText(call, 'ttl'));
      const args = { user: requiredText(call, 'user'), ttlMilliseconds };
      const token = await runVerb(requiredText(call, 'dir'), 'token-issue', args);
      const until = formatTime(token.expiresMilliseconds);
      const text = say(context, {
        en: `${token.secret}\nShown once; acts for ${token.user} until ${until}.`,
        fr: `${token.secret}\nAffiché une seule fois ; agit pour ${token.user} jusqu’au ${until}.`,
      });
      return { json: token, text };
    },
  });
}
