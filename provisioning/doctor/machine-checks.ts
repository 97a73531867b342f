import type { UpsFacts } from '../../protocol/facts/box-facts.js';
import { upsSays } from '../../protocol/facts/ups-flags.js';
import { readCoreLimit } from '../machine/read-core-limit.js';
import type { ReadKernel } from '../machine/read-kernel.js';
import { type MemoryFacts, readMemory, readPlainSwaps } from '../machine/read-memory.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { savedIsSafe } from './safe-words.js';

const availableBytesWarning = 150e6;
const availableBytesFault = 40e6;
const chargePercentMin = 50;

export function checkMemory(readKernel: ReadKernel): Finding {
  return judgeMemory(readMemory(readKernel));
}

export function judgeMemory(memory: MemoryFacts | undefined): Finding {
  if (memory === undefined) return ok('memory', 'the system does not tell', 'le système n’en dit rien');
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const [free, total] = [megabytes(memory.availableBytes), megabytes(memory.totalBytes)];
  if (memory.availableBytes > availableBytesWarning) {
    return ok('memory', `${free} MB of ${total} available`, `${free} Mo disponibles sur ${total}`);
  }
  return (memory.availableBytes > availableBytesFault ? warn : fault)(
    'memory',
    { en: `only ${free} MB of ${total} available`, fr: `plus que ${free} Mo disponibles sur ${total}` },
    savedIsSafe,
    { en: 'stop what else runs on this machine', fr: 'arrêtez ce qui tourne d’autre sur cette machine' },
  );
}

/** What is in memory must not come to lie on the disk as it is. */
export function checkSwap(readKernel: ReadKernel): Finding {
  const places = readPlainSwaps(readKernel);
  if (places.length === 0)
    return ok(
      'swap',
      'nothing of the memory is put on the disk in the clear',
      'rien de la mémoire ne va en clair au disque',
    );
  const list = places.join(', ');
  return warn(
    'swap',
    { en: `memory may be put on ${list} in the clear`, fr: `la mémoire peut aller en clair sur ${list}` },
    { en: 'the files of this folder are encrypted', fr: 'les fichiers de ce dossier sont chiffrés' },
    {
      en: 'swapoff -a and take it out of /etc/fstab, or use zram or an encrypted swap',
      fr: 'swapoff -a et retirez-la de /etc/fstab, ou utilisez zram ou un échange chiffré',
    },
  );
}

/** A crash must not leave the memory of the program on the disk. @param pid of the running program */
export function checkCoreDumps(readKernel: ReadKernel, pid: number | undefined): Finding {
  const limit = pid === undefined ? undefined : readCoreLimit(readKernel, pid);
  if (pid === undefined) return ok('core-dumps', 'seen while the program runs', 'vu quand le programme tourne');
  if (limit === '0') return ok('core-dumps', 'off', 'désactivées');
  return warn(
    'core-dumps',
    {
      en: 'after a crash the system may write what was in memory to the disk',
      fr: 'après une panne, le système peut écrire au disque ce qui était en mémoire',
    },
    { en: 'the files of this folder are encrypted', fr: 'les fichiers de ce dossier sont chiffrés' },
    {
      en: 'start it by its systemd unit (LimitCORE=0), or after `ulimit -c 0`',
      fr: 'lancez-le par son unité systemd (LimitCORE=0), ou après `ulimit -c 0`',
    },
  );
}

export function judgeUps(ups: UpsFacts | undefined): Finding {
  if (ups === undefined) {
    return ok(
      'ups',
      'none is told of (it is read through Network UPS Tools: upsc)',
      'aucun n’est signalé (lu par Network UPS Tools : upsc)',
    );
  }
  const charge = ups.chargePercent === null ? '' : `, ${ups.chargePercent} %`;
  const what = { en: `${ups.state}${charge}`, fr: `${ups.state}${charge}` };
  const isOut = upsSays(ups.state, 'OB');
  const isLow = upsSays(ups.state, 'LB') || (ups.chargePercent ?? 100) < chargePercentMin;
  if (upsSays(ups.state, 'RB')) {
    return warn(
      'ups',
      { en: `${what.en}: its battery is worn`, fr: `${what.fr} : sa batterie est usée` },
      savedIsSafe,
      {
        en: 'replace the battery',
        fr: 'changez la batterie',
      },
    );
  }
  if (!isOut && !isLow) return ok('ups', what.en, what.fr);
  return (isOut && isLow ? fault : warn)(
    'ups',
    isOut
      ? { en: `on battery (${what.en})`, fr: `sur batterie (${what.fr})` }
      : { en: `it still charges (${what.en})`, fr: `encore en charge (${what.fr})` },
    { en: 'a power cut loses nothing that was saved', fr: 'une coupure ne perd rien de ce qui est enregistré' },
    isOut
      ? {
          en: 'bring the power back, or stop the box in order',
          fr: 'rétablissez le courant, ou arrêtez proprement le boîtier',
        }
      : {
          en: 'nothing, if the power was out a short time ago; else have the battery checked',
          fr: 'rien, si le courant vient de revenir ; sinon faites vérifier la batterie',
        },
  );
}
