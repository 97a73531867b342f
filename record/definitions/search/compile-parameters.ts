import type { SearchParameter as Definition } from '@medplum/fhirtypes';
import type { Half, PairPlace, ParameterKind } from '../../search-table/parameter.js';
import { type CompactParameter, type CompactParameters, definitionBase } from './compact.js';
import { isComparable } from './comparable.js';
import { type CompiledPath, compileExpression, UnreadableExpression } from './compile-path.js';
import { withUnions } from './find-unions.js';
import { isSwapped, notServed } from './not-served.js';
import type { ElementTypes } from './typed-elements.js';

/** So many types are as good as any. */
const anyTargetMin = 100;
const everyType: ReadonlySet<string> = new Set(['Resource', 'DomainResource']);
const withoutRows: Readonly<Record<string, ParameterKind>> = { _id: 'id', _lastUpdated: 'lastUpdated' };

/**
 * Compiles the specification's search parameters, each for each of its base types.
 * @throws UnreadableExpression one that is neither readable nor listed with its reason in `not-served.ts`
 */
export function compileParameters(
  definitions: readonly Definition[],
  resourceTypes: readonly string[],
  types: ElementTypes,
): Omit<CompactParameters, 'patientCompartment'> {
  const compiler = new Compiler(definitions, types);
  const ofEveryType: CompactParameter[] = [];
  const byType = new Map(resourceTypes.map((type): [string, CompactParameter[]] => [type, []]));
  for (const definition of definitions) {
    if (idOf(definition) in notServed) continue;
    for (const base of definition.base ?? []) {
      const parameter = compiler.compile(definition, base);
      if (everyType.has(base)) ofEveryType.push(parameter);
      else byType.get(base)?.push(parameter);
    }
  }
  return {
    ofEveryType: JSON.stringify(ofEveryType),
    types: Object.fromEntries([...byType].map(([type, parameters]) => [type, JSON.stringify(withUnions(parameters))])),
  };
}

function idOf({ url = '' }: Definition): string {
  return url.slice(definitionBase.length);
}

class Compiler {
  readonly #byUrl: ReadonlyMap<string, Definition>;
  readonly #types: ElementTypes;

  constructor(definitions: readonly Definition[], types: ElementTypes) {
    this.#byUrl = new Map(definitions.map((definition) => [definition.url ?? '', definition]));
    this.#types = types;
  }

  compile(definition: Definition, base: string): CompactParameter {
    const { code: name = '', expression } = definition;
    const id = idOf(definition);
    const kind = withoutRows[name] ?? kindOf(definition);
    const start = { name, kind, definition: id };
    if (kind === 'id' || kind === 'lastUpdated') return { ...start, paths: [] };
    if (expression === undefined) throw new UnreadableExpression(`${id} has no expression`);
    if (kind === 'composite') return { ...start, paths: [], ...this.#pairs(definition, expression, base) };
    const { paths, presence } = compileExpression(expression, base, this.#types);
    const used = paths.filter(({ type }) => isComparable(kind, type));
    if (used.length === 0) throw new UnreadableExpression(`${id} leads to nothing in ${base}`);
    return {
      ...{ ...start, paths: textsOf(used) },
      ...(kind === 'reference' && targetsOf(definition, used)),
      ...(presence && { presence }),
    };
  }

  #pairs(definition: Definition, expression: string, base: string) {
    const [first, second, third] = definition.component ?? [];
    if (first === undefined || second === undefined || third !== undefined) {
      throw new UnreadableExpression('a composite has two halves');
    }
    const named = [this.#half(first.definition), this.#half(second.definition)] as const;
    const halves: readonly [Half, Half] = isSwapped(idOf(definition)) ? [named[1], named[0]] : named;
    const pairs = compileExpression(expression, base, this.#types).paths.map(({ path, place }): PairPlace => {
      const below = (text: string | undefined, half: Half) => this.#halfPaths(text ?? '', place, half);
      return { path, halves: [below(first.expression, halves[0]), below(second.expression, halves[1])] };
    });
    return { halves, pairs };
  }

  #halfPaths(expression: string, place: string, { name, kind }: Half): string[] {
    const { paths } = compileExpression(expression, place, this.#types);
    const used = paths.filter(({ type }) => isComparable(kind, type));
    if (used.length === 0) throw new UnreadableExpression(`${name} leads to nothing in ${place}`);
    return textsOf(used);
  }

  #half(url: string | undefined): Half {
    const definition = this.#byUrl.get(url ?? '');
    const kind = definition && kindOf(definition);
    if (kind === undefined || kind === 'composite' || kind === 'special' || kind === 'id' || kind === 'lastUpdated') {
      throw new UnreadableExpression(`a half is no parameter: ${url}`);
    }
    return { name: definition?.code ?? '', kind };
  }
}

/** The one of its kind that is served. */
const near = `${definitionBase}Location-near`;

function kindOf({ type, url }: Definition): ParameterKind {
  if (type === undefined || (type === 'special' && url !== near)) throw new UnreadableExpression(`${url} is ${type}`);
  return type;
}

function textsOf(paths: readonly CompiledPath[]): string[] {
  return [...new Set(paths.map(({ path }) => path))];
}

/** What the elements allow and the definition names; `only` where the expression itself leaves one. */
function targetsOf({ target = [], url }: Definition, paths: readonly CompiledPath[]) {
  const only = new Set(paths.map((path) => path.only));
  if (only.size > 1) throw new UnreadableExpression(`${url} has ways to references of one type and of any`);
  const [type] = only;
  if (type !== undefined) return { targets: [type], only: type };
  const named: readonly string[] | undefined = target.length === 0 || target.length > anyTargetMin ? undefined : target;
  const allowed = paths.some(({ targets }) => targets === undefined)
    ? undefined
    : [...new Set(paths.flatMap(({ targets = [] }) => targets))];
  const targets = allowed === undefined ? named : allowed.filter((each) => named?.includes(each) !== false);
  return targets === undefined || targets.length === 0 ? {} : { targets };
}
