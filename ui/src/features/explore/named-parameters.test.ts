import { expect, it } from 'vitest';
import { namedParameters } from './named-parameters.js';

it('finds each parameter once, not in texts and comments', () => {
  expect(namedParameters("SELECT {a:UInt8}, '{b:String}', {c : Array(String)} -- {d:Date}\n/* {e:Date} */ WHERE x = {a:UInt8}")).toEqual([{ name: 'a', type: 'UInt8' }, { name: 'c', type: 'Array(String)' }]);
});
