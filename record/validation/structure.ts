import type { InternalTypeSchema } from '@medplum/core';
import { isResourceTypeKnown, schemaOf } from '../definitions/load.js';
import { type Elements, isObject } from '../elements.js';
import { checkBinding } from './bindings.js';
import { checkDatatype, checkReference } from './datatype-rules.js';
import type { Findings } from './finding.js';
import { checkPrimitive, isPrimitive } from './primitives.js';
import { type KeySchema, keysOf } from './schema-keys.js';

/**
 * Walks a resource along its definition: unknown elements, JSON types, cardinality, the form of primitives, required
 * codes, references, and the invariants of datatypes.
 */
export function checkResource(value: unknown, path: string, findings: Findings): void {
  if (!isObject(value)) {
    findings.structure(path, 'must be a JSON object');
    return;
  }
  const type = value['resourceType'];
  const schema = typeof type === 'string' && isResourceTypeKnown(type) ? schemaOf(type) : undefined;
  if (schema === undefined) findings.structure(`${path}.resourceType`, 'is not a resource type of FHIR R4');
  else {
    // Definitions give the id of a resource as a plain text; it is an id (FHIR R4 §2.26.2).
    if (typeof value['id'] === 'string') checkPrimitive(value['id'], 'id', `${path}.id`, findings);
    checkObject(value, schema, path, findings, true);
  }
}

function checkObject(
  value: Elements,
  schema: InternalTypeSchema,
  path: string,
  findings: Findings,
  root = false,
): void {
  const keys = keysOf(schema);
  const present = new Map<string, string>();
  for (const [key, content] of Object.entries(value)) {
    if (root && key === 'resourceType') continue;
    const name = key.startsWith('_') ? key.slice(1) : key;
    const place = keys.get(name);
    if (place === undefined || (name !== key && !isPrimitive(place.type))) {
      findings.structure(`${path}.${shownKey(key)}`, 'is not an element of this type');
      continue;
    }
    const other = present.get(place.elementName);
    if (other !== undefined && other !== name) {
      findings.structure(`${path}.${name}`, `only one of ${place.elementName} may be given`);
    }
    present.set(place.elementName, name);
    if (name === key) checkElement(content, value[`_${key}`], place, `${path}.${key}`, findings);
    else checkCompanion(content, value[name], place, `${path}.${name}`, findings);
  }
  for (const [elementName, element] of Object.entries(schema.elements)) {
    if (element.min > 0 && !present.has(elementName)) {
      findings.rule(`${path}.${elementName.replace('[x]', '')}`, 'is required');
    }
  }
  checkDatatype(value, schema.type, path, findings);
}

function checkElement(content: unknown, companion: unknown, place: KeySchema, path: string, findings: Findings): void {
  const { element } = place;
  if (element.isArray !== true) {
    if (Array.isArray(content)) findings.structure(path, 'must be one value, not a list');
    else checkValue(content, place, path, findings);
    return;
  }
  if (!Array.isArray(content)) {
    findings.structure(path, 'must be a list');
    return;
  }
  if (content.length === 0) findings.structure(path, 'must not be an empty list');
  if (content.length > element.max) findings.rule(path, `must not hold more than ${element.max}`);
  if (content.length > 0 && content.length < element.min) findings.rule(path, `must hold at least ${element.min}`);
  content.forEach((item: unknown, index) => {
    const extended = Array.isArray(companion) && isObject(companion[index]);
    if (item === null && extended && isPrimitive(place.type)) return;
    checkValue(item, place, `${path}[${index}]`, findings);
  });
}

/** The `_name` beside a primitive `name`: its id and extensions (FHIR R4 §2.6.2.3). */
function checkCompanion(content: unknown, value: unknown, place: KeySchema, path: string, findings: Findings): void {
  const schema = schemaOf('Element');
  const items = place.element.isArray === true ? content : [content];
  if (!Array.isArray(items) || schema === undefined) {
    findings.structure(path, 'its companion must be a list');
    return;
  }
  items.forEach((item: unknown, index) => {
    if (isObject(item) && Object.keys(item).length > 0) checkObject(item, schema, path, findings);
    else if (item !== null || !Array.isArray(value) || (value[index] ?? null) === null) {
      findings.structure(path, 'its companion must hold an id or extensions');
    }
  });
}

function checkValue(content: unknown, place: KeySchema, path: string, findings: Findings): void {
  if (content === null || content === undefined) {
    findings.structure(path, 'must not be null');
    return;
  }
  const { type } = place;
  if (isPrimitive(type)) {
    checkPrimitive(content, type, path, findings);
  } else if (type === 'Resource' || isResourceTypeKnown(type)) {
    checkResource(content, path, findings);
    return;
  } else if (!isObject(content)) {
    findings.structure(path, 'must be a JSON object');
    return;
  } else if (Object.keys(content).length === 0) {
    findings.structure(path, 'must not be empty');
    return;
  } else {
    const schema = schemaOf(type);
    if (schema === undefined) throw new Error(`no definition of ${type}`);
    checkObject(content, schema, path, findings);
    if (type === 'Reference') checkReference(content, place.targetProfiles, path, findings);
  }
  checkBinding(content, type, place.element, path, findings);
}

/** A key that is not FHIR's may be anything that someone typed; only what looks like a name is repeated. */
function shownKey(key: string): string {
  return /^_?[a-zA-Z][A-Za-z0-9]{0,40}$/.test(key) ? key : '?';
}
