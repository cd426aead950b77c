import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The product's typeface as TrueType (SIL Open Font License 1.1): Latin, Cyrillic, currency signs. */
const folder = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json'));

export const interRegular = join(folder, '400Regular', 'Inter_400Regular.ttf');
export const interSemiBold = join(folder, '600SemiBold', 'Inter_600SemiBold.ttf');
