import type { Command } from 'commander';
import { problems } from '../../protocol/problem.js';
import type { NodeStatus } from '../verbs/inspect-verbs.js';
import { type CommandContext, say } from './command-context.js';
import { leafCommand } from './leaf.js';
import { openNodeSession } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';
import { formatTable, formatTime } from './table.js';

export function statusCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'status',
    summary: { en: 'one screen of health', fr: 'l’état sur un écran' },
    examples: [['carnet status --dir var/site', { en: 'what waits for the hub', fr: 'ce qui attend le central' }]],
    configure: (command, words) => addFolderOption(command, words, context),
    run: async (call) => {
      const session = await openNodeSession(requiredText(call, 'dir'));
      try {
        const status = await session.call('status', {});
        const { running } = session;
        return { json: { running, ...status }, text: describe(context, status, running) };
      } finally {
        session.close();
      }
    },
  });
}

function describe(context: CommandContext, status: NodeStatus, running: boolean): string {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const state = running ? words('running', 'en marche') : words('stopped', 'arrêté');
  const title = `${status.kind === 'hub' ? words('Hub', 'Central') : `Site ${status.code}`} · ${status.name} · ${state}`;
  if (status.kind === 'hub') {
    const head = [
      'site',
      words('name', 'nom'),
      words('state', 'état'),
      words('waiting', 'en attente'),
      words('last seen', 'vu le'),
    ];
    const rows = status.sites.map((site) => [
      site.code,
      site.name,
      site.cloned ? `${site.state}, ${words('CLONE', 'CLONE')}` : site.state,
      String(site.pendingTowards),
      formatTime(site.lastSeenMilliseconds),
    ]);
    return `${title}\n\n${formatTable([head, ...rows])}`;
  }
  const pending = status.lanes.reduce((sum, lane) => sum + lane.pending, 0);
  const heard = status.lanes.map((lane) => lane.lastReceiptMilliseconds ?? 0);
  const last = Math.max(0, ...heard);
  const oldest = status.lanes
    .flatMap((lane) => lane.oldestPendingMilliseconds ?? [])
    .sort((left, right) => left - right)[0];
  const refused = status.hubRefusal === undefined ? undefined : problems[status.hubRefusal];
  const lines = [
    ...(refused === undefined ? [] : [[words('the hub refuses', 'le central refuse'), words(refused.en, refused.fr)]]),
    [words('waiting for the hub', 'en attente du central'), String(pending)],
    [words('oldest since', 'la plus ancienne depuis'), formatTime(oldest)],
    [words('hub last answered', 'dernière réponse du central'), formatTime(last === 0 ? undefined : last)],
  ];
  return `${title}\n\n${formatTable(lines)}`;
}
