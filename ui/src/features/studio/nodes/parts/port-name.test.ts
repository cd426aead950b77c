import { describe, expect, it } from 'vitest';
import { identifierOf, portNameOf } from './port-name.js';

describe('names of ways out', () => {
  it('are made of labels in either language', () => {
    expect(identifierOf('Крупный долг, от 100 тыс.', 'way')).toBe('krupnyi-dolg-ot-100-tys');
    expect(identifierOf('Café — VIP', 'way')).toBe('cafe-vip');
    expect(identifierOf('щука', 'way')).toBe('shchuka');
    expect(identifierOf('!!!', 'way')).toBe('way');
    expect(identifierOf('я'.repeat(100), 'way').length).toBeLessThanOrEqual(40);
  });

  it('differ from each other and from those that every node has', () => {
    expect(portNameOf('Да', ['da'])).toBe('da-2');
    expect(portNameOf('Else', [])).toBe('else-2');
    expect(portNameOf('error', ['error-2'])).toBe('error-3');
    for (const label of ['', '🙂', 'a'.repeat(300), '-x-']) expect(portNameOf(label, [])).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);
  });
});
