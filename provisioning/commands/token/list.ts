import type { Command } from 'commander';
import type { MachineToken } from '../../../journal/machine-tokens/machine-token-store.js';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';

const heads = [
  { en: 'token', fr: 'jeton' },
  { en: 'until', fr: 'jusqu’au' },
  { en: 'last used', fr: 'dernier emploi' },
  { en: 'may', fr: 'droits' },
  { en: '', fr: '' },
];

export function tokenListCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'list',
    summary: { en: 'tokens of other programs, and their last use', fr: 'jetons des autres programmes, et leur emploi' },
    examples: [['carnet token list --dir var/site', { en: 'those of this site', fr: 'ceux de ce site' }]],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const tokens = await runVerb(requiredText(call, 'dir'), 'token-list', {});
      const revoked = say(context, { en: 'revoked', fr: 'révoqué' });
      const rowOf = (token: MachineToken) => [
        ...[token.name, formatTime(token.expiresMilliseconds), formatTime(token.usedMilliseconds)],
        token.patient === undefined ? token.scopes : `${token.scopes} (Patient/${token.patient})`,
        token.revokedMilliseconds === undefined ? '' : `${revoked} ${formatTime(token.revokedMilliseconds)}`,
      ];
      const none = say(context, {
        en: 'None yet: carnet token create NAME --scope SCOPES',
        fr: 'Aucun : carnet token create NOM --scope DROITS',
      });
      const table = () => formatTable([heads.map((words) => say(context, words)), ...tokens.map(rowOf)]);
      return { json: { tokens }, text: tokens.length === 0 ? none : table() };
    },
  });
}
