import type { LinearModel, ModelDocument, ModelLink, ModelRescale, TreesModel } from '@arbiter/contracts';
import { finiteSql, sqlNumber, sqlText } from '../../../feel/print-sql/click-house-types.js';
import { expSql } from '../../../model/exp-sql.js';
import { printFeatureSql, type FeatureSql } from '../../../model/print-features-sql.js';
import { linearSumSql, treesSumSql } from '../../../model/print-sums-sql.js';
import type { SqlNodePrinter } from '../../sql-node-printer.js';
import type { ModelSettings } from './model-settings.js';

const numberType = { kind: 'number' } as const;

/**
 * Linear models and trees of one sum as columns: score and class, to the last bit what JavaScript computes. Probabilities, reasons, derived
 * features, several sums and the links probit and cauchit are refused.
 */
export function printModelSql(document: ModelDocument, settings: ModelSettings, printer: SqlNodePrinter): void {
  const { results, features: mappings = [], addReasons } = settings;
  if (document.kind !== 'linear' && document.kind !== 'trees') return printer.refuse(`A model of the kind ${document.kind} has no SQL form`);
  if (results.reasonCodes !== undefined || addReasons) return printer.refuse('Reason codes of models have no SQL form');
  if (results.probabilities !== undefined) return printer.refuse('Probabilities by class have no SQL form; take the score');
  if ((document.derived?.length ?? 0) > 0) return printer.refuse('Derived features of models have no SQL form; compute them in a node before');
  if (document.kind === 'linear' && document.ordinal) return printer.refuse('Ordinal models have no SQL form');
  if (document.classes && document.classes.length > 2) return printer.refuse('A model of several classes has no SQL form');

  const title = document.name ? `Model "${document.name}"` : 'The model';
  const mapped = new Map(mappings.map(({ feature, value }) => [feature, value]));
  const features = new Map(document.features.map((feature): [string, FeatureSql] => {
    const source = mapped.get(feature.name);
    const [value, type] = source === undefined ? [printer.read(feature.name), printer.scope.get(feature.name)!] : [printer.expression(source), printer.typeOf(source)];
    return [feature.name, printFeatureSql(feature, printer.column(value), type, title, printer)];
  }));
  const sum = printer.column(document.kind === 'linear' ? linearSumSql(document, features, printer) : treesSumSql(document, features, printer));
  const linked = printer.column(linkSql(document, sum, printer));
  const { classes, positiveClass } = document;
  const likely = classes ? printer.column(`1. - ${linked}`) : linked;
  const chosen = classes && positiveClass === classes[0] ? likely : linked;
  // Without a sum there is no score; a link may make a number of an infinite one.
  const usable = printer.column(`NOT isNaN(${sum}) AND isFinite(${chosen})`);
  if (results.score !== undefined) printer.assign(results.score, `if(${usable}, ${finiteSql(rescaleSql(document.rescale, chosen))}, NULL)`, numberType);
  if (results.class !== undefined) printer.assign(results.class, `if(${usable}, if(${linked} > ${likely}, ${sqlText(classes![1]!)}, ${sqlText(classes![0]!)}), NULL)`, { kind: 'string' });
  printer.leave([{ port: 'next' }]);
}

function linkSql({ link = 'identity' }: LinearModel | TreesModel, sum: string, printer: SqlNodePrinter): string {
  const exp = (sql: string) => expSql(sql, (step) => printer.column(step));
  const links: Partial<Record<ModelLink, () => string>> = {
    identity: () => sum,
    inverse: () => `1. / ${sum}`,
    log: () => exp(sum),
    logit: () => `1. / (1. + ${exp(`-${sum}`)})`,
    cloglog: () => `1. - ${exp(`-${exp(sum)}`)}`,
    loglog: () => exp(`-${exp(`-${sum}`)}`),
  };
  return links[link]?.() ?? printer.refuse(`The link ${link} is not the same in SQL to the last bit`);
}

function rescaleSql(rescale: ModelRescale | undefined, score: string): string {
  if (!rescale) return score;
  const { factor = 1, constant = 0, round, min, max } = rescale;
  let sql = `${score} * ${sqlNumber(factor)} + ${sqlNumber(constant)}`;
  // JavaScript rounds halves up: the floor, or one more where the rest is a half or above.
  if (round === 'round') sql = `arrayMap(m_x -> if(m_x - floor(m_x) >= 0.5, floor(m_x) + 1., floor(m_x)), [${sql}])[1]`;
  else if (round) sql = `${round === 'floor' ? 'floor' : 'ceil'}(${sql})`;
  if (min !== undefined) sql = `greatest(${sql}, ${sqlNumber(min)})`;
  if (max !== undefined) sql = `least(${sql}, ${sqlNumber(max)})`;
  return sql;
}
