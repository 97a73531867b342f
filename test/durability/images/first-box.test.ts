import t from 'tap';
import { crockfordAlphabet } from '../../../protocol/check-characters.js';
import { parseSiteCode } from '../../../protocol/ids.js';
import { isBoxNumberSound, isSiteCodeSafe, nextHealthId } from '../../../record/identity/health-id.js';
import { firstBoxOf } from './first-box.js';

// One recording in six hundred ended here, with a site whose box 0 can give no identifier.
t.test('[E30] the box of a recording gives health identifiers, whatever the code of its site', async (t) => {
  const letters = [...crockfordAlphabet];
  const codes = letters.flatMap((one) =>
    letters.flatMap((two) => letters.map((three) => parseSiteCode(one + two + three))),
  );
  const without = codes.filter((code) => isSiteCodeSafe(code) && !isBoxNumberSound(code, 0));
  t.ok(without.length > 0);
  for (const code of without) t.doesNotThrow(() => nextHealthId(code, 0, firstBoxOf(code)), code);
});
