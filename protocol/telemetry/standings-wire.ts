import type { ByteReader, ByteWriter } from '../bytes.js';
import type { LinkName } from '../ids.js';
import { budgetLevels, type LinkBudget } from '../links/link-budget.js';
import { Problem } from '../problem.js';
import { causeNumbers, causesMax, stateNumbers, wordOf } from './link-numbers.js';
import type { LinkStanding } from './link-standing.js';
import { readStanding } from './samples-wire.js';
import { readFigure, readSignal, writeFigure, writeSignal } from './signal-wire.js';

const monthsPerYear = 12;
const firstYear = 1970;
const budgetBit = 1;
const signalBit = 2;
const levelNumbers = { ok: 0, 'warn-75': 1, 'warn-95': 2, spent: 3 } as const;

/** A link as it stands; how long ago it became so is told instead of when, because clocks differ. */
export function writeLinkStanding(writer: ByteWriter, standing: LinkStanding, linkIndex: number, now: number): void {
  const { state, cause, since, budget, signal } = standing;
  writer.integer(linkIndex).integer(stateNumbers[state] * causesMax + causeNumbers[cause]);
  writer.integer(Math.max(0, Math.round(now - since)));
  writer.integer((budget === null ? 0 : budgetBit) + (signal === null ? 0 : signalBit));
  if (budget !== null) writeBudget(writer, budget);
  if (signal !== null) writeSignal(writer, signal);
}

/** @throws Problem `batch-malformed` */
export function readLinkStanding(reader: ByteReader, links: readonly LinkName[], now: number): LinkStanding {
  const link = links[reader.integer()];
  if (link === undefined) throw new Problem('batch-malformed', 'a link without a name');
  const standing = readStanding(reader);
  const since = now - reader.integer();
  const parts = reader.integer();
  const budget = parts & budgetBit ? readBudget(reader) : null;
  const signal = parts & signalBit ? readSignal(reader) : null;
  return { link, ...standing, since, budget, signal };
}

function writeBudget(writer: ByteWriter, budget: LinkBudget): void {
  const [year = firstYear, month = 1] = budget.month.split('-').map(Number);
  const { capBytes, usedBytes, urgentReserveBytes, pacedBytesToday, dayBytes } = budget;
  writer.integer((year - firstYear) * monthsPerYear + month - 1).integer(levelNumbers[budget.level]);
  for (const bytes of [capBytes, usedBytes, urgentReserveBytes, pacedBytesToday, dayBytes]) {
    writer.integer(Math.max(0, Math.round(bytes)));
  }
  writeFigure(writer, budget.exhaustedAt);
}

function readBudget(reader: ByteReader): LinkBudget {
  const months = reader.integer();
  const year = firstYear + Math.floor(months / monthsPerYear);
  const month = `${String(year).padStart(4, '0')}-${String((months % monthsPerYear) + 1).padStart(2, '0')}`;
  const level = wordOf(levelNumbers, reader.integer(), budgetLevels[0]);
  const capBytes = reader.integer();
  const usedBytes = reader.integer();
  const urgentReserveBytes = reader.integer();
  const pacedBytesToday = reader.integer();
  const dayBytes = reader.integer();
  const exhaustedAt = readFigure(reader);
  return { month, capBytes, usedBytes, urgentReserveBytes, level, exhaustedAt, pacedBytesToday, dayBytes };
}
