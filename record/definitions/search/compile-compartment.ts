import type { CompartmentDefinition, SearchParameter } from '@medplum/fhirtypes';

/**
 * Takes from a CompartmentDefinition (FHIR R4 §2.42) what puts resources into the compartment, by type. `{def}` is the
 * resource whose compartment it is, and no parameter.
 * @throws Error for a name that is no reference parameter of its type: the build then stops
 */
export function compileCompartment(
  definition: CompartmentDefinition,
  parameters: readonly SearchParameter[],
): Readonly<Record<string, readonly string[]>> {
  const references = new Set(
    parameters
      .filter(({ type }) => type === 'reference')
      .flatMap(({ code, base = [] }) => base.map((type) => `${type}.${code}`)),
  );
  const compartment: Record<string, readonly string[]> = {};
  for (const { code = '', param = [] } of definition.resource ?? []) {
    const names = param.filter((name) => name !== '{def}');
    const unknown = names.find((name) => !references.has(`${code}.${name}`));
    if (unknown !== undefined) throw new Error(`${code}.${unknown} of the compartment is no reference parameter`);
    if (names.length > 0) compartment[code] = names;
  }
  return compartment;
}
