import t from 'tap';
import { machineToken, type Sender, send } from '../../support/fhir-server.js';
import { onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';
import { care } from '../../support/search-sheet/care.js';
import { directory } from '../../support/search-sheet/directory.js';
import { labelsOf, questions, questionsOfEveryType } from '../../support/search-sheet/questions.js';

const world = [...directory, ...care].map((each) => ({ ...each, meta: labelsOf(each) }));

/** What a program that may read everything finds, or why nothing. */
async function ask({ server }: SearchFace, machine: Sender, url: string): Promise<readonly string[]> {
  const answer = await send(server, machine, 'GET', url, undefined, { prefer: 'handling=strict' });
  if (answer.statusCode !== 200) return [`${answer.statusCode} ${answer.body}`];
  const { entry = [] } = answer.json() as {
    readonly entry?: readonly { readonly resource: { readonly resourceType: string; readonly id: string } }[];
  };
  return entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`);
}

onBothSearchFaces(
  t,
  '[F60][F67] each common search parameter finds what has its value, and that alone',
  async (t, face) => {
    await face.put(...world);
    const machine = await machineToken(face.server, 'sheet', 'system/*.rs');
    const general = world.map((each) => [`${each.resourceType}/${each.id}`, questionsOfEveryType(each)] as const);
    for (const [found, criteria] of [...questions, ...general]) {
      const [type] = found.split('/');
      for (const criterion of criteria.split(' ')) {
        const [name, ...value] = criterion.split('=');
        const url = `${type}?${name}=${encodeURIComponent(value.join('='))}`;
        t.strictSame(await ask(face, machine, url), [found], url);
      }
    }
  },
);
