import type { Command } from 'commander';
import { examine } from '../doctor/examine.js';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { addFolderOption, requiredText } from './options.js';
import { formatTable } from './table.js';

const marks = { good: '✓', warning: '!', bad: '✗' } as const;

export function doctorCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'doctor',
    summary: {
      en: 'find what is wrong with a node and say what to do; changes nothing',
      fr: 'trouver ce qui ne va pas et dire quoi faire ; ne change rien',
    },
    examples: [
      [
        'carnet doctor --dir var/site',
        { en: 'exit 1 when something must be done', fr: 'code 1 si quelque chose est à faire' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const findings = await examine(requiredText(call, 'dir'), Date.now());
      const isBad = findings.some(({ state }) => state === 'bad');
      const rows = findings.map(({ check, state, what, todo }) => [
        marks[state],
        check,
        `${say(context, what)}${todo === undefined ? '' : ` → ${say(context, todo)}`}`,
      ]);
      return { json: { findings }, text: formatTable(rows), exit: isBad ? 1 : 0 };
    },
  });
}
