import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';

export function profileRemoveCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'remove [url...]',
    summary: { en: 'no longer check by these profiles', fr: 'ne plus vérifier par ces profils' },
    examples: [
      [
        'carnet profile remove http://example.org/StructureDefinition/visite --dir var/site',
        { en: 'by its URL, as in the list', fr: 'par son URL, comme dans la liste' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      if (call.positionals.length === 0) throw new Problem('usage-wrong', 'URL');
      const { removed } = await runVerb(requiredText(call, 'dir'), 'profile-remove', { urls: call.positionals });
      const text = say(context, { en: `${removed.length} removed.`, fr: `${removed.length} retirés.` });
      return { json: { removed }, text };
    },
  });
}
