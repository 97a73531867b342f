import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import type { SiteOrder } from '../../../journal/orders/order-store.js';
import type { CustodyOrderKind } from '../../../protocol/orders/order-kinds.js';
import { isProblemCode, problems } from '../../../protocol/problems.js';
import { formatTime } from '../../time-text.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, type LeafPlan, leafCommand, type Outcome } from '../leaf.js';
import { runVerb } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText } from '../options.js';

const lookMilliseconds = 500;

/** `carnet site lock SITE`. */
export function siteLockCommand(context: CommandContext): Command {
  return custodyCommand(context, () => 'lock-site', {
    usage: 'lock <site>',
    summary: {
      en: 'close a site until somebody types its passphrase or recovery code: no slot opens it unattended any more',
      fr: 'fermer un site jusqu’à ce que quelqu’un tape sa phrase secrète ou son code de secours : plus rien ne l’ouvre seul',
    },
    examples: [['carnet site lock 7KD', { en: 'the box may have been stolen', fr: 'le boîtier a peut-être été volé' }]],
  });
}

/** `carnet site wipe SITE`. */
export function siteWipeCommand(context: CommandContext): Command {
  const kindOf = (call: Call) => (call.options['evenUnsynced'] === true ? 'wipe-site-even-unsynced' : 'wipe-site');
  return custodyCommand(context, kindOf, {
    usage: 'wipe <site>',
    summary: {
      en: 'destroy the keys and files of a site, once the hub holds all its records',
      fr: 'détruire les clés et les fichiers d’un site, une fois toutes ses données au central',
    },
    examples: [
      [
        'carnet site wipe 7KD',
        { en: 'waits for what is not yet here, or says what', fr: 'attend ce qui manque ici, ou le dit' },
      ],
      ['carnet site wipe 7KD --even-unsynced', { en: 'loses what is not yet here', fr: 'perd ce qui manque ici' }],
    ],
    configure: (command, words) => {
      command.option('--even-unsynced', words({ en: 'also what the hub lacks', fr: 'même ce qui manque au central' }));
    },
  });
}

function custodyCommand(
  context: CommandContext,
  kindOf: (call: Call) => CustodyOrderKind,
  plan: Pick<LeafPlan, 'usage' | 'summary' | 'examples' | 'configure'>,
): Command {
  return leafCommand(context, {
    ...plan,
    configure: (command, words) => {
      addFolderOption(command, words, context, 'hub');
      plan.configure?.(command, words);
      command.option(
        '--wait <seconds>',
        words({ en: 'for what becomes of it', fr: 'pour en connaître la suite' }),
        '20',
      );
    },
    run: async (call): Promise<Outcome> => {
      const dir = requiredText(call, 'dir');
      const site = call.positionals[0] ?? '';
      const by = operatorOf(context);
      const given = await runVerb(dir, 'site-custody', { site, order: kindOf(call), by });
      const order = await followed(dir, site, given, Number(requiredText(call, 'wait')) * 1000);
      return { json: order, text: textOf(context, order), exit: order.state === 'failed' ? 1 : 0 };
    },
  });
}

async function followed(dir: string, site: string, given: SiteOrder, millisecondsMax: number): Promise<SiteOrder> {
  let order = given;
  for (
    let waited = 0;
    ['waiting', 'sent'].includes(order.state) && waited < millisecondsMax;
    waited += lookMilliseconds
  ) {
    await setTimeout(lookMilliseconds);
    order = await runVerb(dir, 'site-custody-state', { site, id: given.id });
  }
  return order;
}

function textOf(context: CommandContext, { site, kind, state, outcome = {} }: SiteOrder): string {
  return say(context, kind === 'lock-site' && state === 'done' ? lockedWords(site) : wordsOf(site, state, outcome));
}

function lockedWords(site: string): Words {
  return {
    en: `Site ${site} is locked: only its passphrase or recovery code starts it. The hub's share of its key is forgotten.`,
    fr: `Le site ${site} est verrouillé : seuls sa phrase secrète ou son code de secours le démarrent. La part du central est oubliée.`,
  };
}

function wordsOf(site: string, state: SiteOrder['state'], outcome: Readonly<Record<string, unknown>>): Words {
  const code = typeof outcome['code'] === 'string' && isProblemCode(outcome['code']) ? outcome['code'] : 'internal';
  switch (state) {
    case 'done':
      return {
        en: `Site ${site} is wiped. ${lossOf(outcome['lost']).en}`,
        fr: `Le site ${site} est effacé. ${lossOf(outcome['lost']).fr}`,
      };
    case 'failed':
      return { en: `${problems[code].en} ${lossOf(outcome).en}`, fr: `${problems[code].fr} ${lossOf(outcome).fr}` };
    case 'expired':
      return { en: 'The order came too late.', fr: 'L’ordre est venu trop tard.' };
    default:
      return {
        en: `The order is given; site ${site} hears it at its next contact. The same command says what became of it.`,
        fr: `L’ordre est donné ; le site ${site} l’entendra à son prochain contact. La même commande en dira la suite.`,
      };
  }
}

/** What is at the site only. */
function lossOf(found: unknown): Words {
  const { changes, contents, oldestAt } = (found ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof changes !== 'number' || typeof contents !== 'number') return { en: '', fr: '' };
  if (changes === 0 && contents === 0)
    return { en: 'The hub holds all its records.', fr: 'Le central a toutes ses données.' };
  const since = formatTime(typeof oldestAt === 'number' ? oldestAt : undefined);
  return {
    en: `Not at the hub: ${changes} change(s), ${contents} attachment(s), the oldest of ${since}.`,
    fr: `Pas au central : ${changes} modification(s), ${contents} pièce(s) jointe(s), la plus ancienne du ${since}.`,
  };
}
