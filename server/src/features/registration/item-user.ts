import { Id, ItemKind } from '@arbiter/contracts';
import { Type } from 'typebox';

/** Who uses an item, as answers show it. */
export const ItemUser = Type.Object({
  by: Type.Enum(['version', 'draft', 'publication', 'campaign']),
  id: Type.String(),
  kind: Type.Union([ItemKind, Type.Literal('publication'), Type.Literal('campaign')]),
  name: Type.String(),
  projectId: Type.Union([Type.String(), Type.Null()]),
  version: Type.Union([Type.Integer(), Type.Null()], { description: 'Null for a draft or a publication' }),
  uses: Type.Integer({ description: 'The version that is used' }),
  distance: Type.Integer({ description: '1 where it is named itself, more where it is used through others' }),
  through: Type.Optional(Type.Object({ id: Id, version: Type.Integer() }, { description: 'What it names, one step nearer; absent at distance 1' })),
});
