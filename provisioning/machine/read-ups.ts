import type { UpsFacts } from '../../protocol/facts/box-facts.js';
import { type RunCommand, runCommand } from './run-command.js';

const stateCharactersMax = 32;

/**
 * What Network UPS Tools say of the first supply that answers (`upsc -l`, `upsc NAME`; networkupstools.org); `undefined`
 * where there is none, or no NUT.
 */
export async function readUps(run: RunCommand = runCommand): Promise<UpsFacts | undefined> {
  const names = (await run('upsc', ['-l']))?.split('\n').map((line) => line.trim()) ?? [];
  for (const name of names.filter((line) => /^[A-Za-z0-9_.@:-]{1,64}$/.test(line))) {
    const facts = parseUps((await run('upsc', [name])) ?? '');
    if (facts !== undefined) return facts;
  }
  return undefined;
}

/** Reads `name: value` lines; without `ups.status` nothing is known. */
export function parseUps(text: string): UpsFacts | undefined {
  const values = new Map(text.split('\n').map((line) => splitLine(line)));
  const state = values.get('ups.status')?.slice(0, stateCharactersMax);
  // `WAIT`: its driver has not said anything yet.
  if (state === undefined || state === 'WAIT' || !/^[A-Z][A-Z ]*$/.test(state)) return undefined;
  const charge = Number(values.get('battery.charge') ?? Number.NaN);
  return { state, chargePercent: charge >= 0 && charge <= 100 ? Math.round(charge) : null };
}

function splitLine(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  return at === -1 ? ['', ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
