import { describe, expect, it } from 'vitest';
import { matchRoute } from './match-route.js';

const routes = [{ pattern: '/' }, { pattern: '/campaigns' }, { pattern: '/campaigns/new' }, { pattern: '/campaigns/:id' }, { pattern: '/campaigns/:id/plan' }];

describe('matchRoute', () => {
  it('finds the first pattern that fits and decodes parameters', () => {
    expect(matchRoute(routes, '/')?.route.pattern).toBe('/');
    expect(matchRoute(routes, '/campaigns/new')?.route.pattern).toBe('/campaigns/new');
    expect(matchRoute(routes, '/campaigns/a%20b/plan')).toEqual({ route: { pattern: '/campaigns/:id/plan' }, params: { id: 'a b' } });
  });

  it('ignores a trailing slash and refuses what is not a place', () => {
    expect(matchRoute(routes, '/campaigns/')?.route.pattern).toBe('/campaigns');
    expect(matchRoute(routes, '/nowhere')).toBeNull();
    expect(matchRoute(routes, '/campaigns/%E0%A4%A/plan')).toBeNull();
  });
});
