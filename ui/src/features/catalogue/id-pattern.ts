/** Identifiers of the catalogue travel in files and documents, so they are plain. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
