import type { Command } from 'commander';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { runVerb } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';

/** `carnet hub replay` and `carnet edge replay`. */
export function replayCommand(context: CommandContext, kind: 'hub' | 'site'): Command {
  const group = kind === 'hub' ? 'hub' : 'edge';
  return leafCommand(context, {
    usage: 'replay',
    summary: {
      en: 'try again every change that could not be applied; a program does so by itself after an upgrade',
      fr: 'réessayer chaque changement qui n’a pas pu être appliqué ; le programme le fait seul après une mise à jour',
    },
    examples: [
      [
        `carnet ${group} replay --dir var/${kind}`,
        { en: 'what is mended is sent on', fr: 'ce qui passe est transmis' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context, kind),
    run: async (call) => {
      const report = await runVerb(requiredText(call, 'dir'), 'replay', {});
      const { tried, mended } = report;
      const text = say(context, {
        en: `${tried} set aside · ${mended} applied now · ${tried - mended} still waiting, kept as they came`,
        fr: `${tried} mis de côté · ${mended} appliqués maintenant · ${tried - mended} attendent encore, gardés tels quels`,
      });
      return { json: report, text };
    },
  });
}
