import { uuidPattern } from '../../../protocol/model/uuids.js';
import type { FhirObject } from '../../../record/resource.js';
import { secretsOf } from './dictionary-corpus.js';

/** The day on which all that a dictionary tells happens. */
const dayMilliseconds = Date.parse('2000-01-01T00:00:00Z');
const datePattern = /"(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?"/g;
const uuidsPattern = new RegExp(uuidPattern, 'g');

/** Takes out of synthetic records all that would belong to one person or one moment, and leaves their form. */
export class Nobody {
  readonly #tails = new Map<string, number>();
  #ids = 0;

  /** Canonical bodies of one group; ids and dates keep how far they are from one another. */
  scrub(resources: readonly FhirObject[], bodies: readonly string[]): readonly string[] {
    const ids = new Map<string, string>();
    const moments = bodies.flatMap((body) =>
      [...body.matchAll(datePattern)].map(([, date = '', time]) => momentOf(date, time)),
    );
    const last = Math.max(...moments, 0);
    return bodies.map((body, index) => {
      const resource = resources[index];
      let text = body;
      const secrets = resource === undefined ? [] : [...secretsOf(resource)];
      for (const secret of secrets.sort((left, right) => right.length - left.length)) {
        if (uuidPattern.test(secret)) continue;
        text = text.replaceAll(JSON.stringify(secret), JSON.stringify(blank(secret)));
        text = text.replaceAll(`/${secret}"`, `/${blank(secret)}"`);
      }
      text = text.replace(datePattern, (_, date: string, time?: string) => this.#date(date, time, last));
      return text.replace(uuidsPattern, (uuid) => {
        const known = ids.get(uuid) ?? this.#id(uuid, last);
        ids.set(uuid, known);
        return known;
      });
    });
  }

  #date(date: string, time: string | undefined, last: number): string {
    if (time === undefined) return '"2000-01-01"';
    const before = Math.min(last - momentOf(date, time), 12 * 3_600_000);
    const zone = time.slice(9);
    const moment = new Date(dayMilliseconds + 12 * 3_600_000 - before + offsetOf(zone));
    return `"${moment.toISOString().slice(0, 19)}${zone}"`;
  }

  #id(uuid: string, last: number): string {
    const tail = this.#tails.get(uuid.slice(19)) ?? this.#tails.size;
    this.#tails.set(uuid.slice(19), tail);
    const distance = last - Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
    const near = Math.abs(distance) < 3_600_000 ? distance : 3_600_000;
    const time = (dayMilliseconds + 12 * 3_600_000 - near).toString(16).padStart(12, '0');
    const counter = (this.#ids++ % 4096).toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-8000-${tail.toString(16).padStart(12, '0')}`;
  }
}

function momentOf(date: string, time = 'T00:00:00Z'): number {
  return Date.parse(`${date}${time}`);
}

function offsetOf(zone: string): number {
  const magnitude = Number(zone.slice(1, 3)) * 3_600_000 + Number(zone.slice(4)) * 60_000;
  return zone.startsWith('-') ? -magnitude : magnitude;
}

/** Its form without its content. */
function blank(text: string): string {
  return text.replace(/\p{L}+/gu, 'x').replace(/\d/g, '0');
}
