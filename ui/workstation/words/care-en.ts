import type { careFr } from './care-fr.js';

export const careEn: Readonly<Record<keyof typeof careFr, string>> = {
  'care.outside': 'This patient is not in the care of this hospital now',
  'care.outsideText':
    'Their medical record stays closed. When they come, reception, a nurse or a midwife checks them in.',
  'care.checkIn': 'Check in',
  'care.checkedIn': 'Checked in: the record is open to those who give care.',
  'care.notSaved': 'The arrival was not saved. Try again.',
  'care.open': 'Open the record all the same',
  'care.openLead':
    'The record opens for 60 minutes, for you alone, on this workstation. It is written down, reviewed by the hospital’s administration, and the patient can see it.',
  'care.openSubmit': 'Open for 60 minutes',
  'care.reason': 'Reason',
  'care.reason.emergency': 'Life-threatening emergency',
  'care.reason.not-checked-in': 'The patient is here and not yet checked in',
  'care.reason.advice': 'Another hospital asks for advice',
  'care.reason.follow-up': 'Follow-up: a result, a call',
  'care.opened': 'Record open without a care relationship: {minutes} min left',
  'care.openedText': 'Every look is written down, reviewed, and the patient can see it.',
  'care.end': 'Close the record',
  'care.looks': 'Opened without a care relationship',
  'care.look': '{at}, {user}: {reason}',
};
