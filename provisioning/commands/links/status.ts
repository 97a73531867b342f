import type { Command } from 'commander';
import { causeWords, stateWords } from '../../../protocol/links/link-words.js';
import type { SetupFault } from '../../../protocol/links/setup-faults.js';
import { formatTime } from '../../time-text.js';
import { linkFault } from '../../tunnel/check/link-faults.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { holdRows } from '../hold-words.js';
import { leafCommand } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable } from '../table.js';
import { decisionLines } from './decision-lines.js';

/** States and causes of the contract, in words. */
const said: Readonly<Record<string, Words>> = { ...stateWords, ...causeWords, none: { en: '-', fr: '-' } };

export function linksStatusCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'status',
    summary: {
      en: 'the links as the running program sees them, and the latest decisions',
      fr: 'les liaisons comme le programme les voit, et les dernières décisions',
    },
    examples: [
      ['carnet links status --dir var/site', { en: 'which one is used, and why', fr: 'laquelle sert, et pourquoi' }],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    run: async (call) => {
      const session = await openNodeSession(requiredText(call, 'dir'));
      try {
        const links = await session.call('link-list', {});
        const words = (en: string, fr: string) => say(context, { en, fr });
        const head = [
          words('link', 'liaison'),
          words('kind', 'type'),
          words('state', 'état'),
          words('cause', 'cause'),
          words('since', 'depuis'),
        ];
        const faults = links.flatMap(({ name, running }) => faultLines(context, name, running?.faults));
        const rows = links.map(({ name, kind, running }) => [
          name,
          kind,
          inWords(context, running?.state),
          inWords(context, running?.cause),
          formatTime(running?.since),
        ]);
        const stopped = words(
          'The program does not run: carnet edge run',
          'Le programme ne tourne pas : carnet edge run',
        );
        const { holds, forcedState } = await session.call('status', {});
        const held = holdRows(context, holds, forcedState);
        const decisions = await session.call('link-decisions', {});
        const log = decisionLines(context, decisions);
        const latest = [words('Latest decisions', 'Dernières décisions'), ...log].join('\n');
        const table = [
          ...[formatTable([head, ...rows]), ...(held.length > 0 ? [formatTable(held)] : [])],
          ...(faults.length > 0 ? [faults.join('\n')] : []),
          ...(log.length > 0 ? [latest] : []),
        ].join('\n\n');
        return {
          json: { running: session.running, links, holds, decisions },
          text: session.running ? table : `${table}\n${stopped}`,
        };
      } finally {
        session.close();
      }
    },
  });
}

/** What is wrong with a link as it is set up, and the fix. */
function faultLines(context: CommandContext, link: string, faults: readonly SetupFault[] = []): readonly string[] {
  return faults.map(({ code, about }) => {
    const { what, todo } = linkFault(code, link, about);
    return `! ${link}: ${[what, ...(todo === undefined ? [] : [todo])].map((words) => say(context, words)).join(' → ')}`;
  });
}

function inWords(context: CommandContext, code: string | undefined): string {
  if (code === undefined) return '-';
  const words = said[code];
  return words === undefined ? code : say(context, words);
}
