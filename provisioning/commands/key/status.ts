import type { Command } from 'commander';
import { reportSlots, type SlotFound, type SlotReport } from '../../custody/slot-report.js';
import { slotRisks } from '../../custody/slot-risks.js';
import { formatTime } from '../../time-text.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { requiredText } from '../options.js';
import { formatTable } from '../table.js';
import { addKeyOptions } from './open-key.js';
import { readUnlocking } from './unlock-options.js';

const listWords: Readonly<Record<SlotReport['list'], Words>> = {
  good: { en: 'The list is whole.', fr: 'La liste est entière.' },
  damaged: {
    en: 'The list is damaged: put key-slots.json back from your copy.',
    fr: 'La liste est endommagée : remettez key-slots.json depuis votre copie.',
  },
  altered: {
    en: 'The list was altered by somebody who has not the key: put key-slots.json back from your copy, and tell regional operations.',
    fr: 'La liste a été modifiée par quelqu’un qui n’a pas la clé : remettez key-slots.json depuis votre copie et prévenez la région.',
  },
  unknown: {
    en: 'Nothing opens by itself now; with --unlock the list is proven.',
    fr: 'Rien ne s’ouvre seul en ce moment ; avec --unlock la liste est vérifiée.',
  },
};

const opensWords: Readonly<Record<SlotFound['opens'], Words>> = {
  yes: { en: 'opens', fr: 's’ouvre' },
  no: { en: 'does not open', fr: 'ne s’ouvre pas' },
  unasked: { en: 'not tried', fr: 'non essayé' },
};

/** `carnet key status`: every slot, what a thief has with it, and what is risky. */
export function keyStatusCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'status',
    summary: {
      en: 'the ways to the key of the records, and what a thief has with each',
      fr: 'les accès à la clé des données, et ce qu’un voleur obtient avec chacun',
    },
    examples: [
      ['carnet key status --dir var/site', { en: 'changes nothing', fr: 'ne modifie rien' }],
      [
        'carnet key status --unlock --json',
        { en: 'tries a passphrase or code too', fr: 'essaie aussi une phrase ou un code' },
      ],
    ],
    configure: (command, words) => addKeyOptions(command, words, context),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const typed = await readUnlocking(context, call);
      const report = await reportSlots(dir, typed === undefined ? {} : { typed });
      const isBad = report.list === 'damaged' || report.list === 'altered';
      const slots = report.slots.map((slot) => ({ ...slot, risk: slotRisks[slot.kind] }));
      return { json: { dir, ...report, slots }, text: textOf(context, report), exit: isBad ? 1 : 0 };
    },
  });
}

function textOf(context: CommandContext, report: SlotReport): string {
  const words = (said: Words) => say(context, said);
  const head = [
    { en: 'SLOT', fr: 'EMPLACEMENT' },
    { en: 'KIND', fr: 'GENRE' },
    { en: 'NOW', fr: 'MAINTENANT' },
    { en: 'WHERE', fr: 'OÙ' },
  ].map(words);
  const rows = report.slots.map(({ id, kind, opens, where = '-' }) => [id, kind, words(opensWords[opens]), where]);
  const risks = [...new Set(report.slots.map(({ kind }) => kind))].map((kind) => riskText(context, kind));
  const locked = report.locked;
  const lock: Words | undefined = locked && {
    en: `Locked by ${locked.by}, ${formatTime(locked.atMilliseconds)}.`,
    fr: `Verrouillé par ${locked.by}, ${formatTime(locked.atMilliseconds)}.`,
  };
  const parts = [formatTable([head, ...rows]), ...(lock ? [words(lock)] : []), words(listWords[report.list])];
  return [...parts, ...risks, ...report.advice.map((advice) => `! ${words(advice)}`)].join('\n');
}

function riskText(context: CommandContext, kind: SlotFound['kind']): string {
  const { opens, disk, box, carrier } = slotRisks[kind];
  const stolen: readonly (readonly [Words, Words])[] = [
    [{ en: 'the disk stolen', fr: 'disque volé' }, disk],
    [{ en: 'the box stolen', fr: 'boîtier volé' }, box],
    [{ en: 'what carries it stolen', fr: 'support du secret volé' }, carrier],
  ];
  const lines = stolen.map(([what, then]) => `  ${say(context, what)}: ${say(context, then)}`);
  return [`${kind}: ${say(context, opens)}`, ...lines].join('\n');
}
