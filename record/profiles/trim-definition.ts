import { asObject, type Elements } from '../elements.js';

const kept = ['resourceType', 'url', 'version', 'name', 'type', 'kind', 'derivation', 'fhirVersion', 'baseDefinition'];
const keptOfElement =
  /^(id|path|sliceName|min|max|maxLength|type|slicing|contentReference|(fixed|pattern|minValue|maxValue)[A-Z]\w*)$/;

/** A StructureDefinition with only what resources are checked by: a tenth of what is published. */
export function trimProfile(definition: Elements): Elements {
  const whole = elementsIn(definition, 'snapshot');
  const own = whole.length > 0 ? { snapshot: { element: whole } } : undefined;
  const rest = own ?? { differential: { element: elementsIn(definition, 'differential') } };
  return { ...pick(definition, (key) => kept.includes(key)), ...rest };
}

function elementsIn(definition: Elements, view: 'snapshot' | 'differential'): readonly Elements[] {
  const list = asObject(definition[view])?.['element'];
  return Array.isArray(list) ? list.map((each) => trimElement(asObject(each) ?? {})) : [];
}

function trimElement(element: Elements): Elements {
  const constraints = element['constraint'];
  const binding = asObject(element['binding']);
  const errors = Array.isArray(constraints)
    ? constraints.flatMap((each) => {
        const constraint = asObject(each);
        return constraint?.['severity'] === 'error'
          ? [pick(constraint, (key) => key !== 'xpath' && key !== 'extension')]
          : [];
      })
    : [];
  return {
    ...pick(element, (key) => keptOfElement.test(key)),
    ...(errors.length > 0 && { constraint: errors }),
    ...(binding?.['strength'] === 'required' && {
      binding: pick(binding, (key) => key === 'strength' || key === 'valueSet'),
    }),
  };
}

function pick(elements: Elements, wanted: (key: string) => boolean): Elements {
  return Object.fromEntries(Object.entries(elements).filter(([key]) => wanted(key)));
}
