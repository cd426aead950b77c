import { describe, expect, it } from 'vitest';
import { factOptions, fieldsOfScope } from './fact-options.js';

describe('facts to choose from', () => {
  it('go into objects and lists', () => {
    const options = factOptions([{ name: 'client', title: 'Client', type: 'object', fields: [{ name: 'city', type: 'string' }, { name: 'home address', type: 'string' }] }, { name: 'loans', type: 'list', items: { type: 'object', fields: [{ name: 'rate', title: 'Rate', type: 'number' }] } }], 'count');
    expect(options.map(({ fact, path, label }) => [fact, path, label])).toEqual([
      ['client', undefined, 'Client'],
      ['client', '$.city', 'Client → city'],
      ['client', "$['home address']", 'Client → home address'],
      ['loans', undefined, 'loans'],
      ['loans', '$.length', 'loans → count'],
      ['loans', '$[*].rate', 'loans [ ] → Rate'],
    ]);
  });

  it('come from a scope', () => {
    expect(fieldsOfScope([{ name: 'a', title: 'A', spec: { type: 'number', min: 0 }, part: 'inputs' }])).toEqual([{ name: 'a', title: 'A', type: 'number', min: 0 }]);
  });
});
