import type { Command } from 'commander';
import type { UndoneResource } from '../../../journal/imports/import-store.js';
import { Problem } from '../../../protocol/problem.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { type NodeSession, openNodeSession } from '../node-session.js';
import { operatorOf } from '../operator.js';
import { addFolderOption, requiredText } from '../options.js';
import { ImportProgressLine } from './import-progress.js';
import { goOnAfterFullDisk } from './report-words.js';
import { StopSignal } from './stop-signal.js';

const shownMax = 20;

export function importUndoCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'undo <number>',
    summary: {
      en: 'take an import back: what it created is deleted, what it changed is as before; what somebody wrote since stays',
      fr: 'annuler un import : ce qu’il a créé est retiré, ce qu’il a modifié redevient comme avant ; ce qui a été écrit depuis reste',
    },
    examples: [
      [
        'carnet import undo 3 --dir var/site',
        { en: 'the number is in `carnet import list`', fr: 'le numéro est dans `carnet import list`' },
      ],
    ],
    configure: (command, words) => addFolderOption(command, words, context, 'site'),
    nextSteps: {
      'disk-full': goOnAfterFullDisk,
      'not-found': {
        en: '`carnet import list` gives the numbers',
        fr: '`carnet import list` donne les numéros',
      },
    },
    run: (call) => run(context, call),
  });
}

async function run(context: CommandContext, call: Call): Promise<Outcome> {
  const [typed = ''] = call.positionals;
  if (!/^[1-9]\d{0,14}$/.test(typed)) throw new Problem('usage-wrong', `${typed}: a number of \`carnet import list\``);
  const id = Number(typed);
  const session = await openNodeSession(requiredText(call, 'dir'));
  const stop = new StopSignal();
  const progress = new ImportProgressLine(context, Date.now, call.options['json'] === true);
  try {
    const before = await session.call('import-undone', { import: id });
    const { deleted, restored, left } = await takeBack(session, { id, operator: operatorOf(context), stop, progress });
    progress.clear();
    const kept = await session.call('import-left', { import: id });
    const isResumed = before.state === 'undoing';
    const earlier = isResumed ? before : { deleted: 0, restored: 0 };
    const counts = { deleted: earlier.deleted + deleted, restored: earlier.restored + restored };
    const json = { import: id, ...counts, left: kept, stopped: left > 0, resumed: isResumed };
    return { json, text: describe(context, json), exit: left > 0 ? 1 : 0 };
  } finally {
    progress.clear();
    stop.release();
    session.close();
  }
}

/** Round after round until nothing waits, or somebody wants it to end; counts what this run did. */
async function takeBack(
  session: NodeSession,
  {
    id,
    operator,
    stop,
    progress,
  }: {
    readonly id: number;
    readonly operator: string;
    readonly stop: StopSignal;
    readonly progress: ImportProgressLine;
  },
) {
  const counts = { deleted: 0, restored: 0 };
  let left = Number.POSITIVE_INFINITY;
  for (let all: number | undefined; left > 0 && !stop.isAsked; ) {
    const round = await session.call('import-undo', { import: id, operator });
    left = round.left;
    all ??= left + round.resources.length;
    for (const { outcome } of round.resources) if (outcome in counts) counts[outcome as keyof typeof counts] += 1;
    progress.show({ stage: 'undo', resources: all - left, resourcesAll: all });
  }
  return { ...counts, left };
}

function describe(
  context: CommandContext,
  done: {
    readonly deleted: number;
    readonly restored: number;
    readonly left: readonly UndoneResource[];
    readonly stopped: boolean;
    readonly resumed: boolean;
  },
): string {
  const { deleted, restored, left, stopped, resumed } = done;
  const summary = say(context, {
    en: `deleted: ${deleted} · as before: ${restored} · left: ${left.length}`,
    fr: `retirées : ${deleted} · comme avant : ${restored} · laissées : ${left.length}`,
  });
  const why = {
    'changed-since': say(context, { en: 'written since', fr: 'modifié depuis' }),
    'in-use': say(context, { en: 'something written since needs it', fr: 'un élément écrit depuis en dépend' }),
    deleted: '',
    restored: '',
  };
  const lines = left.slice(0, shownMax).map(({ resource, outcome }) => `  ${resource}  ${why[outcome]}`);
  const more = left.length - shownMax;
  const rest = say(context, {
    en: `  … and ${more} more (--json lists all)`,
    fr: `  … et ${more} autres (--json les donne toutes)`,
  });
  const cut = say(context, {
    en: 'stopped before the end · run the same command again: it goes on here',
    fr: 'arrêté avant la fin · relancez la même commande : elle reprend ici',
  });
  const wentOn = say(context, { en: 'went on where it was cut', fr: 'reprise là où elle avait été coupée' });
  const notes = [...(more > 0 ? [rest] : []), ...(resumed ? [wentOn] : []), ...(stopped ? [cut] : [])];
  return [summary, ...lines, ...notes].join('\n');
}
