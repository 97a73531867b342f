import type { SheetResource } from './elements.js';

/** Of which resource each criterion finds that one alone, by `Type/id`. */
export const questions: readonly (readonly [found: string, criteria: string])[] = [
  ['Patient/p1', 'identifier=urn:i|I1 name=mbar family=mbarga given=marie birthdate=1980-02-03 gender=female'],
  ['Patient/p1', 'phone=677112233 telecom=677112233 email=m@x.cm address=garoua address-city=garoua'],
  ['Patient/p1', 'address-state=nord address-country=cm address-postalcode=BP1 address-use=home active=true'],
  ['Patient/p1', 'deceased=false link=Patient/p2 organization=Organization/g1'],
  ['Patient/p1', 'general-practitioner=Practitioner/d1 phonetic=mbargha language=fr'],
  ['Patient/p2', 'deceased=true death-date=2020-01-01'],
  ['Encounter/e1', 'patient=Patient/p1 subject=Patient/p1 status=finished class=AMB type=T date=2026-01'],
  ['Encounter/e1', 'location=Location/l1 participant=Practitioner/d1 practitioner=Practitioner/d1'],
  ['Encounter/e1', 'service-provider=Organization/g1 reason-code=R diagnosis=Condition/c1 part-of=Encounter/e2'],
  ['Encounter/e1', 'appointment=Appointment/a1 identifier=E1'],
  ['Observation/o1', 'patient=Patient/p1 subject=Patient/p1 code=C category=lab date=2026-01-05'],
  ['Observation/o1', 'encounter=Encounter/e1 status=final value-quantity=5.4|urn:u|kg combo-code=CC'],
  ['Observation/o1', 'component-code=CC code-value-quantity=C$5.4 performer=Practitioner/d1 specimen=Specimen/s1'],
  ['Observation/o1', 'based-on=ServiceRequest/r1 has-member=Observation/o2 derived-from=Observation/o3'],
  ['Observation/o1', 'identifier=O1'],
  ['Observation/o2', 'value-concept=V'],
  ['Condition/c1', 'patient=Patient/p1 code=C clinical-status=active category=K onset-date=2026-01-01'],
  ['Condition/c1', 'recorded-date=2026-01-02 encounter=Encounter/e1'],
  ['AllergyIntolerance/al', 'patient=Patient/p1 code=C clinical-status=active criticality=high'],
  ['MedicationRequest/m1', 'patient=Patient/p1 status=active intent=order medication=Medication/k1'],
  ['MedicationRequest/m1', 'authoredon=2026-01-01 encounter=Encounter/e1 requester=Practitioner/d1 priority=urgent'],
  ['MedicationRequest/m1', 'intended-dispenser=Organization/g1 identifier=M1'],
  ['MedicationRequest/m2', 'code=MC'],
  ['MedicationDispense/md', 'patient=Patient/p1 prescription=MedicationRequest/m1 status=completed'],
  ['MedicationDispense/md', 'whenhandedover=2026-01-01 performer=Practitioner/d1'],
  ['Immunization/im', 'patient=Patient/p1 date=2026-01-01 vaccine-code=BCG status=completed location=Location/l1'],
  ['Immunization/im', 'lot-number=LOT7 target-disease=TB series=PEV performer=Practitioner/d1 identifier=IM'],
  ['ServiceRequest/r1', 'patient=Patient/p1 code=C status=active intent=order priority=stat authored=2026-01-01'],
  ['ServiceRequest/r1', 'requester=Practitioner/d1 occurrence=2026-01-03 identifier=R1'],
  ['Specimen/s1', 'patient=Patient/p1 type=T identifier=S1 accession=ACC'],
  ['DiagnosticReport/dr', 'patient=Patient/p1 code=C category=LAB date=2026-01-01 issued=2026-01-02 status=final'],
  ['DiagnosticReport/dr', 'result=Observation/o1 based-on=ServiceRequest/r1 encounter=Encounter/e1'],
  ['DiagnosticReport/dr', 'performer=Practitioner/d1 identifier=DR'],
  ['Appointment/a1', 'patient=Patient/p1 practitioner=Practitioner/d1 location=Location/l1 actor=Patient/p1'],
  ['Appointment/a1', 'date=2026-01-01 status=booked slot=Slot/sl service-type=ST specialty=SP identifier=A1'],
  ['Slot/sl', 'schedule=Schedule/sc start=2026-01-01 status=free service-type=ST'],
  ['Schedule/sc', 'actor=Practitioner/d1 date=ge2026-01-15 active=true'],
  ['Practitioner/d1', 'identifier=D1 active=true name=abega family=abega given=paul phone=699 telecom=699'],
  ['PractitionerRole/pr', 'practitioner=Practitioner/d1 organization=Organization/g1 location=Location/l1'],
  ['PractitionerRole/pr', 'service=HealthcareService/hs role=doc specialty=SP active=true identifier=PR'],
  ['HealthcareService/hs', 'active=true name=mater organization=Organization/g1 location=Location/l1 specialty=SP'],
  ['HealthcareService/hs', 'service-category=K service-type=ST identifier=HS endpoint=Endpoint/ep'],
  ['Location/l1', 'near=3.8|11.5|1|km partof=Location/l2 operational-status=O type=WARD name=salle'],
  ['Location/l1', 'organization=Organization/g1 status=active identifier=L1 address-city=garoua address=garoua'],
  ['Organization/g1', 'name=hop active=true type=prov partof=Organization/g2 identifier=G1 address-city=garoua'],
  ['Organization/g1', 'endpoint=Endpoint/ep'],
  [
    'OrganizationAffiliation/oa',
    'primary-organization=Organization/g1 participating-organization=Organization/g2 role=m',
  ],
  ['OrganizationAffiliation/oa', 'active=true'],
  ['Communication/co', 'recipient=Practitioner/d1 sender=Patient/p1 subject=Patient/p1 patient=Patient/p1'],
  ['Communication/co', 'sent=2026-01-01 status=completed'],
  ['Task/ta', 'owner=Practitioner/d1 status=requested focus=ServiceRequest/r1 patient=Patient/p1'],
  ['Invoice/in', 'patient=Patient/p1 subject=Patient/p1 status=issued date=2026-01-01 totalgross=500'],
  ['Invoice/in', 'identifier=IN'],
  ['Provenance/pv', 'target=Observation/o1 agent=Practitioner/d1 recorded=2026-01-01'],
  ['Consent/cn', 'patient=Patient/p1 status=active category=K date=2026-01-01 scope=x'],
  ['List/li', 'patient=Patient/p1 code=C status=current item=Condition/c1 date=2026-01-01'],
  [
    'DocumentReference/df',
    'patient=Patient/p1 status=current type=T category=K date=2026-01-01 author=Practitioner/d1',
  ],
  ['DocumentReference/df', 'identifier=DF facility=FT setting=PS event=EV period=ge2026-01 related=Encounter/e1'],
  ['DocumentReference/df', 'format=F security-label=N contenttype=text/plain encounter=Encounter/e1'],
  ['Questionnaire/qu', 'url=http://x/q title=avant status=active name=Q date=2026-01-01'],
  ['QuestionnaireResponse/qr', 'patient=Patient/p1 questionnaire=http://x/q status=completed authored=2026-01-01'],
  ['QuestionnaireResponse/qr', 'author=Practitioner/d1 encounter=Encounter/e1 source=Patient/p1 subject=Patient/p1'],
];

/** Of every resource what every type is asked for. */
export function questionsOfEveryType({ id }: SheetResource): string {
  return `_id=${id} _tag=urn:t|T${id} _tag=T${id} _security=L${id} _profile=http://x/${id} _source=urn:src:${id}`;
}

export function labelsOf({ id }: SheetResource): object {
  return {
    tag: [{ system: 'urn:t', code: `T${id}` }],
    security: [{ system: 'urn:l', code: `L${id}` }],
    profile: [`http://x/${id}`],
    source: `urn:src:${id}`,
  };
}
