import type { ByteReader, ByteWriter } from '../bytes.js';
import { readList, writeList } from '../control/codec.js';
import type { LinkName } from '../ids.js';
import { lanes as allLanes } from '../lane.js';
import { Problem } from '../problem.js';
import type { KeptDecision, KeptEvidence } from './kept-decision.js';
import { trafficClassNames } from './kept-decision.js';
import { causeNumbers, causesMax, conditionNumbers, conditionsMax, reasonNumbers, wordOf } from './link-numbers.js';
import { readFigure, readSignal, writeFigure, writeSignal } from './signal-wire.js';

/** Links of a site whose figures one decision has. */
export const evidenceLinksMax = 16;
const thousandths = 1_000;
const sessionBit = conditionsMax;
const signalBit = 2 * conditionsMax;

/** A decision; links are told as their place in a list plus one, 0 for none. */
export function writeDecision(
  writer: ByteWriter,
  decision: KeptDecision,
  placeOf: (link: LinkName | null) => number,
): void {
  const { at, traffic, lanes, from, to, reason, evidence } = decision;
  const laneBits = lanes.reduce<number>((bits, lane) => bits | (1 << lane), 0);
  writer.integer(at).integer(trafficClassNames.indexOf(traffic)).integer(laneBits);
  writer.integer(placeOf(from)).integer(placeOf(to)).integer(reasonNumbers[reason]);
  writeList(writer, evidence, (each) => writeEvidence(writer, each, placeOf));
}

/** @throws Problem `batch-malformed` */
export function readDecision(reader: ByteReader, links: readonly LinkName[]): KeptDecision {
  const at = reader.integer();
  const traffic = trafficClassNames[reader.integer()];
  const laneBits = reader.integer();
  if (traffic === undefined || laneBits >= 1 << allLanes.length) {
    throw new Problem('batch-malformed', 'a decision about nothing');
  }
  const from = readLink(reader, links);
  const to = readLink(reader, links);
  const reason = wordOf(reasonNumbers, reader.integer(), 'unknown');
  const evidence = readList(reader, evidenceLinksMax, () => readEvidence(reader, links));
  return { at, traffic, lanes: allLanes.filter((lane) => (laneBits >> lane) & 1), from, to, reason, evidence };
}

function writeEvidence(writer: ByteWriter, evidence: KeptEvidence, placeOf: (link: LinkName | null) => number): void {
  const { link, condition, session, cause, lossFraction, penalty, signal } = evidence;
  const bits = (session === 'up' ? sessionBit : 0) + (signal === null ? 0 : signalBit);
  writer
    .integer(placeOf(link))
    .integer(bits + conditionNumbers[condition])
    .integer(causeNumbers[cause]);
  writeFigure(writer, lossFraction === null ? null : lossFraction * thousandths);
  writeFigure(writer, evidence.roundTripMilliseconds);
  writeFigure(writer, evidence.usualMilliseconds);
  writeFigure(writer, evidence.silentMilliseconds);
  writer.integer(Math.round(penalty));
  if (signal !== null) writeSignal(writer, signal);
}

function readEvidence(reader: ByteReader, links: readonly LinkName[]): KeptEvidence {
  const link = readLink(reader, links);
  if (link === null) throw new Problem('batch-malformed', 'evidence of no link');
  const bits = reader.integer();
  const condition = wordOf(conditionNumbers, bits % conditionsMax, 'down');
  const session = bits & sessionBit ? 'up' : 'down';
  const cause = wordOf(causeNumbers, reader.integer() % causesMax, 'none');
  const loss = readFigure(reader);
  const figures = {
    lossFraction: loss === null ? null : loss / thousandths,
    roundTripMilliseconds: readFigure(reader),
    usualMilliseconds: readFigure(reader),
    silentMilliseconds: readFigure(reader),
    penalty: reader.integer(),
  };
  const signal = bits & signalBit ? readSignal(reader) : null;
  return { link, condition, session, cause, ...figures, signal };
}

function readLink(reader: ByteReader, links: readonly LinkName[]): LinkName | null {
  const place = reader.integer();
  if (place === 0) return null;
  const link = links[place - 1];
  if (link === undefined) throw new Problem('batch-malformed', 'a link without a name');
  return link;
}
