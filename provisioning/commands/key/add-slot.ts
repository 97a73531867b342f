import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem } from '../../../protocol/problem.js';
import { addSlot } from '../../custody/edit-slots.js';
import { readEscrowPublicKey } from '../../custody/escrow.js';
import {
  type MadeSlot,
  newEscrowSlot,
  newHubSlot,
  newPassphraseSlot,
  newRecoverySlot,
  newTokenSlot,
  newTpmSlot,
} from '../../custody/new-slot.js';
import { formatRecoveryCode } from '../../custody/recovery-code.js';
import { slotRisks } from '../../custody/slot-risks.js';
import type { Words } from '../../words.js';
import { type CommandContext, say } from '../command-context.js';
import { type Call, leafCommand, type Outcome } from '../leaf.js';
import { requiredText, textOption } from '../options.js';
import { addKeyOptions, type HeldKey, withKey } from './open-key.js';
import { recoveryWords } from './recovery-words.js';
import { readSecretFile } from './secret-input.js';

const passphraseCharactersMin = 12;

/** `carnet key add-slot KIND`. */
export function keyAddSlotCommand(context: CommandContext): Command {
  return leafCommand(context, {
    usage: 'add-slot <kind>',
    summary: {
      en: 'add a way to the key: token, passphrase, recovery, escrow, hub or tpm',
      fr: 'ajouter un accès à la clé : token, passphrase, recovery, escrow, hub ou tpm',
    },
    examples: [
      ['carnet key add-slot recovery', { en: 'prints a code, once', fr: 'imprime un code, une seule fois' }],
      ['carnet key add-slot token --file /media/key/carnet.token', { en: 'on a stick', fr: 'sur une clé USB' }],
      ['carnet key add-slot passphrase', { en: 'asked for, unseen', fr: 'demandée, sans affichage' }],
      ['carnet key add-slot escrow --public-key region.pub', { en: 'for the region', fr: 'pour la région' }],
      [
        'carnet key add-slot hub',
        { en: 'opens while the hub is reached', fr: 's’ouvre tant que le central est joint' },
      ],
      ['carnet key add-slot tpm', { en: 'opens on this machine', fr: 's’ouvre sur cette machine' }],
    ],
    configure: (command, words) => {
      addKeyOptions(command, words, context);
      command
        .option('--file <path>', words({ en: 'token: where to write it', fr: 'token : où l’écrire' }))
        .option(
          '--public-key <file>',
          words({ en: 'escrow: the region’s public key', fr: 'escrow : clé publique de la région' }),
        )
        .option(
          '--secret-file <file>',
          words({ en: 'passphrase: its first line', fr: 'passphrase : sa première ligne' }),
        );
    },
    run: (call) => withKey(context, call, (held) => add(context, call, held)),
  });
}

async function add(context: CommandContext, call: Call, held: HeldKey): Promise<Outcome> {
  const { slot, code } = await make(context, call, held);
  addSlot(held.dir, held.key, slot);
  const { id, kind } = slot;
  const printed = code === undefined ? undefined : formatRecoveryCode(code);
  const added: Words = {
    en: `Key slot ${id} (${kind}) is added.`,
    fr: `L’emplacement de clé ${id} (${kind}) est ajouté.`,
  };
  const lines = [say(context, added), ...riskLines(context, kind)];
  if (printed !== undefined) lines.push(say(context, recoveryWords(printed, id)));
  const json = { id, kind, ...(printed !== undefined && { code: printed }) };
  return { json, text: lines.join('\n') };
}

async function make(context: CommandContext, call: Call, held: HeldKey): Promise<MadeSlot> {
  const { dir } = held;
  const dataKey = Buffer.from(held.key, 'hex');
  switch (call.positionals[0]) {
    case 'token':
      return { slot: newTokenSlot(dataKey, resolve(requiredText(call, 'file'))) };
    case 'passphrase':
      return { slot: await newPassphraseSlot(dataKey, await choosePassphrase(context, call, held)) };
    case 'recovery':
      return newRecoverySlot(dataKey);
    case 'escrow':
      return { slot: newEscrowSlot(dataKey, readEscrowPublicKey(readPem(requiredText(call, 'publicKey')))) };
    case 'hub':
      return { slot: await newHubSlot(dir, dataKey) };
    case 'tpm':
      return { slot: await newTpmSlot(dataKey) };
    default:
      throw new Problem('usage-wrong', 'token, passphrase, recovery, escrow, hub, tpm');
  }
}

async function choosePassphrase(context: CommandContext, call: Call, { input }: HeldKey): Promise<string> {
  const file = textOption(call, 'secretFile');
  const chosen =
    file === undefined
      ? await input.ask(say(context, { en: 'New passphrase', fr: 'Nouvelle phrase secrète' }))
      : readSecretFile(file);
  if ([...chosen].length < passphraseCharactersMin) {
    throw new Problem('usage-wrong', `a passphrase has at least ${passphraseCharactersMin} characters`);
  }
  if (file === undefined && input.isTerminal) {
    const again = await input.ask(say(context, { en: 'The same again', fr: 'La même encore une fois' }));
    if (again !== chosen) throw new Problem('usage-wrong', 'the two are not the same');
  }
  return chosen;
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Problem('not-found', path, [], { cause });
  }
}

function riskLines(context: CommandContext, kind: keyof typeof slotRisks): readonly string[] {
  const { disk, box, carrier } = slotRisks[kind];
  const lines: readonly Words[] = [
    { en: `A thief of the disk has: ${disk.en}.`, fr: `Un voleur du disque a : ${disk.fr}.` },
    { en: `A thief of the box has: ${box.en}.`, fr: `Un voleur du boîtier a : ${box.fr}.` },
    {
      en: `A thief of what carries the secret has: ${carrier.en}.`,
      fr: `Un voleur du support du secret a : ${carrier.fr}.`,
    },
  ];
  return lines.map((line) => say(context, line));
}
