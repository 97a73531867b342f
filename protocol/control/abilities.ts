import type { ByteReader, ByteWriter } from '../bytes.js';
import { readList, writeList } from './codec.js';

/** What an end can take beyond what every program of this protocol version can (rule S93); a number is never given twice. */
export const ability = { erasedVersions: 1 } as const;

/** What this program says of itself in its hello or welcome. */
export const ownAbilities: readonly number[] = [ability.erasedVersions];

const abilitiesMax = 64;

/** Nothing where an end says nothing, as a program of before. */
export function writeAbilities(writer: ByteWriter, abilities: readonly number[] | undefined): void {
  if (abilities !== undefined) writeList(writer, abilities, (number) => writer.integer(number));
}

/** Numbers that are not known here are kept: they mean nothing. @throws Problem `batch-malformed` */
export function readAbilities(reader: ByteReader): { readonly abilities?: readonly number[] } {
  return reader.done ? {} : { abilities: readList(reader, abilitiesMax, () => reader.integer()) };
}

/** Whether an end takes versions whose body was destroyed, and hears of erasures (rules S92, S94). */
export function takesErased({ abilities = [] }: { readonly abilities?: readonly number[] }): boolean {
  return abilities.includes(ability.erasedVersions);
}
