import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { problems } from '../../../protocol/problems.js';
import { ReleaseDesk } from '../../upgrade/release-desk.js';
import { siteActs } from '../../upgrade/site-acts.js';
import { processService, systemdService } from '../../upgrade/site-service.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { detailIn } from '../detail-words.js';
import type { Call } from '../leaf.js';
import { optionName, requiredText } from '../options.js';
import { addRootOption } from './root-option.js';
import { stepWords } from './upgrade-words.js';

const secondsMax = 3_600;

/** What every command that may touch a site's program takes. */
export function addDeskOptions(command: Command, words: (words: Words) => string, context: CommandContext): void {
  addRootOption(command, words, context);
  const service = words({ en: 'how the program is started', fr: 'comment le programme est lancé' });
  command
    .addOption(new Option('--service <kind>', service).choices(['systemd', 'process']).default('systemd'))
    .option('--unit <name>', words({ en: 'its unit', fr: 'son unité' }), 'carnet-edge')
    .option(
      '--healthy-seconds <n>',
      words({ en: 'how long it must serve without a miss', fr: 'durée de service sans défaut exigée' }),
      '10',
    )
    .option(
      '--within-seconds <n>',
      words({ en: 'after how long it is given up', fr: 'délai avant de renoncer' }),
      '120',
    );
}

/** The releases of a box, and how its program is stopped and started. @throws Problem `usage-wrong` */
export function openDesk(context: CommandContext, call: Call): ReleaseDesk {
  const root = resolve(requiredText(call, 'root'));
  const [service, unit] = [requiredText(call, 'service'), requiredText(call, 'unit')];
  if (!/^[A-Za-z0-9@._-]{1,64}$/.test(unit)) throw new Problem('usage-wrong', '--unit');
  const health = {
    forMilliseconds: secondsOf(call, 'healthySeconds') * 1000,
    withinMilliseconds: secondsOf(call, 'withinSeconds') * 1000,
  };
  return new ReleaseDesk({
    ...{ root, now: Date.now },
    actsOf: (dir) => {
      const of = service === 'process' ? processService(root, dir) : systemdService(dir, unit);
      return siteActs({ root, dir, health, service: of });
    },
    onStep: (step) => context.error(`${say(context, stepWords[step])}\n`),
    onFailed: (problem) =>
      context.error(`  ${say(context, problems[problem.code])} (${detailIn(context, problem.detail)})\n`),
  });
}

function secondsOf(call: Call, name: string): number {
  const text = requiredText(call, name);
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds <= secondsMax)) {
    throw new Problem('usage-wrong', `${optionName(name)} ${text}: a whole number from 0 to ${secondsMax}`);
  }
  return seconds;
}
