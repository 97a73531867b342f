import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { addFolderOption, requiredText } from '../options.js';
import { requireArchive } from '../release/require-archive.js';
import { upgradeBackCommand } from './back.js';
import { endedText } from './ended.js';
import { addDeskOptions, openDesk } from './open-desk.js';
import { upgradePreflightCommand } from './preflight.js';
import { upgradeRunStagedCommand } from './run-staged.js';
import { upgradeStatusCommand } from './status.js';

/** `carnet upgrade ARCHIVE`, and what belongs to it. */
export function upgradeCommand(context: CommandContext): Command {
  const command = leafCommand(context, {
    usage: 'upgrade [archive]',
    summary: {
      en: 'bring a site to another release, and back by itself if that does not do',
      fr: 'passer un site à une autre version, et revenir seul si elle ne convient pas',
    },
    examples: [
      [
        'carnet upgrade carnet-0.2.0.release --dir /var/lib/carnet/edge',
        { en: 'now; seconds without service', fr: 'maintenant ; quelques secondes sans service' },
      ],
      [
        'carnet upgrade carnet-0.2.0.release --dir /var/lib/carnet/edge --stage',
        { en: 'tonight, in its window', fr: 'cette nuit, à l’heure prévue' },
      ],
      [
        'carnet upgrade',
        { en: 'carries on what a power cut interrupted', fr: 'reprend ce qu’une coupure a interrompu' },
      ],
    ],
    configure: (leaf, words) => {
      addFolderOption(leaf, words, context, 'site');
      addDeskOptions(leaf, words, context);
      leaf
        .option(
          '--stage',
          words({ en: 'only make it ready for the window', fr: 'seulement la préparer pour son heure' }),
        )
        .option('--one-way', words({ en: 'also where there is no way back', fr: 'même sans retour possible' }));
    },
    nextSteps: {
      'not-found': {
        en: 'Check the path of the archive, --root and its list trusted-keys; a box is prepared once for upgrades (README, “Another release”)',
        fr: 'Vérifiez le chemin de l’archive, --root et sa liste trusted-keys ; un boîtier se prépare une fois aux mises à niveau (README, « Another release »)',
      },
    },
    run: (call) => run(context, call),
  });
  command.enablePositionalOptions();
  for (const member of [upgradeStatusCommand, upgradeBackCommand, upgradeRunStagedCommand, upgradePreflightCommand]) {
    command.addCommand(member(context));
  }
  return command;
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const desk = openDesk(context, call);
  const [archive] = call.positionals;
  if (archive === undefined) {
    const resumed = await desk.resume();
    if (resumed === undefined) throw new Problem('usage-wrong', 'no upgrade is under way: name an archive');
    return endedText(context, resumed.to, resumed);
  }
  requireArchive(archive);
  const dir = resolve(requiredText(call, 'dir'));
  const { version } = await desk.unpack(archive);
  const wanted = { dir, version, oneWay: call.options['oneWay'] === true };
  if (call.options['stage'] === true) {
    await desk.stage(wanted);
    const text = say(context, {
      en: `Carnet ${version} is proven and lies ready; it is brought in within the window (setting upgradeWindow) by carnet-upgrade.timer.`,
      fr: `Carnet ${version} est vérifié et prêt ; carnet-upgrade.timer le met en place à l’heure prévue (réglage upgradeWindow).`,
    });
    return { json: { staged: version }, text };
  }
  return endedText(context, version, await desk.bring(wanted));
}
