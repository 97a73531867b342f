import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import { createSystemUuidGenerator, parseSiteCode } from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { canonicalise } from '../../record/canonical.js';
import type { FhirServer } from './fhir-server.js';
import { batchOf, downTo } from './journal-fixtures.js';

const newId = createSystemUuidGenerator();

/** A version of a patient that another site wrote without knowing of what this one wrote after `predecessor`; its id. */
export async function hearOf(
  server: FhirServer,
  patient: object,
  predecessor: string,
  stampMilliseconds = server.clock.milliseconds,
): Promise<string> {
  const { id } = patient as { id: string };
  const log = downTo(parseSiteCode('7KD'));
  const change = {
    ...{ changeId: newId(), method: 'put', type: 'Patient', resourceId: id, predecessors: [predecessor] },
    ...{ author: 'Practitioner/far', origin: parseSiteCode('8AB'), groupEnd: true },
    stamp: { milliseconds: stampMilliseconds, counter: 0 },
    body: Buffer.from(canonicalise(JSON.stringify(patient))),
  } as unknown as Change;
  const chainBefore = chainStart({ ...log, lane: lane.clinical });
  const run = { from: 1, to: 1, chainBefore, chainAfter: nextChain(chainBefore, change), changes: [change] };
  const [outcome] = await server.journal.sync.applyBatches([batchOf(log, lane.clinical, run)]);
  if (outcome === undefined || !('applied' in outcome) || outcome.applied !== 1)
    throw new Error('the version was not taken');
  return change.changeId;
}
