import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { newEscrowKeyPair, openEscrow, readEscrowPublicKey, recipientOf } from '../../custody/escrow.js';
import { formatRecoveryCode } from '../../custody/recovery-code.js';
import { isFirstForm, type KeySlot, readSlotFile } from '../../custody/slot-list.js';
import { readTextIfThere, writeFileAtomically } from '../../folder/atomic-file.js';
import { type CommandContext, say } from '../command-context.js';
import { leafCommand } from '../leaf.js';
import { requiredText, textOption } from '../options.js';

type EscrowSlot = KeySlot & { readonly kind: 'escrow' };

/** `carnet key escrow-make`: on a machine without a network. */
export function keyEscrowMakeCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'escrow-make',
    summary: {
      en: 'make a region’s recovery key, on a machine without a network',
      fr: 'créer la clé de secours d’une région, sur une machine sans réseau',
    },
    examples: [
      [
        'carnet key escrow-make --out region.key',
        { en: 'also writes region.key.pub, for the boxes', fr: 'écrit aussi region.key.pub, pour les boîtiers' },
      ],
    ],
    configure: (command, words) => {
      command.requiredOption(
        '--out <file>',
        words({ en: 'the private key, mode 0600', fr: 'la clé privée, mode 0600' }),
      );
    },
    run: async (call) => {
      const out = requiredText(call, 'out');
      const publicFile = `${out}.pub`;
      if ([out, publicFile].some((path) => readTextIfThere(path) !== undefined))
        throw new Problem('already-exists', out);
      const { privateKeyPem, publicKeyPem } = newEscrowKeyPair();
      writeFileAtomically(out, privateKeyPem);
      writeFileAtomically(publicFile, publicKeyPem);
      const recipient = recipientOf(readEscrowPublicKey(publicKeyPem));
      const text = say(context, {
        en: `Recovery key ${recipient}: ${out}. It opens every box that is given ${publicFile}: keep two copies of it offline, in two safes, and never on a box or the hub.`,
        fr: `Clé de secours ${recipient} : ${out}. Elle ouvre tout boîtier qui reçoit ${publicFile} : gardez-en deux copies hors ligne, dans deux coffres, jamais sur un boîtier ni au central.`,
      });
      return { json: { recipient, privateKey: out, publicKey: publicFile }, text };
    },
  });
}

/** `carnet key escrow-open`: on that machine, with a copy of a box's `key-slots.json`. */
export function keyEscrowOpenCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'escrow-open',
    summary: {
      en: 'open the recovery of a box with the region’s recovery key, far from the box',
      fr: 'ouvrir le secours d’un boîtier avec la clé de secours de la région, loin du boîtier',
    },
    examples: [
      [
        'carnet key escrow-open --private-key region.key --slots key-slots.json',
        { en: 'prints the code to type at the box', fr: 'donne le code à taper sur le boîtier' },
      ],
    ],
    configure: (command, words) => {
      command
        .requiredOption(
          '--private-key <file>',
          words({ en: 'the region’s recovery key', fr: 'la clé de secours de la région' }),
        )
        .requiredOption(
          '--slots <file>',
          words({ en: 'a copy of the box’s key-slots.json', fr: 'une copie du key-slots.json du boîtier' }),
        )
        .option(
          '--slot <id>',
          words({ en: 'which escrow slot, where there are several', fr: 'quel emplacement, s’il y en a plusieurs' }),
        );
    },
    run: async (call) => {
      const slot = findEscrow(requiredText(call, 'slots'), textOption(call, 'slot'));
      const code = formatRecoveryCode(openEscrow(readKey(requiredText(call, 'privateKey')), slot));
      const text = say(context, {
        en: `${code}\nAt the box: carnet edge run --unlock. Then let it get another slot: carnet key remove-slot ${slot.id}, carnet key add-slot escrow.`,
        fr: `${code}\nSur le boîtier : carnet edge run --unlock. Puis donnez-lui un autre emplacement : carnet key remove-slot ${slot.id}, carnet key add-slot escrow.`,
      });
      return { json: { slot: slot.id, code }, text };
    },
  });
}

function findEscrow(file: string, id: string | undefined): EscrowSlot {
  const found = readSlotFile(file).slots.filter(
    (slot): slot is EscrowSlot => !isFirstForm(slot) && slot.kind === 'escrow' && (id === undefined || slot.id === id),
  );
  const [slot, another] = found;
  if (slot === undefined) throw new Problem('not-found', id === undefined ? 'an escrow slot' : `escrow slot ${id}`);
  if (another !== undefined) throw new Problem('usage-wrong', `--slot ${found.map((each) => each.id).join(' | ')}`);
  return slot;
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Problem('not-found', path, [], { cause });
  }
}
