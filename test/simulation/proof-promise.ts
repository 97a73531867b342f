import type { ProofReport } from '../../edge-agent/proof/prover.js';
import type { Box } from './box.js';
import type { Program } from './program.js';
import type { World } from './world.js';

/** The longest that a proof may take when nothing moves any more: a lost answer is asked for again within it. */
const proofMillisecondsMax = 15 * 60_000;
const stepMilliseconds = 1_000;

/**
 * When all is at rest, each site that speaks with the hub and the hub prove to each other that they hold the same
 * (promise 7, rules D1 and D2). What has to be healed first was missing, though nobody looked for it.
 */
export async function brokenProofs(world: World, refused: ReadonlySet<Box>): Promise<string[]> {
  const asked = [...world.sites, ...world.copies].filter((box) => !refused.has(box));
  const reports = new Map<Box, ProofReport>();
  const programs = new Map<Box, Program>();
  const ask = (box: Box) => {
    const program = world.program(box);
    if (program === undefined || program === programs.get(box) || !program.isConnected) return;
    programs.set(box, program);
    const hub = world.program(world.hub);
    const note = (report: ProofReport) => {
      // A hub that was to die did so meanwhile: who comes after it is asked anew.
      if (report.state === 'unreachable' && world.program(world.hub) !== hub) programs.delete(box);
      else reports.set(box, report);
    };
    program.prove().then(note, world.onUnexpected(box));
  };
  const endMilliseconds = world.time.elapsedMilliseconds + proofMillisecondsMax;
  while (reports.size < asked.length && world.time.elapsedMilliseconds < endMilliseconds) {
    // A site that was to die likewise.
    for (const box of asked) if (!reports.has(box)) ask(box);
    await world.time.runUntil(world.time.elapsedMilliseconds + stepMilliseconds);
  }
  return asked
    .filter((box) => reports.get(box)?.state !== 'proved')
    .map((box) => `${box.name} and the hub do not prove that they hold the same: ${reports.get(box)?.state}`);
}
