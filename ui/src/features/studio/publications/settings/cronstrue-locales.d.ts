/** A language of the library: it adds itself to the reader when it is brought. */
declare module 'cronstrue/locales/ru';
