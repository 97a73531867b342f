import type { Command } from 'commander';
import type { DuePage, DueRecord } from '../../../journal/retention/retention-store.js';
import { Problem } from '../../../protocol/problem.js';
import {
  endlessKindList,
  faultOf,
  type RetentionDays,
  type RetentionKind,
  retentionKinds,
  retentionRules,
} from '../../../record/privacy/retention.js';
import { daysText, endlessWords, sweptWords } from '../../../record/privacy/retention-words.js';
import { readNode } from '../../node-folder.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { type NodeSession, openNodeSession } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, gather, requiredText, textsOption } from '../options.js';
import { formatTable } from '../table.js';
import { faultWords } from './retention-faults.js';

const yearMilliseconds = 365.25 * 24 * 3_600_000;

/** `carnet privacy retention` (rules R44 to R46). */
export function privacyRetentionCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'retention',
    summary: {
      en: 'for how long what is kept: shows it, changes it with --set, lists with --due the records whose time is over.\nRecords are never deleted by it: they are for a person to decide.',
      fr: 'combien de temps quoi est gardé : l’affiche, le change avec --set, énumère avec --due les dossiers échus.\nLes dossiers n’en sont jamais supprimés : une personne en décide.',
    },
    examples: [
      ['carnet privacy retention --dir var/site', { en: 'what holds', fr: 'ce qui vaut' }],
      [
        'carnet privacy retention --dir var/site --set sign-ins=400 --set habits=90',
        { en: 'two other times, from now on', fr: 'deux autres durées, dès maintenant' },
      ],
      ['carnet privacy retention --dir var/site --due', { en: 'records to decide about', fr: 'dossiers à décider' }],
    ],
    configure: (command, words) => {
      addFolderOption(command, words, context, 'site');
      const set = { en: 'another time for a kind; may be repeated', fr: 'une autre durée ; peut se répéter' };
      command.option('--set <kind=days>', words(set), gather);
      command.option(
        '--due',
        words({
          en: 'records in which nothing was written for longer than privacyRecordYears',
          fr: 'dossiers sans inscription depuis plus de privacyRecordYears',
        }),
      );
    },
    run: (call) => run(context, call),
  });
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const dir = requiredText(call, 'dir');
  const changes = textsOption(call, 'set').map((text) => changeOf(context, text));
  const years = readNode(dir).kind === 'site' ? context.readSiteSettings(dir).privacyRecordYears : 0;
  if (call.options['due'] === true) {
    if (changes.length > 0) throw new Problem('usage-wrong', '--due stands alone');
    if (years === 0) throw new Problem('usage-wrong', 'privacyRecordYears is not set in settings.json');
  }
  const session = await openNodeSession(dir);
  try {
    if (call.options['due'] === true) return await showDue(context, session, years);
    const days =
      changes.length === 0
        ? await session.call('retention-days', {})
        : await session.call('retention-set', { changes, operator: operatorOf(context) });
    return { json: { days, rules: retentionRules, recordYears: years }, text: describe(context, days) };
  } finally {
    session.close();
  }
}

/** @throws Problem `usage-wrong` with what is wrong, and why the bound stands there */
function changeOf(context: CommandContext, text: string): readonly [kind: RetentionKind, days: number] {
  const [, kind = text, number = ''] = /^([a-z-]+)=(\d{1,6})$/.exec(text) ?? [];
  const days = number === '' ? Number.NaN : Number(number);
  const fault = faultOf(kind, days);
  if (fault !== undefined) throw new Problem('usage-wrong', say(context, faultWords(fault, kind)));
  return [kind as RetentionKind, days];
}

function describe(context: CommandContext, days: RetentionDays): string {
  const { language } = context;
  const head = [
    { en: 'kind', fr: 'catégorie' },
    { en: 'kept', fr: 'gardé' },
    { en: 'from', fr: 'de' },
    { en: 'to', fr: 'à' },
    { en: 'what, and why these bounds', fr: 'quoi, et pourquoi ces bornes' },
  ].map((words) => say(context, words));
  const rows = retentionKinds.map((kind) => {
    const { daysMin, daysMax } = retentionRules[kind];
    const { name, bounds } = sweptWords[language][kind];
    return [kind, daysText(days[kind], language), String(daysMin), String(daysMax), `${name} (${bounds})`];
  });
  const without = say(context, { en: 'No sweep deletes:', fr: 'Aucun balayage ne supprime :' });
  const endless = endlessKindList.map((kind) => `  ${endlessWords[language][kind]}`);
  return [formatTable([head, ...rows]), '', without, ...endless].join('\n');
}

async function showDue(context: CommandContext, session: NodeSession, years: number): Promise<Outcome> {
  const before = Math.floor(Date.now() - years * yearMilliseconds);
  const due: DueRecord[] = [];
  for (let after: string | undefined; ; ) {
    const page: DuePage = await session.call('retention-due', { before, ...(after !== undefined && { after }) });
    due.push(...page.records);
    if (page.next === undefined) break;
    after = page.next;
  }
  const lines = due.map(({ patient, lastMilliseconds }) => {
    return `Patient/${patient}  ${new Date(lastMilliseconds).toISOString().slice(0, 10)}`;
  });
  const head = say(context, {
    en: `${due.length} records without an entry for ${years} years; decide, then: carnet record erase`,
    fr: `${due.length} dossiers sans inscription depuis ${years} ans ; décidez, puis : carnet record erase`,
  });
  return { json: { years, due }, text: [head, ...lines].join('\n') };
}
