import t from 'tap';
import { refusedParameters } from '../../../fhir-api/search/refused-parameters.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import { machineToken, refusalOf, send } from '../../support/fhir-server.js';
import { readSearchDefinitions } from '../../support/searched-resources.js';

interface Statement {
  readonly rest: readonly [
    {
      readonly documentation: string;
      readonly resource: readonly {
        readonly type: string;
        readonly documentation?: string;
        readonly searchParam: readonly { readonly name: string }[];
      }[];
    },
  ];
}

const { ofEveryType, ofTypes } = refusedParameters;
const { parameters, structures } = readSearchDefinitions();
/** Those that are no DomainResource (FHIR R4 §2.1). */
const plain = new Set(
  structures.flatMap(({ type, baseDefinition }) => (baseDefinition?.endsWith('/Resource') ? [type] : [])),
);

function definedFor(type: string): readonly string[] {
  const bases: readonly string[] = [type, 'Resource', ...(plain.has(type) ? [] : ['DomainResource'])];
  return parameters.flatMap(({ base = [], code = '' }) =>
    (base as readonly string[]).some((each) => bases.includes(each)) ? [code] : [],
  );
}

onBothFaces(
  t,
  '[F60] /metadata names each search parameter of FHIR R4, served or refused with its reason',
  async (t, face) => {
    const { server } = face;
    const [{ documentation, resource }] = ((await send(server, 'doctor', 'GET', 'metadata')).json() as Statement).rest;
    const told = (text: string | undefined, reasons: Readonly<Record<string, string>>) => {
      for (const [name, reason] of Object.entries(reasons)) {
        t.ok(reason.length > 3);
        t.ok(text?.includes(`${name} (${reason})`), name);
      }
    };
    told(documentation, ofEveryType);
    for (const { type, documentation, searchParam } of resource) {
      const served = new Set(searchParam.map(({ name }) => name));
      const refused = { ...ofEveryType, ...ofTypes[type] };
      const missing = definedFor(type).filter((name) => !served.has(name) && refused[name] === undefined);
      t.strictSame(missing, [], type);
      t.strictSame(
        [...served].filter((name) => refused[name] !== undefined),
        [],
        type,
      );
      t.strictSame(
        Object.keys(ofTypes[type] ?? {}).filter((name) => !definedFor(type).includes(name)),
        [],
        type,
      );
      told(documentation, ofTypes[type] ?? {});
    }
  },
);

onBothFaces(t, '[F60][F72] what is named as refused is refused, or left out and told', async (t, { server }) => {
  const machine = await machineToken(server, 'all', 'system/*.cruds system/AuditEvent.rs');
  const strict = { prefer: 'handling=strict' };
  for (const [type, reasons] of Object.entries({ ...ofTypes, Patient: {} })) {
    for (const name of Object.keys({ ...ofEveryType, ...reasons })) {
      const answer = await send(server, machine, 'GET', `${type}?${name}=x`, undefined, strict);
      t.match(refusalOf(answer), { status: 400, code: 'parameter-unknown' }, `${type}?${name}`);
    }
  }
});
