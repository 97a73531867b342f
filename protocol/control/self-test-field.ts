import type { ByteReader, ByteWriter } from '../bytes.js';
import { type SelfTestCheck, type SelfTestFacts, selfTestChecks } from '../facts/self-test.js';
import { readList, writeList } from './codec.js';

const foundMax = 32;
const stateNumbers = { warn: 1, fault: 2 } as const;
const checks = Object.keys(selfTestChecks) as readonly SelfTestCheck[];

/** When it was (0: none yet), then what was not well: the number of the check and how bad it is. */
export function writeSelfTest(writer: ByteWriter, test: SelfTestFacts | null): void {
  writer.integer(test?.at ?? 0);
  const found = test?.found.flatMap(({ check, state }) => (state === 'ok' ? [] : [{ check, state }])) ?? [];
  writeList(writer, found, ({ check, state }) => writer.integer(selfTestChecks[check]).integer(stateNumbers[state]));
}

/** A check that only a newer site knows is left out: what it means cannot be said here. */
export function readSelfTest(reader: ByteReader): SelfTestFacts | null {
  const at = reader.integer();
  const found = readList(reader, foundMax, () => {
    const [number, bad] = [reader.integer(), reader.integer()];
    const state = bad === stateNumbers.warn ? 'warn' : 'fault';
    return checks.filter((check) => selfTestChecks[check] === number).map((check) => ({ check, state }) as const);
  }).flat();
  return at === 0 ? null : { at, found };
}
