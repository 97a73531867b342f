import { type ByteReader, ByteWriter } from '../bytes.js';
import { type LinkName, parseLinkName } from '../ids.js';
import { Problem } from '../problem.js';
import { readDecision, writeDecision } from '../telemetry/decisions-wire.js';
import type { KeptDecision } from '../telemetry/kept-decision.js';
import type { LinkSample } from '../telemetry/link-sample.js';
import type { LinkStanding } from '../telemetry/link-standing.js';
import { readSample, writeSample } from '../telemetry/samples-wire.js';
import { readLinkStanding, writeLinkStanding } from '../telemetry/standings-wire.js';
import { type ControlCodec, readList, writeList } from './codec.js';

/** A piece of one of the dense sequences that a site counts (rule L33). */
export interface TelemetryRun<Item> {
  /** The sequence number of the first one, from 1. */
  readonly from: number;
  /** Whether the site has nothing older any more: what is missing before it will never come. */
  readonly isOldest: boolean;
  readonly items: readonly Item[];
}

/** What the links of a site have shown, and how they stand (rules L32, L33). */
export interface LinkSamples {
  readonly kind: 'link-samples';
  /** Names the counting: 16 hexadecimal digits, others after the site's file was made anew. */
  readonly history: string;
  /** The site's clock, milliseconds since 1970. */
  readonly now: number;
  /** All links of the site; empty where they stand as told before in this session. */
  readonly standings: readonly LinkStanding[];
  readonly decisions: TelemetryRun<KeptDecision>;
  /** Of 15 minutes and of a day. */
  readonly coarse: TelemetryRun<LinkSample>;
  /** Of a minute. */
  readonly fine: TelemetryRun<LinkSample>;
}

/** Items of each kind in one message. */
export const telemetryItemsMax = 2_000;
const linksMax = 64;
const historyBytes = 8;

export const linkSamplesCodec: ControlCodec<LinkSamples> = {
  number: 24,
  write(writer, message) {
    const { history, now, standings, decisions, coarse, fine } = message;
    const links = linksOf(message);
    const placeOf = (link: LinkName | null) => (link === null ? 0 : links.indexOf(link) + 1);
    writer.raw(Buffer.from(history, 'hex')).integer(now);
    writeList(writer, links, (link) => writer.text(link));
    writeList(writer, standings, (standing) => writeLinkStanding(writer, standing, links.indexOf(standing.link), now));
    writeRun(writer, decisions, (decision) => writeDecision(writer, decision, placeOf));
    for (const run of [coarse, fine]) {
      let before = now;
      writeRun(writer, run, (sample) => {
        writeSample(writer, sample, links.indexOf(sample.link), before);
        before = sample.at;
      });
    }
  },
  read(reader) {
    const history = Buffer.from(reader.raw(historyBytes)).toString('hex');
    const now = reader.integer();
    const links = readList(reader, linksMax, () => readLinkName(reader));
    const standings = readList(reader, linksMax, () => readLinkStanding(reader, links, now));
    const decisions = readRun(reader, () => readDecision(reader, links));
    const [coarse, fine] = [readSamples(reader, links, now), readSamples(reader, links, now)];
    return { kind: 'link-samples', history, now, standings, decisions, coarse, fine };
  },
};

/** How many bytes a message takes. */
export function sizeOfLinkSamples(message: LinkSamples): number {
  const writer = new ByteWriter().integer(linkSamplesCodec.number);
  linkSamplesCodec.write(writer, message);
  return writer.finish().length;
}

function linksOf({ standings, decisions, coarse, fine }: LinkSamples): readonly LinkName[] {
  const found = new Set<LinkName>();
  for (const { link } of [...standings, ...coarse.items, ...fine.items]) found.add(link);
  for (const { from, to, evidence } of decisions.items) {
    for (const link of [from, to, ...evidence.map((each) => each.link)]) if (link !== null) found.add(link);
  }
  return [...found];
}

/** The number of items, and where there are any, their place in the sequence. */
function writeRun<Item>(writer: ByteWriter, run: TelemetryRun<Item>, write: (item: Item) => void): void {
  writer.integer(run.items.length);
  if (run.items.length === 0) return;
  writer.integer(run.from * 2 + (run.isOldest ? 1 : 0));
  for (const item of run.items) write(item);
}

function readRun<Item>(reader: ByteReader, read: () => Item): TelemetryRun<Item> {
  const length = reader.integer();
  if (length > telemetryItemsMax) throw new Problem('batch-malformed', 'list too long');
  if (length === 0) return { from: 0, isOldest: false, items: [] };
  const number = reader.integer();
  return { from: Math.floor(number / 2), isOldest: number % 2 === 1, items: Array.from({ length }, read) };
}

function readSamples(reader: ByteReader, links: readonly LinkName[], now: number): TelemetryRun<LinkSample> {
  let before = now;
  return readRun(reader, () => {
    const sample = readSample(reader, links, before);
    before = sample.at;
    return sample;
  });
}

function readLinkName(reader: ByteReader): LinkName {
  try {
    return parseLinkName(reader.text(16));
  } catch (cause) {
    throw new Problem('batch-malformed', 'link name', [], { cause });
  }
}
