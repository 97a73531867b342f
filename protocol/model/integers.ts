import { type Decisions, mix } from './decisions.js';

/** The highest bits of a number that are learnt under its context; those below are carried as they are. */
const learntBitsMax = 12;

/**
 * An unsigned integer below 2^48: the length of `value + 1` in bits as a unary code, then its bits behind the first,
 * the highest first (Elias gamma), the first twelve of them learnt in `context`.
 */
export function codeInteger(decisions: Decisions, context: number, value: number): number {
  const shifted = value + 1;
  let length = 0;
  const wanted = decisions.decoding ? 0 : bitLength(shifted);
  while (length < 49 && decisions.simple(mix(context, 0x100 + length), length < wanted ? 1 : 0) === 1) length += 1;
  let result = 1;
  for (let place = length - 1; place >= 0; place -= 1) {
    const bit = decisions.decoding ? 0 : Math.floor(shifted / 2 ** place) % 2;
    const learnt = length - 1 - place < learntBitsMax;
    const coded = learnt ? decisions.simple(mix(mix(context, length), result), bit) : decisions.raw(1, bit);
    result = result * 2 + coded;
  }
  return result - 1;
}

/** A signed integer: its sign, then its magnitude. */
export function codeSigned(decisions: Decisions, context: number, value: number): number {
  const negative = decisions.simple(mix(context, 0x200), value < 0 ? 1 : 0) === 1;
  const magnitude = codeInteger(decisions, mix(context, negative ? 1 : 2), Math.abs(value));
  return negative ? -magnitude : magnitude;
}

/** One of 2^`length` values, each bit learnt in the context of those before it. */
export function codeChoice(decisions: Decisions, context: number, length: number, value: number): number {
  let node = 1;
  for (let place = length - 1; place >= 0; place -= 1) {
    node = (node << 1) | decisions.simple(mix(context, node), (value >>> place) & 1);
  }
  return node - (1 << length);
}

function bitLength(value: number): number {
  let length = 0;
  for (let rest = value; rest >= 2; rest = Math.floor(rest / 2)) length += 1;
  return length;
}
