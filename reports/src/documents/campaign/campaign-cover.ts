import type { ReportVerdict } from '@arbiter/contracts/report-model';
import { dayBefore } from '../../wording/day-before.js';
import { verdictSentence } from '../../wording/verdict-sentence.js';
import type { Block, Check, Tone, Verdict } from '../report-document.js';
import type { CampaignParts } from './campaign-words.js';

const tones: Record<ReportVerdict['code'], Tone> = { 'effect-found-good': 'good', 'effect-found-bad': 'bad', 'no-effect-seen': 'neutral', 'not-enough-data': 'caution' };

export function campaignFacts(parts: CampaignParts): { label: string; value: string }[] {
  const { report, phrases, words } = parts;
  const units = report.arms.reduce((sum, arm) => sum + arm.units, 0);
  const groups = report.arms.map((arm) => `${phrases.arm(arm.id)}: ${words.count(arm.units)}${units > 0 ? ` (${words.share(arm.units / units)})` : ''}`).join(' · ');
  const filters = report.filters.map(({ dimension, values }) => `${phrases.dimension(dimension)}: ${values.map((value) => phrases.value(dimension, value)).join(', ')}`).join('; ');
  return [
    { label: words.text.period, value: words.days(report.startsOn, dayBefore(report.endsBefore)) },
    { label: words.text.data, value: words.text.dataUntil(words.day(dayBefore(report.dataBefore))) },
    { label: words.text.groups, value: groups },
    ...(filters ? [{ label: words.text.filters, value: filters }] : []),
  ];
}

export function campaignCover(parts: CampaignParts): Block[] {
  const { report, phrases, words } = parts;
  const verdicts = report.verdicts.map((verdict) => verdictOf(parts, verdict));
  return [
    ...(verdicts.length ? [{ kind: 'verdicts' as const, items: verdicts }] : []),
    ...(report.filters.length ? [{ kind: 'text' as const, text: phrases.text('partOnly'), look: 'caution' as const }] : []),
    { kind: 'heading', text: words.text.health },
    { kind: 'checks', items: healthChecks(parts) },
  ];
}

function verdictOf({ report, phrases }: CampaignParts, verdict: ReportVerdict): Verdict {
  const known = verdict.code !== 'not-enough-data';
  const money = report.economics.find(({ arm }) => arm === verdict.arm);
  const released = money?.releasedReceivablesMinor;
  const doubtful = verdict.cautions.some((caution) => caution !== 'running');
  const { pValue } = verdict.absolute;
  return {
    tone: doubtful && known ? 'caution' : tones[verdict.code],
    sentence: verdictSentence(verdict, phrases),
    details: [
      ...(known && pValue !== null ? [phrases.text(verdict.code === 'no-effect-seen' ? 'chanceOpen' : 'chance', { p: phrases.probabilityText(pValue) })] : []),
      ...(known && verdict.relative.estimate !== null ? [phrases.text('verdictRelative', { relative: phrases.relative(verdict.relative.estimate) })] : []),
      ...(released && released.total !== null && released.total > 0 ? [phrases.text('verdictReleased', { released: phrases.amount(released.total, 'money-minor'), cost: phrases.amount(money?.costMinor ?? null, 'money-minor') })] : []),
    ],
    cautions: verdict.cautions.map((caution) => phrases.options.coded(`caution-${caution}`) ?? caution),
  };
}

/** The checks of the page's health strip, with what they compare. */
export function healthChecks({ report, phrases, words }: CampaignParts): Check[] {
  const { health } = report;
  const uneven = health.sampleRatioBySegment.filter((check) => check.alarm);
  const ratioAlarm = health.sampleRatio.alarm || uneven.length > 0;
  const unequal = health.balance.some((check) => check.alarm);
  const unknownBalance = health.balance.every((check) => check.pValue === null);
  const few = health.minimumData.arms.some((row) => !row.enough);
  const touched = health.contamination;
  const unitOf = (id: string) => (id === 'billed_before' || id === 'opening_overdue' ? ('money-minor' as const) : ('number' as const));
  const sizes = health.sampleRatio.arms.map((row) => `${phrases.arm(row.arm)}: ${words.count(row.observed)} / ${words.count(row.expected)}`).join('; ');
  const measures = health.balance.map((row) => `${phrases.options.coded(`measure-${row.measure}`) ?? row.measure}: ${phrases.amount(row.target, unitOf(row.measure))} / ${phrases.amount(row.control, unitOf(row.measure))}, ${phrases.probabilityText(row.pValue)}`).join('; ');
  return [
    {
      state: ratioAlarm ? 'alarm' : health.sampleRatio.pValue === null ? 'unknown' : 'fine',
      label: phrases.text('sampleRatio'),
      value: health.sampleRatio.alarm || uneven.length === 0 ? (health.sampleRatio.pValue === null ? phrases.text('notKnown') : phrases.probabilityText(health.sampleRatio.pValue)) : phrases.text('sampleRatioSegments', { count: uneven.length }),
      text: [phrases.text('sampleRatioText'), `${phrases.text('observed')} / ${phrases.text('expected')}: ${sizes}.`, ...(health.sampleRatio.reason ? [phrases.reason(health.sampleRatio.reason)] : []), ...uneven.map((check) => `${phrases.segment(check.segment)}: ${phrases.probabilityText(check.pAdjusted)}.`)].join(' '),
    },
    ...(health.balance.length
      ? [{
          state: unequal ? ('alarm' as const) : unknownBalance ? ('unknown' as const) : ('fine' as const),
          label: phrases.text('balance'),
          value: unequal ? phrases.text('balanceOff') : unknownBalance ? phrases.text('notKnown') : phrases.text('balanceFine'),
          text: `${phrases.text('balanceText')} ${measures}.`,
        }]
      : []),
    {
      state: touched.alarm ? 'alarm' : 'fine',
      label: phrases.text('contamination'),
      value: touched.alarm ? phrases.text('contaminationSome', { count: touched.controlContacted, all: words.count(touched.controlUnits) }) : phrases.text('contaminationNone'),
      text: phrases.text('contaminationText'),
    },
    {
      state: few ? 'alarm' : 'fine',
      label: phrases.text('minimum'),
      value: few ? phrases.text('minimumFew') : phrases.text('minimumEnough'),
      text: phrases.text('minimumText', { needed: health.minimumData.unitsNeeded }),
    },
  ];
}
