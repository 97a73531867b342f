import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Option } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { type BreachFacts, breachDeadline, breachHoursMax } from '../../../record/privacy/breach.js';
import { breachText } from '../../../record/privacy/breach-text.js';
import { reportSlots } from '../../custody/slot-report.js';
import { slotRisks } from '../../custody/slot-risks.js';
import { systemErrorCode } from '../../folder/atomic-file.js';
import { readNode } from '../../node-folder.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { openNodeSession } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, gather, requiredText, textOption, textsOption } from '../options.js';
import { timesOf, wayOf } from './breach-options.js';
import { writePeople } from './breach-people.js';
import { surveyBreach } from './breach-survey.js';

type Language = 'fr' | 'en';

const doneCharactersMax = 500;

/** `carnet privacy breach` (rules R47 to R49). */
export function privacyBreachCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'breach',
    summary: {
      en: `the notice of a personal data breach, from the facts of this node: for the authority (${breachHoursMax} hours) and for those concerned.\nIt holds counts, names of staff and addresses, nothing of any record. Of a stolen box: on the box that took its place.`,
      fr: `la notification d’une violation de données, d’après les faits de ce nœud : pour l’autorité (${breachHoursMax} heures) et les personnes concernées.\nElle contient des nombres, des noms du personnel et des adresses, rien d’un dossier. Pour un boîtier volé : sur celui qui le remplace.`,
    },
    examples: [
      [
        'carnet privacy breach --account awa --from 2026-11-20 --known 2026-11-23T08:00:00Z --output notice.md',
        { en: 'somebody used an account', fr: 'quelqu’un a employé un compte' },
      ],
      [
        'carnet privacy breach --address 10.1.0.7 --from 2026-11-20 --to 2026-11-22 --patients concerned.csv',
        { en: 'a workstation; and whom to tell', fr: 'un poste ; et qui prévenir' },
      ],
      [
        'carnet privacy breach --stolen-box --from 2026-11-20 --done "police informed" --report-lang fr',
        { en: 'the box is gone', fr: 'le boîtier a disparu' },
      ],
    ],
    configure: (command, words) => configure(context, command, words),
    nextSteps: {
      'not-found': { en: '`carnet user list` shows the accounts', fr: '`carnet user list` montre les comptes' },
      'already-exists': { en: 'Name a new file', fr: 'Nommez un fichier neuf' },
    },
    run: (call) => run(context, call),
  });
}

function configure(context: CommandContext, command: Command, words: Parameters<typeof addFolderOption>[1]): void {
  addFolderOption(command, words, context, 'site');
  command.option('--account <name>', words({ en: 'by this account', fr: 'par ce compte' }));
  command.option('--address <ip>', words({ en: 'from this address', fr: 'depuis cette adresse' }));
  command.option('--stolen-box', words({ en: 'the box itself', fr: 'le boîtier lui-même' }));
  command.requiredOption('--from <time>', words({ en: 'since when', fr: 'depuis quand' }));
  command.option(
    '--to <time>',
    words({ en: 'until when; now where left out', fr: 'jusqu’à quand ; sinon maintenant' }),
  );
  const known = {
    en: 'when it was known, which the hours count from; now',
    fr: 'quand on l’a su, d’où comptent les heures ; sinon maintenant',
  };
  command.option('--known <time>', words(known));
  const done = { en: 'what was done against it; may be repeated', fr: 'ce qui a été fait ; peut se répéter' };
  command.option('--done <text>', words(done), gather);
  command.option(
    '--output <file>',
    words({ en: 'a new file for the notice', fr: 'un fichier neuf pour la notification' }),
  );
  const patients = {
    en: 'a new file (CSV, mode 600): whom it concerns, how to reach them',
    fr: 'un fichier neuf (CSV, mode 600) : qui est concerné, comment le joindre',
  };
  command.option('--patients <file>', words(patients));
  const language = words({ en: 'language of the notice', fr: 'langue de la notification' });
  command.addOption(new Option('--report-lang <language>', language).choices(['fr', 'en']));
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const dir = requiredText(call, 'dir');
  const way = wayOf(call);
  const times = timesOf(call, Date.now());
  const done = textsOption(call, 'done').map((text) => text.trim());
  if (done.some((text) => text === '' || text.length > doneCharactersMax)) {
    throw new Problem('usage-wrong', `--done: 1 to ${doneCharactersMax} characters`);
  }
  const language = chosenLanguage(context, call);
  const [output, people] = [textOption(call, 'output'), textOption(call, 'patients')];
  // Before anything is written, so that a name that is taken leaves no half of it.
  for (const file of [output, people])
    if (file !== undefined && existsSync(file)) throw new Problem('already-exists', file);
  const node = readNode(dir);
  const session = await openNodeSession(dir);
  try {
    const { facts: surveyed, patients } = await surveyBreach(session, way, times, operatorOf(context));
    const protection = way.kind === 'stolen-box' ? await protectionOf(dir, language) : [];
    const facts: BreachFacts = {
      ...times,
      ...surveyed,
      way,
      done,
      protection,
      node: { code: node.code, name: node.name },
    };
    const settings = node.kind === 'site' ? context.readSiteSettings(dir) : undefined;
    const text = breachText(facts, settings, language);
    if (output !== undefined) writeNew(output, `${text}\n`);
    if (people !== undefined) await writePeople(session, people, patients, operatorOf(context));
    const json = {
      ...facts,
      deadline: breachDeadline(facts),
      ...(output !== undefined && { output }),
      ...(people !== undefined && { people }),
    };
    return { json, text: output === undefined ? text : written(context, output, people, facts) };
  } finally {
    session.close();
  }
}

function chosenLanguage(context: CommandContext, call: Call): Language {
  const chosen = textOption(call, 'reportLang') ?? context.language;
  return chosen === 'en' ? 'en' : 'fr';
}

/** How the data key opens, and what a thief of the whole box has by it (rule K2). */
async function protectionOf(dir: string, language: Language): Promise<readonly string[]> {
  const encrypted = {
    en: 'Databases, attachments and backups are encrypted; the key is not in them. It opens:',
    fr: 'Bases, pièces jointes et sauvegardes sont chiffrées ; la clé n’y est pas. Elle s’ouvre :',
  };
  const withBox = { en: 'who has the box has', fr: 'qui a le boîtier a' };
  const onDisk = {
    en: 'The key lies on the same disk: count all of it as read.',
    fr: 'La clé se trouve sur le même disque : comptez tout comme lu.',
  };
  const { slots } = await reportSlots(dir);
  const kinds = [...new Set(slots.map(({ kind }) => kind))];
  const lines = kinds.map((kind) => {
    const { opens, box } = slotRisks[kind];
    return `${kind}: ${opens[language]}; ${withBox[language]}: ${box[language]}`;
  });
  return [
    encrypted[language],
    ...lines,
    ...(slots.some(({ isOnDisk }) => isOnDisk === true) ? [onDisk[language]] : []),
  ];
}

/** @throws Problem `already-exists` */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (systemErrorCode(cause) === 'EEXIST') throw new Problem('already-exists', file, [], { cause });
    throw cause;
  }
}

function written(context: CommandContext, output: string, people: string | undefined, facts: BreachFacts): string {
  const before = new Date(breachDeadline(facts)).toISOString().slice(0, 16).replace('T', ' ');
  const list = people === undefined ? '' : `, ${people}`;
  return say(context, {
    en: `${output}${list}: ${facts.patients} patients; to be told before ${before} UTC. Read it, complete it, sign it.`,
    fr: `${output}${list} : ${facts.patients} patients ; à notifier avant le ${before} UTC. Relisez, complétez, signez.`,
  });
}
