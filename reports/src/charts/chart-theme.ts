export type ChartThemeName = 'light' | 'dark';

export interface ChartTheme {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  target: string;
  control: string;
  /** The interval of an effect, drawn faintly behind its line. */
  bandOpacity: number;
  /** The only series of a chart: neither of an experiment's groups nor one category among others. */
  plain: string;
  /** Series told apart by their category. */
  categories: readonly string[];
  /** What is left over: "others", values without a name. */
  rest: string;
  /** From little to much. */
  sequential: readonly string[];
  /** From below through nothing to above. */
  diverging: readonly string[];
}

/**
 * Target and control have the same two colours in every chart and theme: blue and vermilion of the palette of Okabe and
 * Ito (2008), told apart with every kind of colour blindness and at least 3 : 1 against both grounds.
 */
export const targetColour = '#0072B2';
export const controlColour = '#D55E00';

/**
 * Categories take the other colours of the same palette first; blue and vermilion come last, and not at all where a chart shows an
 * experiment's groups. Yellow is darkened on the light ground, where it could not be seen, and muted on the dark one, where it would outshine the rest.
 */
const categories: Record<ChartThemeName, readonly string[]> = {
  light: ['#009E73', '#E69F00', '#56B4E9', '#CC79A7', '#7F6A00', '#5B68C4', targetColour, controlColour],
  dark: ['#009E73', '#E69F00', '#56B4E9', '#CC79A7', '#D8CB4B', '#8F9BF2', targetColour, controlColour],
};

/** One hue from the ground to full strength, and purple against orange (ColorBrewer's Purples and PuOr): safe for the colour-blind, readable in grey. */
const ramps: Record<ChartThemeName, Pick<ChartTheme, 'sequential' | 'diverging'>> = {
  light: { sequential: ['#f3f4fb', '#d3d8f2', '#a7b0e3', '#7480cb', '#4553a8', '#27317a'], diverging: ['#b35806', '#e08214', '#fdb863', '#f7f7f7', '#b2abd2', '#8073ac', '#542788'] },
  dark: { sequential: ['#1c2130', '#2a3260', '#3f4b94', '#6070c4', '#8f9dea', '#ccd4ff'], diverging: ['#fdb863', '#d98b32', '#7d4d16', '#20242d', '#4a3f7c', '#8073c0', '#c4bbea'] },
};

const themes: Record<ChartThemeName, ChartTheme> = {
  light: { ink: '#14181f', muted: '#556070', line: '#e5e8ed', surface: '#ffffff', target: targetColour, control: controlColour, bandOpacity: 0.16, plain: '#5B68C4', rest: '#a3abb8', categories: categories.light, ...ramps.light },
  dark: { ink: '#e8ebf1', muted: '#a1abba', line: '#262b35', surface: '#14171d', target: targetColour, control: controlColour, bandOpacity: 0.3, plain: '#8F9BF2', rest: '#6b7484', categories: categories.dark, ...ramps.dark },
};

export function chartTheme(name: ChartThemeName): ChartTheme {
  return themes[name];
}
