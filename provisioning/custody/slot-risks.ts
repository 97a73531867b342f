import type { Words } from '../words.js';
import type { SlotKind } from './slot-list.js';

/** What a thief has who takes something away, in plain words. */
export interface SlotRisk {
  /** How the key opens by this slot. */
  readonly opens: Words;
  /** With the disk of the box alone. */
  readonly disk: Words;
  /** With the whole box, and nothing else. */
  readonly box: Words;
  /** With what carries the secret, and without the box. */
  readonly carrier: Words;
}

const nothing: Words = { en: 'nothing', fr: 'rien' };
const guess: Words = {
  en: 'nothing, if the passphrase cannot be guessed (each try costs a second and 128 MiB)',
  fr: 'rien, si la phrase ne se devine pas (chaque essai coûte une seconde et 128 Mio)',
};
const paper: Words = {
  en: 'nothing by itself; with the disk, everything',
  fr: 'rien à elle seule ; avec le disque, tout',
};

/** What each kind of slot gives away (rule K2); that of a token holds for one on a stick. */
export const slotRisks: Readonly<Record<SlotKind, SlotRisk>> = {
  token: {
    opens: { en: 'by itself, while the stick is in', fr: 'seul, tant que la clé USB est branchée' },
    disk: {
      en: 'nothing, if the token is on a stick; everything, if it lies on the disk',
      fr: 'rien, si le jeton est sur une clé USB ; tout, s’il est sur le disque',
    },
    box: { en: 'everything, if the stick is in', fr: 'tout, si la clé USB est branchée' },
    carrier: { en: 'nothing by itself; with the disk, everything', fr: 'rien à elle seule ; avec le disque, tout' },
  },
  passphrase: {
    opens: { en: 'a person types it', fr: 'une personne la tape' },
    ...{ disk: guess, box: guess },
    carrier: {
      en: 'who knows it and has the disk has everything',
      fr: 'qui la connaît et a le disque a tout',
    },
  },
  recovery: {
    opens: { en: 'a person types it from the sheet', fr: 'une personne le tape depuis la feuille' },
    ...{ disk: nothing, box: nothing, carrier: paper },
  },
  escrow: {
    opens: {
      en: 'whoever holds the region’s recovery key, far away, tells a code that a person types',
      fr: 'qui détient la clé de secours de la région, loin du boîtier, donne un code qu’une personne tape',
    },
    ...{ disk: nothing, box: nothing },
    carrier: {
      en: 'the recovery key opens every box of the region of which one has the disk: keep it offline',
      fr: 'la clé de secours ouvre tout boîtier de la région dont on a le disque : gardez-la hors ligne',
    },
  },
  hub: {
    opens: { en: 'by itself, while the hub is reached', fr: 'seul, tant que le central est joint' },
    disk: {
      en: 'everything, until the site is revoked or locked at the hub: tell regional operations at once',
      fr: 'tout, jusqu’à ce que le site soit révoqué ou verrouillé au central : prévenez tout de suite la région',
    },
    box: {
      en: 'everything, until the site is revoked or locked at the hub: tell regional operations at once',
      fr: 'tout, jusqu’à ce que le site soit révoqué ou verrouillé au central : prévenez tout de suite la région',
    },
    carrier: {
      en: 'who has the hub’s database, its key and the disk has everything',
      fr: 'qui a la base du central, sa clé et le disque a tout',
    },
  },
  tpm: {
    opens: { en: 'by itself, on this machine only', fr: 'seul, sur cette machine seulement' },
    disk: nothing,
    box: {
      en: 'everything, for who can start it and become its administrator; a listener on the wires of the chip too',
      fr: 'tout, pour qui sait le démarrer et en devenir administrateur, ou écouter les fils de la puce',
    },
    carrier: nothing,
  },
};
