type Schema = Readonly<Record<string, unknown>>;

/** Where a value is not as a schema says, as `path: why`; of JSON Schema what our documents use, and no more. */
export function misfits(value: unknown, schema: Schema, path = '$'): readonly string[] {
  const known = ['type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'anyOf', 'description'];
  const unknown = Object.keys(schema).find(
    (word) => ![...known, 'format', 'minItems', 'maxItems', 'minimum', 'const'].includes(word),
  );
  if (unknown !== undefined) return [`${path}: the schema says ${unknown}`];
  const { anyOf, enum: values, type } = schema;
  if (Array.isArray(anyOf)) {
    const each = anyOf.map((one: Schema) => misfits(value, one, path));
    return each.some((found) => found.length === 0) ? [] : (each[0] ?? []);
  }
  if (type !== undefined && !isOfType(value, String(type))) return [`${path}: no ${type}`];
  if (Array.isArray(values) && !values.includes(value)) return [`${path}: ${String(value)} is not listed`];
  if ('const' in schema && value !== schema['const']) return [`${path}: not ${String(schema['const'])}`];
  if (schema['format'] === 'date-time' && !Number.isFinite(Date.parse(String(value)))) return [`${path}: no time`];
  if (Array.isArray(value)) return misfitsOfList(value, schema, path);
  return typeof value === 'object' && value !== null ? misfitsOfObject(value, schema, path) : [];
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return ({ string: 'string', number: 'number', boolean: 'boolean' } as Record<string, string>)[type] === typeof value;
}

function misfitsOfList(list: readonly unknown[], schema: Schema, path: string): readonly string[] {
  const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (list.length < Number(minItems) || list.length > Number(maxItems)) return [`${path}: ${list.length} items`];
  if (items === undefined) return [];
  return list.flatMap((item, index) => misfits(item, items as Schema, `${path}[${index}]`));
}

function misfitsOfObject(value: object, schema: Schema, path: string): readonly string[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
  const required = (schema['required'] ?? []) as readonly string[];
  const missing = required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${path}.${name}: missing`);
  const found = Object.entries(value).flatMap(([name, member]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own !== undefined) return misfits(member, own, `${path}.${name}`);
    return schema['additionalProperties'] === false ? [`${path}.${name}: not described`] : [];
  });
  return [...missing, ...found];
}
