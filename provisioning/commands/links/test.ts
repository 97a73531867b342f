import type { Command } from 'commander';
import type { PathTestReport } from '../../../protocol/orders/path-test-report.js';
import { type CommandContext, say } from '../command-context.js';
import { followProgress } from '../follow-progress.js';
import { leafCommand } from '../leaf.js';
import { type NodeSession, openNodeSession } from '../node-session.js';
import { addFolderOption, requiredText, textOption } from '../options.js';
import type { ShownProgress } from '../progress-bar.js';
import { formatTable } from '../table.js';

export function linksTestCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'test',
    summary: {
      en: 'measure the links for ten seconds: loss each way, round trips',
      fr: 'mesurer les liaisons dix secondes : pertes dans chaque sens, allers-retours',
    },
    examples: [
      ['carnet links test', { en: 'all links that cost nothing', fr: 'toutes les liaisons gratuites' }],
      ['carnet links test --link satellite', { en: 'a metered one too: 2 kB', fr: 'même comptée : 2 ko' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      command.option('--link <name>', words({ en: 'only this link', fr: 'seulement cette liaison' }));
    },
    run: async (call) => {
      const link = textOption(call, 'link');
      const session = await openNodeSession(requiredText(call, 'dir'));
      try {
        const test = () => session.call('link-test', link === undefined ? {} : { link });
        const report = await followProgress(context, () => lookAt(session), test);
        return { json: report, text: describe(context, report) };
      } finally {
        session.close();
      }
    },
  });
}

async function lookAt(session: NodeSession): Promise<ShownProgress | undefined> {
  const progress = await session.call('link-test-progress', {});
  if (progress === null) return undefined;
  const { doneMilliseconds, allMilliseconds } = progress;
  const resources = Math.round(doneMilliseconds / 1000);
  return { bytesRead: doneMilliseconds, bytesAll: allMilliseconds, resources };
}

function describe(context: CommandContext, { links, skipped }: PathTestReport): string {
  const words = (en: string, fr: string) => say(context, { en, fr });
  const head = [
    words('link', 'liaison'),
    words('probes', 'sondes'),
    words('lost', 'perdues'),
    words('lost up', 'montée'),
    words('lost down', 'descente'),
    words('round trip: min / median / 95 % / max', 'aller-retour : min / médian / 95 % / max'),
    words('MTU here', 'MTU locale'),
  ];
  const rows = links.map((each) => [
    each.link,
    String(each.sent),
    percent(each.lossFraction),
    percent(each.lossUpFraction),
    percent(each.lossDownFraction),
    each.roundTrip === null
      ? '-'
      : `${[each.roundTrip.min, each.roundTrip.median, each.roundTrip.p95, each.roundTrip.max].join(' / ')} ms`,
    each.interfaceMtuBytes === null ? '-' : String(each.interfaceMtuBytes),
  ]);
  const left = skipped.map(({ link, reason }) =>
    reason === 'metered'
      ? words(`${link}: paid by the byte; --link ${link} tests it`, `${link} : comptée ; --link ${link} la mesure`)
      : words(`${link}: no session was open over it yet`, `${link} : aucune session encore ouverte`),
  );
  return [...(rows.length === 0 ? [] : [formatTable([head, ...rows])]), ...left].join('\n');
}

function percent(fraction: number | null): string {
  return fraction === null ? '-' : `${Number((fraction * 100).toFixed(1))} %`;
}
