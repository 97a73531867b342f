import type { ByteReader, ByteWriter } from '../bytes.js';
import type { CellularSignal, FibreSignal, Signal, StarlinkSignal } from '../links/link-signal.js';
import { wordOf } from './link-numbers.js';

/** Operators, technologies and causes are a few words. */
const textBytesMax = 64;
const thousandths = 1_000;
const kindNumbers = { fibre: 0, cellular: 1, starlink: 2 } as const;
const stateNumbers = { connected: 0, reconfiguring: 1, outage: 2, disabled: 3 } as const;

/** What the equipment of a link says, without an empty word: texts and figures that are not known are one byte. */
export function writeSignal(writer: ByteWriter, signal: Signal): void {
  writer.integer(kindNumbers[signal.kind]);
  if (signal.kind === 'fibre') {
    writeText(writer, signal.device);
    writer
      .integer(signal.carrier ? 1 : 0)
      .integer(whole(signal.errors))
      .integer(whole(signal.drops));
  } else if (signal.kind === 'cellular') {
    writeText(writer, signal.operator);
    writeText(writer, signal.technology);
    writeFigure(writer, signal.signalPercent);
    // Below zero, all of them.
    writeFigure(writer, signal.rsrpDbm === null ? null : -signal.rsrpDbm);
    writer.integer((signal.roaming ? 1 : 0) + (signal.registered ? 2 : 0));
  } else {
    writer.integer(stateNumbers[signal.state]).integer(signal.obstructed ? 1 : 0);
    writer.integer(whole(signal.obstructedFraction * thousandths));
    writeText(writer, signal.outageCause);
    writer.integer(whole(signal.pingLossFraction * thousandths));
    writeFigure(writer, signal.latencyMilliseconds);
  }
}

/** @throws Problem `batch-malformed` */
export function readSignal(reader: ByteReader): Signal {
  switch (wordOf(kindNumbers, reader.integer())) {
    case 'fibre':
      return readFibre(reader);
    case 'cellular':
      return readCellular(reader);
    case 'starlink':
      return readStarlink(reader);
  }
}

function readFibre(reader: ByteReader): FibreSignal {
  const device = readText(reader) ?? '';
  const carrier = reader.integer() === 1;
  return { kind: 'fibre', device, carrier, errors: reader.integer(), drops: reader.integer() };
}

function readCellular(reader: ByteReader): CellularSignal {
  const operator = readText(reader);
  const technology = readText(reader);
  const signalPercent = readFigure(reader);
  const rsrp = readFigure(reader);
  const rsrpDbm = rsrp === null ? null : 0 - rsrp;
  const bits = reader.integer();
  const [roaming, registered] = [(bits & 1) !== 0, (bits & 2) !== 0];
  return { kind: 'cellular', operator, technology, signalPercent, rsrpDbm, roaming, registered };
}

function readStarlink(reader: ByteReader): StarlinkSignal {
  const state = wordOf(stateNumbers, reader.integer(), 'outage');
  const obstructed = reader.integer() === 1;
  const obstructedFraction = reader.integer() / thousandths;
  const outageCause = readText(reader);
  const pingLossFraction = reader.integer() / thousandths;
  const latencyMilliseconds = readFigure(reader);
  return {
    ...{ kind: 'starlink', state, obstructedFraction, obstructed, outageCause, pingLossFraction, latencyMilliseconds },
  };
}

/** Names are ASCII at nearly all operators; of the others so much that it surely fits. */
function writeText(writer: ByteWriter, text: string | null): void {
  const fits = text === null || Buffer.byteLength(text) <= textBytesMax;
  writer.text((fits ? text : text.slice(0, textBytesMax / 4)) ?? '');
}

function readText(reader: ByteReader): string | null {
  return reader.text(textBytesMax) || null;
}

/** 0 for nothing, else one more than the value. */
export function writeFigure(writer: ByteWriter, value: number | null): void {
  writer.integer(value === null ? 0 : whole(value) + 1);
}

export function readFigure(reader: ByteReader): number | null {
  const number = reader.integer();
  return number === 0 ? null : number - 1;
}

function whole(value: number): number {
  return Math.max(0, Math.round(value));
}
