import type { Command } from 'commander';
import { problems } from '../../protocol/problems.js';
import { formatTime } from '../time-text.js';
import type { NodeStatus } from '../verbs/inspect-verbs.js';
import { availabilityLine } from './availability-line.js';
import { type CommandContext, say } from './command-context.js';
import { holdRows } from './hold-words.js';
import { leafCommand } from './leaf.js';
import { openNodeSession } from './node-session.js';
import { addFolderOption, requiredText } from './options.js';
import { backupRows } from './place-words.js';
import { selfTestLine } from './self-test-line.js';
import { formatTable } from './table.js';

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
  const facts = status.kind === 'hub' ? describeHub(context, status) : describeSite(context, status);
  return `${title}\n\n${facts}`;
}

function describeHub(context: CommandContext, status: NodeStatus): string {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const head = [
    'site',
    words('name', 'nom'),
    words('state', 'état'),
    words('waiting', 'en attente'),
    words('last seen', 'vu le'),
    words('proved complete', 'prouvé complet'),
  ];
  const rows = status.sites.map((site) => [
    site.code,
    site.name,
    site.cloned ? `${site.state}, ${words('CLONE', 'CLONE')}` : site.state,
    String(site.pendingTowards),
    formatTime(site.lastSeenMilliseconds),
    formatTime(site.provedAt ?? undefined),
  ]);
  const facts = formatTable([
    [words('last backup', 'dernière sauvegarde'), formatTime(status.backupAt ?? undefined)],
    setAsideLine(context, status),
    ...quarantineRows(context, status),
  ]);
  return `${facts}\n\n${formatTable([head, ...rows])}`;
}

function describeSite(context: CommandContext, status: NodeStatus): string {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const refused = status.lanes.reduce((sum, lane) => sum + lane.refused, 0);
  const pending = status.lanes.reduce((sum, lane) => sum + lane.pending, 0);
  const heard = status.lanes.map((lane) => lane.lastReceiptMilliseconds ?? 0);
  const last = Math.max(0, ...heard);
  const oldest = status.lanes
    .flatMap((lane) => lane.oldestPendingMilliseconds ?? [])
    .sort((left, right) => left - right)[0];
  const refusal = status.hubRefusal === undefined ? undefined : problems[status.hubRefusal];
  const lines = [
    ...(refusal === undefined
      ? []
      : [
          [
            status.hubRefusal === 'not-enrolled'
              ? words('enrolment', 'enrôlement')
              : words('the hub refuses', 'le central refuse'),
            words(refusal.en, refusal.fr),
          ],
        ]),
    // What the hub has not receipted stands on this disk only, and in what backups hold of it.
    [words('waiting for the hub', 'en attente du central'), String(pending)],
    [words('oldest since', 'la plus ancienne depuis'), formatTime(oldest)],
    [words('lost if this disk died', 'perdu si ce disque meurt'), lossText(context, pending)],
    [words('hub last answered', 'dernière réponse du central'), formatTime(last === 0 ? undefined : last)],
    [words('proved complete', 'prouvé complet'), formatTime(status.provedAt ?? undefined)],
    [words('refused by the hub', 'refusés par le central'), String(refused)],
    selfTestLine(context, status),
    availabilityLine(context, status),
    setAsideLine(context, status),
    ...quarantineRows(context, status),
    ...backupRows(context, status.backups),
    ...holdRows(context, status.holds, status.forcedState),
  ];
  return formatTable(lines);
}

/** What the disk's death would take, in words. */
function lossText(context: CommandContext, pending: number): string {
  if (pending === 0) return say(context, { en: 'nothing: the hub has every change', fr: 'rien : le central a tout' });
  return say(context, {
    en: `${pending} changes that the hub does not have, unless a backup on another disk holds them`,
    fr: `${pending} changements que le central n’a pas, sauf ceux d’une sauvegarde sur un autre disque`,
  });
}

/** What is kept aside here and why; `carnet … replay` tries it again. */
function setAsideLine(context: CommandContext, { setAside }: NodeStatus): readonly string[] {
  const count = setAside.reduce((sum, each) => sum + each.count, 0);
  const codes = setAside.map((each) => `${each.count} ${each.code}`).join(', ');
  const text = count === 0 ? '0' : `${count} (${codes})`;
  return [say(context, { en: 'set aside here', fr: 'mis de côté ici' }), text];
}

/** Nothing where nothing is: a sound fleet never sees the word. */
function quarantineRows(context: CommandContext, { quarantined }: NodeStatus): readonly (readonly string[])[] {
  return quarantined.map(({ site, batches, lastMilliseconds }) => [
    say(context, { en: `written twice: ${site}`, fr: `écrit deux fois : ${site}` }),
    say(context, {
      en: `${batches} batches with another content under known numbers lie aside, the last of ${formatTime(lastMilliseconds)}; a second copy of that box, or a forger: see \`carnet site list\``,
      fr: `${batches} lots au contenu différent sous des numéros connus sont mis de côté, le dernier du ${formatTime(lastMilliseconds)} ; une seconde copie de cet appareil, ou un faussaire : voir \`carnet site list\``,
    }),
  ]);
}
