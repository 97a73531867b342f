import fc from 'fast-check';
import t from 'tap';
import { allDuties, conditionsOf, hasDuty } from '../../../record/access.js';
import { type ApprovalGround, hasMoreRights, mayApprove, needsApproval } from '../../../record/accounts/approval.js';
import { type Role, roles } from '../../../record/role.js';

const role = fc.constantFrom(...roles);
const accounts: fc.Arbitrary<readonly ApprovalGround[]> = fc.array(fc.record({ role, isUsable: fc.boolean() }), {
  maxLength: 8,
});
const approves = (each: Role) => hasDuty(each, 'approve-accounts');

t.test('[N26] once somebody can approve, every account that opens records or accounts waits for them', (t) => {
  fc.assert(
    fc.property(role, accounts, (given, all) => {
      const isOutside = given === 'ops' || given === 'authority';
      const canApprove = all.some((each) => approves(each.role) && each.isUsable);
      return !canApprove || needsApproval(given, all) === !isOutside;
    }),
  );
  t.end();
});

t.test('[N26] a box that never had anybody to approve waits for nobody, and no hospital is ever without a way', (t) => {
  fc.assert(
    fc.property(role, accounts, (given, all) => {
      const approvers = all.filter((each) => approves(each.role));
      return approvers.length > 0 || !needsApproval(given, all);
    }),
  );
  fc.assert(
    fc.property(accounts, (all) => {
      const canApprove = all.some((each) => approves(each.role) && each.isUsable);
      return canApprove || !needsApproval('admin', all);
    }),
    { numRuns: 500 },
  );
  const gone = [{ role: 'admin', isUsable: false }] as const;
  t.equal(needsApproval('doctor', gone), true, 'a doctor waits for the next administrator');
  t.equal(needsApproval('chief', gone), true, 'and so does who could approve of others');
  t.end();
});

t.test('[N26] a role has more rights exactly where it may do something that the other may not', (t) => {
  const types = [
    'Patient',
    'Observation',
    'MedicationRequest',
    'MedicationDispense',
    'Invoice',
    'Location',
    'Medication',
  ];
  for (const to of roles) {
    t.equal(hasMoreRights(to, to), false);
    for (const from of roles) {
      if (allDuties.some((duty) => hasDuty(to, duty) && !hasDuty(from, duty))) {
        t.equal(hasMoreRights(to, from), true, `${from} to ${to}: a duty`);
      }
      const gains = types.some((type) => {
        const [now, before] = [conditionsOf(to, type, 'update'), conditionsOf(from, type, 'update')];
        return now !== undefined && (before === undefined || before.some((each) => !now.includes(each)));
      });
      if (gains) t.equal(hasMoreRights(to, from), true, `${from} to ${to}`);
    }
  }
  t.equal(hasMoreRights('midwife', 'nurse'), true, 'what is confidential');
  t.equal(hasMoreRights('nurse', 'midwife'), false);
  t.equal(hasMoreRights('doctor', 'chief'), false);
  t.equal(hasMoreRights('chief', 'doctor'), true, 'the duties');
  t.equal(hasMoreRights('nurse', 'doctor'), false);
  for (const from of roles.filter((each) => each !== 'admin')) t.equal(hasMoreRights('admin', from), true, from);
  t.end();
});

t.test('[N27] nobody approves of their own account or of what they made, and only who has the duty', (t) => {
  const approver = fc.record({
    name: fc.constantFrom('a', 'b'),
    author: fc.constantFrom('Practitioner/a', 'Practitioner/b'),
    role,
  });
  const asked = fc.record({
    user: fc.constantFrom('a', 'b', 'c'),
    madeBy: fc.constantFrom('carnet:operator', 'Practitioner/a', 'Practitioner/b'),
  });
  fc.assert(
    fc.property(asked, approver, (what, who) => {
      if (!mayApprove(what, who)) return true;
      return approves(who.role) && who.name !== what.user && who.author !== what.madeBy;
    }),
  );
  const admin = { name: 'a', author: 'Practitioner/a', role: 'admin' } as const;
  t.ok(mayApprove({ user: 'c', madeBy: 'carnet:operator' }, admin));
  t.end();
});
