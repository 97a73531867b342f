import type { BackupState, DrillEvidence, PlaceState } from '../backup/site/backup-state.js';
import { boxPlace, hubPlace } from '../backup/site/places.js';
import { formatTime } from '../time-text.js';
import { type CommandContext, say } from './command-context.js';

/** Where a backup lies, in words. */
export function placeName(context: Pick<CommandContext, 'language'>, place: string): string {
  if (place === boxPlace) return say(context, { en: 'this box', fr: 'ce boîtier' });
  return place === hubPlace ? say(context, { en: 'the hub', fr: 'le central' }) : place;
}

/** Rows of `carnet status`: each place with its last backup, and its last drill. */
export function backupRows(context: CommandContext, { places, drills }: BackupState): readonly (readonly string[])[] {
  const label = say(context, { en: 'last backup', fr: 'dernière sauvegarde' });
  if (places.length === 0) return [[label, say(context, { en: 'none yet', fr: 'aucune' })]];
  const rows = places.map((place): readonly string[] => [
    `${label}, ${placeName(context, place.place)}`,
    placeText(context, place),
  ]);
  const drilled = places.flatMap(({ place }) => drills.find((each) => each.place === place) ?? []);
  const drillRows = drilled.map((drill): readonly string[] => [
    `${say(context, { en: 'last drill', fr: 'dernier exercice' })}, ${placeName(context, drill.place)}`,
    drillText(context, drill),
  ]);
  return [...rows, ...drillRows];
}

function placeText(context: CommandContext, { madeAt, bytes, failed, sameDisk }: PlaceState): string {
  const size = say(context, { en: 'MB', fr: 'Mo' });
  const when = madeAt === null ? '–' : `${formatTime(madeAt)}, ${(bytes / 1e6).toFixed(1)} ${size}`;
  const same = say(context, { en: ' · same disk as the records', fr: ' · même disque que les dossiers' });
  const wrong =
    failed === undefined
      ? ''
      : ` · ${say(context, { en: 'FAILED', fr: 'ÉCHEC' })} ${formatTime(failed.at)} (${failed.code})`;
  return `${when}${sameDisk === true ? same : ''}${wrong}`;
}

/** What a drill showed, in a line. */
export function drillText(
  context: CommandContext,
  { result, at, milliseconds, versions, contents = 0, bytes }: DrillEvidence,
): string {
  const took = `${(milliseconds / 1000).toFixed(1)} s`;
  if (result !== 'ok') return `${say(context, { en: 'FAILED', fr: 'ÉCHEC' })} ${formatTime(at)} (${result})`;
  const size = `${(bytes / 1e6).toFixed(1)} ${say(context, { en: 'MB', fr: 'Mo' })}`;
  const attached = say(context, { en: `, attachments: ${contents}`, fr: `, pièces jointes : ${contents}` });
  const good = say(context, { en: 'good', fr: 'bon' });
  return `${good}, ${formatTime(at)}, ${took}, ${versions} versions, ${size}${contents > 0 ? attached : ''}`;
}
