import { readInterval } from '../date-time.js';
import type { Findings } from './finding.js';

/** The JSON type of each FHIR primitive (FHIR R4 §2.6.2). */
const jsonTypes: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  base64Binary: 'string',
  boolean: 'boolean',
  canonical: 'string',
  code: 'string',
  date: 'string',
  dateTime: 'string',
  decimal: 'number',
  id: 'string',
  instant: 'string',
  integer: 'number',
  markdown: 'string',
  oid: 'string',
  positiveInt: 'number',
  string: 'string',
  time: 'string',
  unsignedInt: 'number',
  uri: 'string',
  url: 'string',
  uuid: 'string',
  xhtml: 'string',
};

const integerMin = -2_147_483_648;
const integerMax = 2_147_483_647;
const stringLengthMax = 1024 * 1024;
const date = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: FHIR R4 §2.24.0.1 forbids them in a string
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** What each string primitive must look like, and how that is said. */
const forms: Readonly<Record<string, { readonly holds: (text: string) => boolean; readonly text: string }>> = {
  base64Binary: { holds: isBase64, text: 'is not base 64' },
  canonical: { holds: hasNoSpace, text: 'is not a canonical URL' },
  code: { holds: (text) => /^[^\s]+( [^\s]+)*$/.test(text), text: 'is not a code' },
  date: { holds: (text) => date.test(text) && readInterval(text) !== undefined, text: 'is not a date of the calendar' },
  dateTime: {
    holds: (text) => (date.test(text) || instant.test(text)) && readInterval(text) !== undefined,
    text: 'is not a date of the calendar, or a date and time with seconds and time zone',
  },
  id: { holds: (text) => /^[A-Za-z0-9\-.]{1,64}$/.test(text), text: 'is not an id' },
  instant: {
    holds: (text) => instant.test(text) && readInterval(text) !== undefined,
    text: 'is not a moment of the calendar with time zone',
  },
  oid: { holds: (text) => /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/.test(text), text: 'is not an OID' },
  time: { holds: (text) => /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?$/.test(text), text: 'is not a time' },
  uri: { holds: hasNoSpace, text: 'is not a URI' },
  url: { holds: hasNoSpace, text: 'is not a URL' },
  uuid: { holds: (text) => /^urn:uuid:[0-9a-fA-F-]{36}$/.test(text), text: 'is not a UUID' },
  xhtml: { holds: isHarmlessDiv, text: 'is not a <div> of plain XHTML' },
};

/** Whether a type code names a primitive. */
export function isPrimitive(code: string): boolean {
  return Object.hasOwn(jsonTypes, code);
}

/** Checks the JSON type and the form of a primitive value. */
export function checkPrimitive(value: unknown, code: string, path: string, findings: Findings): void {
  const expected = jsonTypes[code];
  if (typeof value !== expected) {
    findings.structure(path, `must be a JSON ${expected}`);
  } else if (typeof value === 'string') {
    checkText(value, code, path, findings);
  } else if (typeof value === 'number') {
    checkNumber(value, code, path, findings);
  }
}

function checkText(text: string, code: string, path: string, findings: Findings): void {
  if (text.trim() === '') findings.rule(path, 'must not be blank');
  else if (text.length > stringLengthMax && (code === 'string' || code === 'markdown'))
    findings.rule(path, 'is longer than 1 MB');
  else if (control.test(text)) findings.rule(path, 'holds a control character');
  else {
    const form = forms[code];
    if (form !== undefined && !form.holds(text)) findings.rule(path, form.text);
  }
}

function checkNumber(value: number, code: string, path: string, findings: Findings): void {
  if (!Number.isFinite(value)) findings.rule(path, 'is too large');
  else if (code === 'decimal') return;
  else if (!Number.isInteger(value)) findings.rule(path, 'must be a whole number');
  else if (value < integerMin || value > integerMax) findings.rule(path, 'is beyond 32 bits');
  else if (code === 'positiveInt' && value < 1) findings.rule(path, 'must be 1 or more');
  else if (code === 'unsignedInt' && value < 0) findings.rule(path, 'must be 0 or more');
}

function hasNoSpace(text: string): boolean {
  return !/\s/.test(text);
}

/** Base 64 may be broken into lines (FHIR R4 §2.24.0.1). */
function isBase64(text: string): boolean {
  const compact = /\s/.test(text) ? text.replace(/\s/g, '') : text;
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact);
}

/** Narrative may hold formatting, never something that runs (FHIR R4 §2.4.0.2). */
function isHarmlessDiv(text: string): boolean {
  const trimmed = text.trim();
  if (!/^<div[\s>/]/.test(trimmed) || !/(<\/div\s*>|\/>)$/.test(trimmed)) return false;
  return !/<\s*(script|style|iframe|object|embed|form|input|link|base|meta)\b|\son\w+\s*=|javascript:/i.test(text);
}
