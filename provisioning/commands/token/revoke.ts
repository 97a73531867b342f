import type { Command } from 'commander';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function tokenRevokeCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'revoke <name>',
    summary: {
      en: 'end a token at once; what its program wrote stays',
      fr: 'annuler un jeton sur-le-champ ; ce que son programme a écrit reste',
    },
    examples: [
      [
        'carnet token revoke cobas --dir var/site',
        { en: 'a new one needs another name', fr: 'un nouveau jeton prend un autre nom' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const token = await runVerb(requiredText(call, 'dir'), 'token-revoke', { name: call.positionals[0] });
      const text = say(context, { en: `${token.name} is revoked.`, fr: `${token.name} est révoqué.` });
      return { json: { token }, text };
    },
  });
}
