import type { Command } from 'commander';
import { damageTodo, damageWords } from '../../audit/damage-words.js';
import { type AuditVerdict, verifyAudit } from '../../audit/verify-audit.js';
import { unlockDataKey } from '../../custody/key-slots.js';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';
import { addKeyOptions } from '../key/open-key.js';
import { readUnlocking } from '../key/unlock-options.js';
import { leafCommand } from '../leaf.js';
import { requiredText } from '../options.js';
import { ProgressBar } from '../progress-bar.js';

/** `carnet audit verify`: the whole chain, and what the hub has confirmed of it (rule R11). */
export function auditVerifyCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'verify',
    summary: {
      en: 'follow the audit from its first entry, and compare it with what the hub has confirmed; without a network, and beside a running program',
      fr: 'suivre l’audit depuis sa première ligne et le comparer à ce que le central a confirmé ; sans réseau, à côté d’un programme en marche',
    },
    examples: [
      ['carnet audit verify --dir var/site', { en: 'changes nothing', fr: 'ne modifie rien' }],
      [
        'carnet audit verify --dir var/site --json',
        { en: 'exit 1 where something was altered', fr: 'code 1 si quelque chose fut altéré' },
      ],
    ],
    configure: (command, words) => addKeyOptions(command, words, context),
    run: async (call) => {
      const dir = requiredText(call, 'dir');
      const typed = await readUnlocking(context, call);
      const key = await unlockDataKey(dir, typed === undefined ? {} : { typed });
      const bar = new ProgressBar(context, Date.now);
      const onWalked = (done: number, all: number) => bar.show({ bytesRead: done, bytesAll: all, resources: done });
      const verdict = await verifyAudit(dir, key, onWalked).finally(() => bar.clear());
      return { json: jsonOf(verdict), text: textOf(context, verdict), exit: verdict.damage === undefined ? 0 : 1 };
    },
  });
}

function jsonOf({ entries, confirmed, confirmedAt, damage }: AuditVerdict) {
  const found = damage && { kind: damage.kind === 'altered' ? 'altered' : 'cut', from: damage.from, to: damage.to };
  return { state: damage === undefined ? 'intact' : 'damaged', entries, confirmed, confirmedAt, damage: found ?? null };
}

function textOf(context: CommandContext, verdict: AuditVerdict): string {
  const { damage, entries } = verdict;
  if (damage !== undefined) {
    const [what, todo] = [say(context, damageWords(damage)), say(context, damageTodo)];
    return say(context, {
      en: `DAMAGED: ${what}.\n${covered(verdict).en}\nNext: ${todo}.`,
      fr: `ALTÉRÉ : ${what}.\n${covered(verdict).fr}\nEnsuite : ${todo}.`,
    });
  }
  return say(context, {
    en: `Intact: ${entries} entries, each follows from those before it.\n${covered(verdict).en}`,
    fr: `Intact : ${entries} lignes, chacune suit de celles d’avant.\n${covered(verdict).fr}`,
  });
}

/** What the hub's word covers, and what only the chain does. */
function covered({ entries, confirmed, confirmedAt }: AuditVerdict) {
  if (confirmedAt === null) {
    return {
      en: 'The hub has confirmed none of them to this box: who has the file and its key could have written them all.',
      fr: 'Le central n’en a confirmé aucune à ce boîtier : qui a le fichier et sa clé a pu toutes les écrire.',
    };
  }
  const [when, open] = [formatTime(confirmedAt), Math.max(0, entries - confirmed)];
  return {
    en: `The hub has confirmed ${confirmed} (${when}); ${open} since are not covered yet.`,
    fr: `Le central en a confirmé ${confirmed} (${when}) ; ${open} depuis ne sont pas encore couvertes.`,
  };
}
