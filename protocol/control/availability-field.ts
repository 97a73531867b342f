import type { ByteReader, ByteWriter } from '../bytes.js';
import type { MonthAvailability } from '../facts/availability.js';
import { readList, writeList } from './codec.js';

const monthsMax = 12;
const monthsPerYear = 12;

/** Months as their number since the year 0, then seconds of each state. */
export function writeAvailability(writer: ByteWriter, months: readonly MonthAvailability[]): void {
  writeList(writer, months.slice(0, monthsMax), (month) => {
    const [year, ofYear] = month.month.split('-').map(Number);
    writer.integer((year ?? 0) * monthsPerYear + (ofYear ?? 1) - 1);
    writer.integer(month.upSeconds).integer(month.degradedSeconds).integer(month.downSeconds).integer(month.offSeconds);
  });
}

export function readAvailability(reader: ByteReader): readonly MonthAvailability[] {
  return readList(reader, monthsMax, () => {
    const number = reader.integer();
    const [year, ofYear] = [Math.floor(number / monthsPerYear), (number % monthsPerYear) + 1];
    return {
      month: `${String(year).padStart(4, '0')}-${String(ofYear).padStart(2, '0')}`,
      ...{ upSeconds: reader.integer(), degradedSeconds: reader.integer() },
      ...{ downSeconds: reader.integer(), offSeconds: reader.integer() },
    };
  });
}
