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
}

/**
 * Target and control have the same two colours in every chart and theme: blue and vermilion of the palette of Okabe and
 * Ito (2008), told apart with every kind of colour blindness and at least 3 : 1 against both grounds.
 */
export const targetColour = '#0072B2';
export const controlColour = '#D55E00';

const themes: Record<ChartThemeName, ChartTheme> = {
  light: { ink: '#14181f', muted: '#556070', line: '#e5e8ed', surface: '#ffffff', target: targetColour, control: controlColour, bandOpacity: 0.16 },
  dark: { ink: '#e8ebf1', muted: '#a1abba', line: '#262b35', surface: '#14171d', target: targetColour, control: controlColour, bandOpacity: 0.3 },
};

export function chartTheme(name: ChartThemeName): ChartTheme {
  return themes[name];
}
