import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';

/** An element as JSON has it, and what may stand below it. */
export interface TypedElement {
  /** The name in JSON: `valueQuantity` of `value[x]`. */
  readonly name: string;
  /** The code of its datatype. */
  readonly type: string;
  /** Where its own elements are defined: a datatype, or the path of a backbone element. */
  readonly place: string;
  /** The resource types that a Reference or canonical may point at; `undefined`: any. */
  readonly targets: readonly string[] | undefined;
}

type ElementType = NonNullable<ElementDefinition['type']>[number];

/** FHIR R4 writes the type of `id` and `url` as that of FHIRPath. */
const systemString = 'http://hl7.org/fhirpath/System.String';
const inlineTypes: ReadonlySet<string> = new Set(['BackboneElement', 'Element']);

/** The elements of all resource types and datatypes, by the paths of their definitions. */
export class ElementTypes {
  readonly #elements = new Map<string, ElementDefinition>();

  constructor(definitions: readonly StructureDefinition[]) {
    for (const element of definitions.flatMap(({ snapshot }) => snapshot?.element ?? [])) {
      this.#elements.set(element.path ?? '', element);
    }
  }

  /** Whether there is a resource type or datatype of this name. */
  has(type: string): boolean {
    return this.#elements.has(type);
  }

  /** What `name` means below a place, with the choices of `[x]` written out; nothing when there is no such element. */
  below(place: string, name: string): readonly TypedElement[] {
    const path = `${place}.${name}`;
    const element = this.#elements.get(path);
    if (element !== undefined) return this.#typed(element, path, () => name);
    const choice = this.#elements.get(`${path}[x]`);
    return choice === undefined ? [] : this.#typed(choice, path, (type) => name + capital(type));
  }

  #typed(element: ElementDefinition, path: string, nameOf: (type: string) => string): readonly TypedElement[] {
    const { contentReference } = element;
    if (contentReference !== undefined) {
      const place = contentReference.slice(contentReference.indexOf('#') + 1);
      return [{ name: nameOf(''), type: 'BackboneElement', place, targets: undefined }];
    }
    return (element.type ?? []).map((elementType) => {
      const type = elementType.code === systemString ? 'string' : (elementType.code ?? '');
      const place = inlineTypes.has(type) ? path : type;
      return { name: nameOf(type), type, place, targets: targetsOf(elementType) };
    });
  }
}

function capital(type: string): string {
  return type.slice(0, 1).toUpperCase() + type.slice(1);
}

function targetsOf({ targetProfile }: ElementType): readonly string[] | undefined {
  const types = targetProfile?.map((profile) => profile.slice(profile.lastIndexOf('/') + 1)) ?? [];
  return types.length === 0 || types.includes('Resource') ? undefined : types;
}
