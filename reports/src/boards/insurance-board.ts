import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { claimsOverTime, claimSummary, precisionAtCapacity, referralReasons } from '../views/insurance/claim-views.js';
import { swapEffect, swapSet } from '../views/insurance/swap-set.js';
import { numberTile, viewTile } from './board-tiles.js';

export const insuranceBoard: BoardDocument = {
  title: { ru: 'Страхование', en: 'Insurance' },
  description: { ru: 'Страховые случаи: без участия человека, передачи, точность; андеррайтинг: базовая и аналитическая сегментация', en: 'Claims: straight through, referred, how precisely; underwriting: base against analytical segmentation' },
  tiles: [
    numberTile('straight', claimSummary, 'straightShare', 'Без участия человека', 'Straight through'),
    numberTile('referred', claimSummary, 'referredShare', 'Переданы специалисту', 'Referred'),
    numberTile('precision', claimSummary, 'precision', 'Точность передачи', 'Precision of referrals'),
    numberTile('loss-ratio', claimSummary, 'lossRatio', 'Убыточность', 'Loss ratio'),
    viewTile('weeks', claimsOverTime),
    viewTile('capacity', precisionAtCapacity),
    viewTile('reasons', referralReasons),
    viewTile('time', claimsOverTime, {}, { title: { ru: 'Дней до исхода у специалиста', en: 'Days to the outcome with a specialist' }, chart: { type: 'line', x: 'period', y: ['referredDays'], fromZero: true } }),
    viewTile('swap-effect', swapEffect, {}, { width: 6, height: 'tall' }),
    viewTile('swap-set', swapSet, {}, { width: 6, height: 'tall' }),
    viewTile('summary', claimSummary, {}, { title: { ru: 'Все показатели с интервалами', en: 'All figures with intervals' }, chart: { type: 'table' }, width: 12, height: 'small' }),
  ],
  filters: ['strategy', 'version', 'arm', 'environment', 'decision', 'reason'],
  period: { kind: 'last', count: 8, unit: 'week' },
  shared: true,
};
