import type { Command } from 'commander';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { holdRows } from '../hold-words.js';
import { leafCommand } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { addFolderOption, requiredText } from '../options.js';
import { formatTable, formatTime } from '../table.js';

/** States and causes of the contract, in words. */
const said: Readonly<Record<string, Words>> = {
  active: { en: 'active', fr: 'active' },
  standby: { en: 'standby', fr: 'en réserve' },
  degraded: { en: 'degraded', fr: 'dégradée' },
  down: { en: 'down', fr: 'coupée' },
  asleep: { en: 'asleep', fr: 'en sommeil' },
  blocked: { en: 'blocked', fr: 'bloquée' },
  none: { en: '-', fr: '-' },
  'link-down': { en: 'no signal', fr: 'pas de signal' },
  blackhole: { en: 'no answer', fr: 'sans réponse' },
  brownout: { en: 'poor quality', fr: 'mauvaise qualité' },
  'no-credit': { en: 'no credit', fr: 'plus de crédit' },
  dns: { en: 'name not found', fr: 'nom introuvable' },
  'hub-down': { en: 'hub stopped', fr: 'central arrêté' },
  certificate: { en: 'certificate refused', fr: 'certificat refusé' },
  'shared-outage': { en: 'shared outage', fr: 'panne partagée' },
  budget: { en: 'budget used up', fr: 'budget épuisé' },
};

export function linksStatusCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'status',
    summary: { en: 'the links as the running program sees them', fr: 'les liaisons comme le programme les voit' },
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
        const table = [formatTable([head, ...rows]), ...(held.length > 0 ? [formatTable(held)] : [])].join('\n\n');
        return {
          json: { running: session.running, links, holds },
          text: session.running ? table : `${table}\n${stopped}`,
        };
      } finally {
        session.close();
      }
    },
  });
}

function inWords(context: CommandContext, code: string | undefined): string {
  if (code === undefined) return '-';
  const words = said[code];
  return words === undefined ? code : say(context, words);
}
