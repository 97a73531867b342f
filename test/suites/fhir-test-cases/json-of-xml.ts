import type { InternalTypeSchema } from '@medplum/core';
import { schemaOf } from '../../../record/definitions/load.js';
import { isPrimitive } from '../../../record/validation/primitives.js';
import { type KeySchema, keysOf } from '../../../record/validation/schema-keys.js';
import type { XmlElement } from './read-xml.js';

/** Primitives that JSON writes as they are, without quotation marks (FHIR R4 §2.6.2). */
const bare: ReadonlySet<string> = new Set(['boolean', 'decimal', 'integer', 'positiveInt', 'unsignedInt']);

/**
 * The JSON of a resource that stands as FHIR XML (FHIR R4 §2.6.1, §2.6.2), its numbers as written. The product takes no XML;
 * cases of public suites are written in it.
 * @throws Error for an element that its type does not have
 */
export function jsonOfXml(resource: XmlElement): string {
  const schema = schemaOf(resource.name);
  if (schema === undefined) throw new Error(`${resource.name} is no resource type`);
  return objectOf(resource, schema, [`"resourceType":${JSON.stringify(resource.name)}`]);
}

function objectOf(element: XmlElement, schema: InternalTypeSchema, first: readonly string[]): string {
  const keys = keysOf(schema);
  const members = [...first];
  for (const attribute of ['id', 'url']) {
    const text = element.attributes.get(attribute);
    if (text !== undefined && keys.has(attribute)) members.push(`"${attribute}":${JSON.stringify(text)}`);
  }
  for (const name of new Set(element.children.map((child) => child.name))) {
    const place = keys.get(name);
    if (place === undefined) throw new Error(`${schema.name} has no ${name}`);
    members.push(
      ...membersOf(
        name,
        place,
        element.children.filter((child) => child.name === name),
      ),
    );
  }
  return `{${members.join(',')}}`;
}

function membersOf(name: string, place: KeySchema, elements: readonly XmlElement[]): readonly string[] {
  const isList = place.element.isArray === true;
  const write = (texts: readonly string[]) => (isList ? `[${texts.join(',')}]` : (texts[0] ?? 'null'));
  if (!isPrimitive(place.type)) return [`"${name}":${write(elements.map((each) => complexOf(each, place.type)))}`];
  const values = elements.map((each) => primitiveOf(each, place.type));
  const companions = elements.map(companionOf);
  const members: string[] = [];
  if (values.some((value) => value !== 'null')) members.push(`"${name}":${write(values)}`);
  if (companions.some((companion) => companion !== 'null')) members.push(`"_${name}":${write(companions)}`);
  return members;
}

function complexOf(element: XmlElement, type: string): string {
  const [inner] = element.children;
  if (type === 'Resource' && inner !== undefined) return jsonOfXml(inner);
  const schema = schemaOf(type);
  if (schema === undefined) throw new Error(`no definition of ${type}`);
  return objectOf(element, schema, []);
}

function primitiveOf(element: XmlElement, type: string): string {
  // A quotation mark in text may be written in two ways, which mean the same.
  if (type === 'xhtml')
    return JSON.stringify(element.source.replace(/>[^<]*</g, (text) => text.replaceAll('&quot;', '"')));
  const value = element.attributes.get('value');
  if (value === undefined) return 'null';
  return bare.has(type) ? value : JSON.stringify(value);
}

function companionOf(element: XmlElement): string {
  const schema = schemaOf('Element');
  const isBare = element.name === 'div' || (element.children.length === 0 && !element.attributes.has('id'));
  return isBare || schema === undefined ? 'null' : objectOf(element, schema, []);
}
