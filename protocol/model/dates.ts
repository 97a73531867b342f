import { Problem } from '../problem.js';
import { type Decisions, mix } from './decisions.js';
import { codeChoice, codeInteger, codeSigned } from './integers.js';

const daySeconds = 86_400;
/** FHIR `date`, and `dateTime` or `instant` with seconds and none or three digits behind them. */
const datePattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d):(\d\d):(\d\d)(\.\d{3})?(Z|[+-]\d\d:\d\d))?$/;
const form = { date: 0, seconds: 1, milliseconds: 2 } as const;
/** Days since 1970 of 0000-01-01 and 9999-12-31. */
const dayMin = -719_528;
const dayMax = 2_932_896;

export interface DateParts {
  readonly form: number;
  /** Days since 1970 and seconds of the day, as written, in the zone of the writer. */
  readonly day: number;
  readonly second: number;
  readonly millisecond: number;
  /** `Z` or `+01:00`; empty for a date. */
  readonly zone: string;
}

/** Takes a date apart; `undefined` when it is none, or would not come out the same. */
export function partsOf(text: string): DateParts | undefined {
  const match = datePattern.exec(text);
  if (match === null) return undefined;
  const [, date = '', hour, minute, second, fraction, zone = ''] = match;
  const day = Date.parse(`${date}T00:00:00Z`) / (daySeconds * 1000);
  if (!Number.isInteger(day)) return undefined;
  const parts = {
    form: hour === undefined ? form.date : fraction === undefined ? form.seconds : form.milliseconds,
    day,
    second: Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0),
    millisecond: Number(fraction?.slice(1) ?? 0),
    zone,
  };
  return parts.second < daySeconds && render(parts) === text ? parts : undefined;
}

function render({ form: as, day, second, millisecond, zone }: DateParts): string {
  const date = new Date(day * daySeconds * 1000).toISOString().slice(0, 10);
  if (as === form.date) return date;
  const time = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((part) => pad(part, 2));
  return `${date}T${time.join(':')}${as === form.milliseconds ? `.${pad(millisecond, 3)}` : ''}${zone}`;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** Codes dates by their distance from the last one, within a day in seconds and beyond it in days. */
export class Dates {
  readonly #decisions: Decisions;
  readonly #codeZone: (place: number, given: string) => string;
  #lastSeconds = 0;

  /** @param codeZone codes the text of a zone, which mostly came before */
  constructor(decisions: Decisions, codeZone: (place: number, given: string) => string) {
    this.#decisions = decisions;
    this.#codeZone = codeZone;
  }

  /** A moment that the next date may be near to, seconds since 1970. */
  note(seconds: number): void {
    this.#lastSeconds = seconds;
  }

  code(place: number, given: DateParts | undefined): string {
    const decisions = this.#decisions;
    const as = codeChoice(decisions, mix(place, 0x21), 2, given?.form ?? 0);
    if (as > form.milliseconds) throw new Problem('batch-malformed', 'date');
    if (as === form.date) {
      const lastDay = Math.floor(this.#lastSeconds / daySeconds);
      const day = lastDay + codeSigned(decisions, mix(place, 0x22), (given?.day ?? 0) - lastDay);
      this.#lastSeconds = day * daySeconds;
      return written({ form: as, day, second: 0, millisecond: 0, zone: '' });
    }
    const zone = this.#codeZone(mix(place, 0x23), given?.zone ?? '');
    const offset = offsetOf(zone);
    const moment = this.#codeMoment(place, given && given.day * daySeconds + given.second, offset);
    const millisecond =
      as === form.milliseconds ? codeInteger(decisions, mix(place, 0x24), given?.millisecond ?? 0) : 0;
    if (millisecond > 999) throw new Problem('batch-malformed', 'date');
    const day = Math.floor(moment / daySeconds);
    return written({ form: as, day, second: moment - day * daySeconds, millisecond, zone });
  }

  /** Seconds since 1970 in the writer's zone. */
  #codeMoment(place: number, given: number | undefined, offset: number): number {
    const decisions = this.#decisions;
    const last = this.#lastSeconds + offset;
    const distance = (given ?? 0) - last;
    let moment: number;
    if (decisions.simple(mix(place, 0x25), Math.abs(distance) < daySeconds ? 1 : 0) === 1) {
      moment = last + codeSigned(decisions, mix(place, 0x26), distance);
    } else {
      const lastDay = Math.floor(last / daySeconds);
      const givenDay = Math.floor((given ?? 0) / daySeconds);
      const time = (given ?? 0) - givenDay * daySeconds;
      const day = lastDay + codeSigned(decisions, mix(place, 0x27), givenDay - lastDay);
      const hour = codeChoice(decisions, mix(place, 0x28), 5, Math.floor(time / 3600));
      const minute = codeChoice(decisions, mix(place, 0x29), 6, Math.floor(time / 60) % 60);
      const second = codeChoice(decisions, mix(place, 0x2a), 6, time % 60);
      moment = day * daySeconds + hour * 3600 + minute * 60 + second;
    }
    this.#lastSeconds = moment - offset;
    return moment;
  }
}

function written(parts: DateParts): string {
  if (!(parts.day >= dayMin && parts.day <= dayMax)) throw new Problem('batch-malformed', 'date');
  return render(parts);
}

/** Seconds that a zone is ahead of UTC. */
function offsetOf(zone: string): number {
  if (zone.length !== 6) return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(4)) * 60;
  return Number.isInteger(seconds) ? (zone.startsWith('-') ? -seconds : seconds) : 0;
}
