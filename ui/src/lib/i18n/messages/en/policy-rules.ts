import type { policyRules as ru } from '../ru/policy-rules.js';

export const policyRules: Record<keyof typeof ru, string> = {
  cap: '{of}: at most {atMost} — {per}',
  capSliding: '{of}: at most {atMost} in {length} {unit}',
  hoursUnit: 'h',
  daysUnit: 'days',
  gap: '{of}: a gap of at least {hours} h',
  notBefore: '{of}: not earlier than {days} days after “{after}”',
  neverWith: '{of}: never together with “{and}”',
  onlyAfter: '{of}: only after “{after}”',
  hours: '{of}: on workdays {workdays}, on days off {daysOff}',
  never: 'never',
  consent: '{of}: needs the consent “{consent}”',
  stopList: '{of}: not to customers on the stop list “{list}”',
  suppress: '{of}: not while the flag “{flag}” stands',
  forWhom: 'only if {attribute}: {values}',
};
