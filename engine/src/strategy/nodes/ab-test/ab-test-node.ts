import { FieldName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { buckets } from '../../../assignment/assign-arm.js';
import type { NodeKind } from '../../node-kind.js';
import { Expression, textType } from '../assignment.js';

const Arm = Type.Object(
  {
    port: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$' }),
    label: Type.Optional(Type.String({ maxLength: 200 })),
    /** Share in basis points; all arms together have 10,000. */
    share: Type.Integer({ minimum: 0, maximum: buckets }),
    /** The arm that the others challenge. */
    champion: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/**
 * `key` identifies who is split (a customer). The arm depends on `salt`, `experiment` (the node's id unless told) and the key alone: it
 * stays over restarts and versions as long as these and the shares do. `arm` is a variable that gets the arm's way out as text.
 */
export const AbTestSettings = Type.Object(
  {
    key: Expression,
    salt: Type.String({ minLength: 1, maxLength: 200 }),
    experiment: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    arms: Type.Array(Arm, { minItems: 2, maxItems: 50 }),
    arm: Type.Optional(FieldName),
  },
  { additionalProperties: false },
);
export type AbTestSettings = Static<typeof AbTestSettings>;

/** Bucket below which each arm ends. */
export function boundsOf(settings: AbTestSettings): number[] {
  let sum = 0;
  return settings.arms.map(({ share }) => (sum += share));
}

/** What the key is hashed with; the same text stands before the key in ClickHouse. */
const split = (settings: AbTestSettings, nodeId: string) => ({ salt: settings.salt, campaignId: settings.experiment ?? nodeId });

export const abTestNode: NodeKind<AbTestSettings> = {
  kind: 'ab-test',
  settings: AbTestSettings,
  waits: () => false,
  ports: ({ arms }) => arms.map(({ port }) => port),
  check(settings, check) {
    const type = check.expression(settings.key, '/key');
    if (type && !['string', 'number', 'any', 'boolean'].includes(type.kind)) check.fault('/key', 'type-mismatch', `the key of a split is a string or a number, not ${type.kind}`);
    const sum = settings.arms.reduce((total, { share }) => total + share, 0);
    if (sum !== buckets) check.fault('/arms', 'shares', `the shares add up to ${sum / 100} %: they must be 100 % (${buckets} basis points) together`);
    const champions = settings.arms.filter(({ champion }) => champion);
    if (champions.length > 1) check.fault('/arms', 'champions', `${champions.map(({ port }) => `"${port}"`).join(' and ')} are both marked as champion: only one can be`);
    settings.arms.forEach(({ port, share }, i) => {
      if (share === 0) check.warning(`/arms/${i}/share`, 'never-reached', `the arm "${port}" has no share: nobody gets it`);
    });
    if (settings.arm !== undefined) check.assigns(settings.arm, textType, '/arm');
  },
  print(settings, printer) {
    const arm = printer.local('arm');
    const bounds = printer.define('arm_bounds', JSON.stringify(boundsOf(settings)));
    const ports = printer.define('arm_names', printer.literal(settings.arms.map(({ port }) => port)));
    const last = settings.arms.length - 1;
    return [
      `const ${arm} = R.armOf(${printer.expression(settings.key)}, ${printer.define('split', printer.literal(split(settings, printer.nodeId)))}, ${bounds});`,
      ...(settings.arm === undefined ? [] : [printer.assign(settings.arm, `${ports}[${arm}]`)]),
      printer.note(`{ arm: ${ports}[${arm}] }`),
      ...settings.arms.map(({ port }, i) => (i === last ? printer.leave(port) : `if (${arm} === ${i}) ${printer.leave(port)}`)),
    ].filter((line) => line !== '').join('\n');
  },
  printSql(settings, printer) {
    const name = settings.key.trim();
    if (printer.scope.get(name)?.kind !== 'string') return printer.refuse('the key of a split is hashed in SQL only where it is a name of type string');
    const { salt, campaignId } = split(settings, printer.nodeId);
    const key = printer.read(name);
    printer.fail(`isNull(${key})`, 'wrong-type', 'The key of a split is null: choose an expression that identifies the customer');
    const bucket = printer.column(`sipHash64(concat(${printer.literal(`${salt}\u001f${campaignId}\u001f`, textType)}, ifNull(${key}, ''))) % ${buckets}`);
    const bounds = boundsOf(settings);
    const ways = settings.arms.map(({ port }, i) => (i === bounds.length - 1 ? { port } : { port, when: `${bucket} < ${bounds[i]}` }));
    if (settings.arm !== undefined) {
      const cases = ways.map((way) => ('when' in way ? `${way.when}, ${printer.literal(way.port, textType)}` : printer.literal(way.port, textType)));
      printer.assign(settings.arm, `multiIf(${cases.join(', ')})`, textType);
    }
    printer.leave(ways);
  },
};
