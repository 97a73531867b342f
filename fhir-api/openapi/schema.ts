/** A schema of JSON Schema 2020-12, which OpenAPI 3.1 uses as it is. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const whole: Schema = { type: 'integer' };
export const decimal: Schema = { type: 'number' };
/** A time, in milliseconds since 1970. */
export const moment: Schema = { type: 'integer', description: 'milliseconds since 1970' };
export const instant: Schema = { type: 'string', format: 'date-time' };
/** An object that is described elsewhere: a resource of FHIR, or what a box says of its parts. */
export const anyObject: Schema = { type: 'object' };

export function oneOf(...values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

export function nullable(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object with these members and no others; those of `optional` may be absent. */
export function record(
  members: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return {
    type: 'object',
    properties: { ...members, ...optional },
    required: Object.keys(members),
    additionalProperties: false,
  };
}
