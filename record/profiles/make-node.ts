import { schemaOf } from '../definitions/load.js';
import { asObject, asText, type Elements } from '../elements.js';
import { readDiscriminator } from './discriminator.js';
import type { CodesOf, DraftNode } from './draft-node.js';
import { unusable } from './given-definition.js';
import { type Invariant, readInvariant, UncheckedExpression } from './invariant.js';
import type { NodeType, ProfileNode, Slicing } from './profile-node.js';

const core = 'http://hl7.org/fhir/StructureDefinition/';
/** Invariants that FHIR R4 puts on every element or resource; they are checked with the type. */
const ofAll = /^(ele|ext|dom|ref|ait|per|rat|rng|sqty|sdq|cpt|att|tim|exd|drt|cnt|dis|age|mqty|qty|txt)-\d/;

/** Makes the nodes of one profile, and notes what it asks for that is not checked. */
export class NodeMaker {
  readonly #url: string;
  readonly #codesOf: CodesOf;
  readonly #unchecked: string[];

  constructor(url: string, codesOf: CodesOf, unchecked: string[]) {
    this.#url = url;
    this.#codesOf = codesOf;
    this.#unchecked = unchecked;
  }

  /** @throws Problem `profile-unusable` */
  make(draft: DraftNode, type: string | undefined): ProfileNode {
    const { content } = draft;
    const [min, max] = this.#cardinality(draft);
    const [fixed, pattern] = [valueIn(content, 'fixed'), valueIn(content, 'pattern')];
    const [minValue, maxValue] = [valueIn(content, 'minValue'), valueIn(content, 'maxValue')];
    if (fixed !== undefined && pattern !== undefined) throw unusable(draft.id, 'has a fixed value and a pattern');
    const types = typesOf(content);
    const slicing = this.#slicing(draft);
    const maxLength = content['maxLength'];
    return {
      ...{ name: draft.name, invariants: this.#invariants(draft, type) },
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(types !== undefined && { types }),
      ...(fixed !== undefined && { fixed }),
      ...(pattern !== undefined && { pattern }),
      ...(minValue !== undefined && { minValue }),
      ...(maxValue !== undefined && { maxValue }),
      ...(typeof maxLength === 'number' && { maxLength }),
      ...this.#binding(draft),
      ...(slicing !== undefined && { slicing }),
      slices: slicing === undefined ? new Map() : this.#all(draft.slices),
      children: this.#all(draft.children),
    };
  }

  #all(drafts: ReadonlyMap<string, DraftNode>): ReadonlyMap<string, ProfileNode> {
    return new Map([...drafts].map(([key, draft]) => [key, this.make(draft, undefined)]));
  }

  #cardinality({ id, content }: DraftNode): readonly [number | undefined, number | undefined] {
    const [min, most] = [content['min'], content['max']];
    const max = most === '*' ? Number.POSITIVE_INFINITY : most === undefined ? undefined : Number(most);
    const isMin = min === undefined || (typeof min === 'number' && Number.isInteger(min) && min >= 0);
    if (!isMin || (max !== undefined && !(max >= 0))) throw unusable(id, 'has a cardinality that is none');
    if (min !== undefined && max !== undefined && min > max) throw unusable(id, 'must be there more often than it may');
    return [min, max];
  }

  #invariants(draft: DraftNode, type: string | undefined): readonly Invariant[] {
    const known = new Set((type === undefined ? undefined : schemaOf(type))?.constraints?.map(({ key }) => key));
    return [...draft.constraints.values()].flatMap((constraint) => {
      const [key, expression] = [asText(constraint['key']), asText(constraint['expression'])];
      if (constraint['severity'] !== 'error' || key === undefined || known.has(key) || ofAll.test(key)) return [];
      if (isOfType(constraint)) return [];
      try {
        if (expression === undefined) throw new UncheckedExpression('it has no expression');
        return [readInvariant(key, asText(constraint['human']) ?? key, expression)];
      } catch (error) {
        if (!(error instanceof UncheckedExpression)) throw error;
        this.#note(draft, `invariant ${key}: ${error.message}`);
        return [];
      }
    });
  }

  #binding(draft: DraftNode): Pick<ProfileNode, 'codes' | 'valueSet'> {
    const binding = asObject(draft.content['binding']);
    const valueSet = asText(binding?.['valueSet']);
    if (binding?.['strength'] !== 'required' || valueSet === undefined) return {};
    const codes = this.#codesOf(valueSet);
    if (codes !== undefined) return { codes, valueSet };
    this.#note(draft, `value set ${valueSet}: its codes cannot be listed from what is here`);
    return {};
  }

  #slicing(draft: DraftNode): Slicing | undefined {
    if (draft.slices.size === 0) return undefined;
    const given = asObject(draft.content['slicing']) ?? usualSlicing(draft.name);
    if (given === undefined)
      throw unusable(draft.id, `has slices and does not say how they are told apart, in ${this.#url}`);
    const discriminators = (Array.isArray(given['discriminator']) ? given['discriminator'] : []).map(readDiscriminator);
    const known = discriminators.filter((each) => each !== undefined);
    if (known.length < discriminators.length || known.length === 0) {
      this.#note(draft, 'its slices are told apart by what is not looked at here');
      return undefined;
    }
    const rules = given['rules'];
    const isKnown = rules === 'closed' || rules === 'openAtEnd';
    return { discriminators: known, rules: isKnown ? rules : 'open', ordered: given['ordered'] === true };
  }

  #note({ id }: DraftNode, text: string): void {
    this.#unchecked.push(`${id}: ${text}`);
  }
}

/** Extensions are told apart by their url, choices by their type, where nothing else is said (FHIR R4 §5.1.0.14). */
function usualSlicing(name: string): Elements | undefined {
  if (name === 'extension' || name === 'modifierExtension') return { discriminator: [{ type: 'value', path: 'url' }] };
  return name.endsWith('[x]') ? { discriminator: [{ type: 'type', path: '$this' }] } : undefined;
}

/** One that a snapshot repeats of the type itself: it is checked with the type. */
function isOfType(constraint: Elements): boolean {
  const source = asText(constraint['source']);
  return source?.startsWith(core) === true && schemaOf(source.slice(core.length)) !== undefined;
}

function valueIn(content: Elements, stem: string): { readonly value: unknown } | undefined {
  const key = Object.keys(content).find((name) => name.startsWith(stem) && /[A-Z]/.test(name.charAt(stem.length)));
  return key === undefined ? undefined : { value: content[key] };
}

function typesOf(content: Elements): readonly NodeType[] | undefined {
  const types = content['type'];
  if (!Array.isArray(types)) return undefined;
  return types.flatMap((each: unknown) => {
    const type = asObject(each);
    const code = asText(type?.['code']);
    if (code === undefined) return [];
    return [
      { code: codeOf(code), profiles: urlsIn(type?.['profile']), targetProfiles: urlsIn(type?.['targetProfile']) },
    ];
  });
}

/** Ids and urls of elements have types of FHIRPath in definitions (FHIR R4 §2.24.0). */
function codeOf(code: string): string {
  return code.startsWith('http://hl7.org/fhirpath/System.') ? 'string' : code;
}

function urlsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((url: unknown) => asText(url)?.split('|')[0] ?? []) : [];
}
